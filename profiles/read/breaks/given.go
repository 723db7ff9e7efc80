package breaks

import (
	"strings"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/fault"
	"squall/profiles/read/called"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/units"
)

// struck finds what a fault happens to.
func (r *reader) struck(f *profiles.Fault, kind *fault.Kind, n *source.Node, path string) (*profiles.Function, bool) {
	switch {
	case kind.Scope == fault.All && n.Has("function"):
		r.Report(n.Get("function").At, path+".function", "%s strikes everything, remove function", f.Kind)
		return nil, false
	case n.Has("function"):
		fn := r.Function(n.Get("function"), path+".function", f.Function, "")
		return fn, fn != nil && r.aliased(f, kind, fn, n, path)
	case kind.Scope == fault.One:
		r.Report(n.At, path, "function is missing: the function that %s happens to", f.Kind)
		return nil, false
	}
	return nil, true
}

// aliased checks the alias of a fault.
func (r *reader) aliased(f *profiles.Fault, kind *fault.Kind, fn *profiles.Function, n *source.Node, path string) bool {
	switch {
	case !kind.Alias && n.Has("alias") && f.Kind == profiles.FaultThrottleReserved:
		r.Report(n.Get("alias").At, path+".alias", "reserved concurrency belongs to the whole function, remove alias")
	case !kind.Alias && n.Has("alias"):
		r.Report(n.Get("alias").At, path+".alias", "%s takes no alias; match: {version: ...} strikes one version alone", f.Kind)
	case !n.Has("alias") && (kind.Latest || !kind.Alias):
		return true
	case !n.Has("alias"):
		r.Report(n.At, path, "alias is missing: the alias of %s that %s changes", f.Function, f.Kind)
	case fn.Alias(f.Alias) == nil:
		r.Report(n.Get("alias").At, path+".alias", "function %s has no alias %q%s", f.Function, f.Alias, source.Suggest(f.Alias, called.Aliases(fn)))
	default:
		return true
	}
	return false
}

// given reads what else a fault says: each kind takes some of it.
func (r *reader) given(f *profiles.Fault, kind *fault.Kind, n *source.Node, path string) bool {
	ok := r.value(f, kind, n, path)
	if n.Has("share") {
		f.Share = schema.ReadPercent(n.Get("share"))
		if !kind.Share {
			r.Report(n.Get("share").At, path+".share", "%s strikes all that it can, remove share", f.Kind)
			ok = false
		}
	}
	if !kind.Share {
		f.Share = 1
	}
	return r.delay(f, kind, n, path) && r.match(f, kind, n, path) && ok
}

// value reads the kind's own number or name.
func (r *reader) value(f *profiles.Fault, kind *fault.Kind, n *source.Node, path string) bool {
	v := kind.Value
	switch {
	case n.Has("value") && v.Means == "":
		r.Report(n.Get("value").At, path+".value", "%s takes no value", f.Kind)
		return false
	case v.Means == "":
		return true
	case !n.Has("value") && v.Default == "":
		r.Report(n.At, path, "value is missing: of %s it is the %s", f.Kind, v.Means)
		return false
	case !n.Has("value"):
		f.Value = v.Default
	}
	if !v.Number {
		return true
	}
	count, err := units.Count(f.Value)
	if err != nil || count < v.Min || count > v.Max {
		r.Report(n.Get("value").At, path+".value", "%q is not allowed, of %s it is the %s, a whole number from %d to %d", f.Value, f.Kind, v.Means, v.Min, v.Max)
		return false
	}
	f.Count = count
	return true
}

// delay reads the kind's own time.
func (r *reader) delay(f *profiles.Fault, kind *fault.Kind, n *source.Node, path string) bool {
	d := n.Get("delay")
	switch {
	case n.Has("delay") && kind.Delay == "":
		r.Report(d.At, path+".delay", "%s takes no delay", f.Kind)
		return false
	case !n.Has("delay") && kind.Delay != "" && kind.Usual == "":
		r.Report(n.At, path, "delay is missing: of %s it is the time %s", f.Kind, kind.Delay)
		return false
	case !n.Has("delay") && kind.Delay != "":
		d = usual(kind.Usual)
	case kind.Delay == "":
		return true
	}
	f.Waits = flow(d)
	if d.Kind == source.Map {
		f.Delay = schema.ReadDist(d)
		return true
	}
	constant, err := dist.Constant(schema.ReadDuration(d))
	f.Delay = constant
	if err != nil {
		r.Report(d.At, path+".delay", "%v", err)
	}
	return err == nil
}

// flow is a value on one line.
func flow(n *source.Node) string {
	var parts []string
	for _, p := range n.Pairs {
		parts = append(parts, p.Key+": "+flow(p.Value))
	}
	for _, i := range n.Items {
		parts = append(parts, flow(i))
	}
	switch n.Kind {
	case source.Map:
		return "{" + strings.Join(parts, ", ") + "}"
	case source.List:
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return n.Text
}

// usual is a time of the catalogue.
func usual(text string) *source.Node {
	doc, _ := source.Parse("catalogue", []byte("usual: "+text)) // its test reads them all
	return doc.Root.Get("usual")
}

// match reads what may be struck.
func (r *reader) match(f *profiles.Fault, kind *fault.Kind, n *source.Node, path string) bool {
	m := n.Get("match")
	for _, part := range m.Keys() {
		if !kind.Matches(part) {
			allowed := "it takes no match"
			if kind.Match != "" {
				allowed = "it can be matched by " + strings.Join(strings.Fields(kind.Match), ", ")
			}
			r.Report(m.Get(part).At, path+".match."+part, "%s is decided where nobody knows the %s of a request; %s", f.Kind, part, allowed)
			return false
		}
	}
	header, equals, _ := strings.Cut(schema.ReadText(m.Get("header")), ":")
	f.Match = profiles.Match{Path: schema.ReadText(m.Get("path")), Version: schema.ReadText(m.Get("version")), Payload: schema.ReadText(m.Get("payload")),
		Header: header, Equals: strings.TrimSpace(equals)}
	if v := f.Match.Version; v != "" {
		fn := r.World.Function(f.Function)
		switch {
		case fn == nil:
			r.Report(m.Get("version").At, path+".match.version", "versions belong to a function, and the fault names none")
			return false
		case fn.Version(v) == nil:
			r.Report(m.Get("version").At, path+".match.version", "function %s has no version %q%s", f.Function, v, source.Suggest(v, called.Versions(fn)))
			return false
		}
	}
	return true
}
