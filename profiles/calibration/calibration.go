// Package calibration reads what squall calibrate writes: the part of a profile
// that says how functions and the platform behaved in a run that was measured,
// and puts it in place of what a profile says.
//
// It opens no file and fits nothing.
package calibration

import (
	"fmt"
	"slices"
	"strings"

	"squall/profiles/dist"
	"squall/profiles/keys"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Mark begins every file that squall calibrate has written.
const Mark = "# Made by squall calibrate"

// Part is what was found in one run.
type Part struct {
	Date  string // of the run
	Run   string // its id
	Error string // how far off a run with it is at p99, as in 4.1%; "" where that is not known
	tree  *source.Node
}

var distOrNone = schema.OrNone{Type: schema.Dist{}}

var object = schema.Object{Keys: []schema.Key{
	{Name: "calibration", Side: schema.StandIn, Required: true, Doc: "Where the figures are from.", Type: schema.Object{Keys: []schema.Key{
		{Name: "date", Side: schema.StandIn, Required: true, Doc: "The day of the run.", Type: schema.Text{Loose: true, Pattern: schema.NewPattern(`[0-9]{4}-[0-9]{2}-[0-9]{2}`, "a day is written as 2026-10-05")}},
		{Name: "run", Side: schema.StandIn, Required: true, Doc: "The run's id.", Type: schema.Text{Loose: true}},
		{Name: "p99_error", Side: schema.StandIn, Doc: "How far off a simulation of that run is at p99.", Type: schema.Text{Loose: true, Pattern: schema.NewPattern(`[0-9.]{1,12}%`, "an error is written as 4.1%")}}}}},
	{Name: "platform", Side: schema.StandIn, Doc: "Parameters of the platform.", Type: schema.Object{Keys: []schema.Key{
		{Name: "invoke_overhead", Side: schema.StandIn, Doc: "What an invoke takes around the function.", Type: distOrNone},
		{Name: "sandbox", Side: schema.StandIn, Doc: "What starting an environment takes before its init.", Type: distOrNone},
		{Name: "download", Side: schema.StandIn, Doc: "What each MB of a package adds.", Type: schema.OrNone{Type: schema.Duration}},
		{Name: "door_latency", Side: schema.StandIn, Doc: "What each door adds.", Type: doors()}}}},
	{Name: "functions", Side: schema.StandIn, Doc: "Versions of functions.", Type: schema.MapOf{Pattern: keys.Function, Of: schema.MapOf{Pattern: keys.Name, Of: schema.Object{Keys: []schema.Key{
		{Name: "duration", Side: schema.StandIn, Doc: "What the handler takes.", Type: schema.Dist{}},
		{Name: "init", Side: schema.StandIn, Doc: "What initialisation takes.", Type: distOrNone},
		{Name: "errors", Side: schema.StandIn, Doc: "Share of attempts that end in a function error.", Type: schema.Percent}}}}}},
}}

func doors() schema.Object {
	var o schema.Object
	for _, door := range keys.Doors {
		o.Keys = append(o.Keys, schema.Key{Name: door, Side: schema.StandIn, Doc: "What the door adds.", Type: distOrNone})
	}
	return o
}

// Parse reads a part; a problem is located in its own text.
func Parse(name string, data []byte) (*Part, []source.Problem) {
	doc, problems := source.Parse(name, data)
	if len(problems) > 0 {
		return nil, problems
	}
	c := schema.Checker{Doc: doc}
	object.Check(&c, doc.Root, "")
	if len(c.Problems) > 0 {
		return nil, c.Problems
	}
	about := doc.Root.Get("calibration")
	return &Part{Date: schema.ReadText(about.Get("date")), Run: schema.ReadText(about.Get("run")), Error: schema.ReadText(about.Get("p99_error")), tree: doc.Root}, nil
}

// Duration is how long a version runs by the part; none where it does not know.
func (p *Part) Duration(function, version string) dist.Dist {
	n := p.tree.Get("functions").Get(function).Get(version).Get("duration")
	if n == nil {
		return dist.Dist{}
	}
	return schema.ReadDist(n)
}

// Merge puts the part into the tree of a profile, as if it were written at a
// place of it, and returns the functions that it is of; why says why it does
// not belong there, "" where it does.
func (p *Part) Merge(root *source.Node, at source.Place) (functions []string, why string) {
	given := p.tree.Get("functions")
	list := root.Get("functions")
	if list != nil && list.Kind == source.List {
		for i, f := range list.Items {
			if of := given.Get(list.ItemName(i)); of != nil && versions(f, of, at) {
				functions = append(functions, list.ItemName(i))
			}
		}
	}
	if len(functions) == 0 && len(given.Keys()) > 0 {
		return nil, fmt.Sprintf("it is of %s, and no version of these has a model here: another profile's run was calibrated", strings.Join(given.Keys(), ", "))
	}
	if platform := p.tree.Get("platform"); platform != nil && platform.Kind == source.Map {
		to := child(root, "platform", at)
		for _, pair := range platform.Pairs {
			if pair.Key != "door_latency" {
				set(to, pair.Key, pair.Value, at)
				continue
			}
			for _, door := range pair.Value.Pairs {
				set(child(to, pair.Key, at), door.Key, door.Value, at)
			}
		}
	}
	return functions, ""
}

// versions sets what is known of the versions of a function; false: of none.
func versions(f, of *source.Node, at source.Place) bool {
	done := false
	for _, pair := range of.Pairs {
		v := f.Get("versions").Get(pair.Key)
		if v == nil && pair.Key == "v1" && !f.Has("versions") {
			v = f
		}
		model := v.Get("model")
		if model == nil || model.Kind != source.Map {
			continue
		}
		for _, value := range pair.Value.Pairs {
			set(model, value.Key, value.Value, at)
		}
		if pair.Value.Has("init") { // it was measured with all that it loads
			if pkg := model.Get("package"); pkg != nil {
				pkg.Pairs = slices.DeleteFunc(pkg.Pairs, func(p source.Pair) bool { return p.Key == "loaded" })
			}
		}
		done = true
	}
	return done
}

// child is a map below a key; what else stood there gives way.
func child(n *source.Node, key string, at source.Place) *source.Node {
	v := n.Get(key)
	if v == nil {
		v = &source.Node{Kind: source.Map, At: at}
		n.Pairs = append(n.Pairs, source.Pair{Key: key, At: at, Value: v})
	}
	if v.Kind != source.Map {
		*v = source.Node{Kind: source.Map, At: v.At}
	}
	return v
}

// set puts a copy of a value below a key.
func set(n *source.Node, key string, value *source.Node, at source.Place) {
	value = value.Clone()
	moved(value, at)
	for i := range n.Pairs {
		if n.Pairs[i].Key == key {
			n.Pairs[i].Value = value
			return
		}
	}
	n.Pairs = append(n.Pairs, source.Pair{Key: key, At: at, Value: value})
}

// moved has a tree stand where the profile names it.
func moved(n *source.Node, at source.Place) {
	n.At = at
	for _, item := range n.Items {
		moved(item, at)
	}
	for i := range n.Pairs {
		n.Pairs[i].At = at
		moved(n.Pairs[i].Value, at)
	}
}
