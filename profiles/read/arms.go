package read

import (
	"maps"
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/keys"
	"squall/profiles/metric"
	"squall/profiles/platform"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// settable are the sections that an arm may set: those that make its world.
var settable = []string{"account", "platform", "functions", "attack", "faults"}

// maxArms bounds what one run compares.
const maxArms = 50

// variants builds the world of each arm and returns the trees they came from.
func (l *loader) variants(p *profiles.Plan) []*source.Node {
	list := l.doc.Root.Get("arms")
	if list == nil || list.Kind != source.List || len(list.Items) == 0 {
		l.arms = []string{"base"}
		p.Arms = []profiles.Arm{{Name: "base", NewEnvironments: true, World: l.world(0, l.doc.Root, nil)}}
		return []*source.Node{l.doc.Root}
	}
	if len(list.Items) > maxArms {
		l.report(everyArm, list.At, "arms", "there are %d arms, at most %d are allowed", len(list.Items), maxArms)
	}
	var trees []*source.Node
	for i, n := range list.Items[:min(len(list.Items), maxArms)] {
		name := schema.ReadText(n.Get("name"))
		path := source.Join("arms", list.ItemName(i))
		switch {
		case name != "" && slices.Contains(l.arms, name):
			l.report(everyArm, n.At, path, "two arms are called %s, give each a name of its own", name)
		case metric.Reserved(name):
			l.report(everyArm, n.At, path, "an arm cannot be called %s, which is a metric", name)
		}
		l.arms = append(l.arms, name)
		tree := l.doc.Root.Clone()
		structure := l.apply(i, tree, n.Get("set"))
		trees = append(trees, tree)
		p.Arms = append(p.Arms, profiles.Arm{
			Name:            name,
			NewEnvironments: schema.ReadText(n.Get("environments")) != "keep",
			World:           l.world(i, tree, sections(structure)),
		})
	}
	return trees
}

func (l *loader) report(arm int, at source.Place, path, format string, args ...any) {
	l.problems.add(arm, l.doc.Problem(at, path, format, args...))
}

// apply sets an arm's values in its tree and checks the structure of the
// result.
func (l *loader) apply(arm int, tree, set *source.Node) []source.Problem {
	if set == nil || set.Kind != source.Map {
		return nil
	}
	for _, pair := range set.Pairs {
		if section := source.Section(pair.Key); !slices.Contains(settable, section) {
			l.report(arm, pair.At, pair.Key, "an arm may set values of %s, not of %s", strings.Join(settable, ", "), section)
			continue
		} else if tree.Get(section) == nil && !l.sound(section) {
			continue // the section has another name in the file, which is reported
		}
		value := pair.Value.Clone()
		value.At = pair.Value.At
		if at, why := source.Override(tree, pair.Key, pair.At, value); why != "" {
			l.report(arm, at, pair.Key, "%s", why)
		}
	}
	structure := keys.Check(l.doc, tree)
	l.problems.add(arm, structure...)
	return structure
}

// varied lists the addresses that some arm sets to something that another has
// not.
func (l *loader) varied(p *profiles.Plan, trees []*source.Node) []string {
	var out []string
	list := l.doc.Root.Get("arms")
	if list == nil {
		return nil
	}
	for _, n := range list.Items {
		for _, address := range n.Get("set").Keys() {
			differs := slices.ContainsFunc(trees, func(t *source.Node) bool {
				return !source.Equal(trees[0].Find(address), t.Find(address))
			})
			if differs && !slices.Contains(out, address) {
				out = append(out, address)
			}
		}
	}
	if slices.ContainsFunc(p.Arms, func(a profiles.Arm) bool { return a.NewEnvironments != p.Arms[0].NewEnvironments }) {
		out = append(out, "environments")
	}
	slices.Sort(out)
	return out
}

// world builds what one arm needs to exist. broken are the sections with
// problems of structure in this arm.
func (l *loader) world(arm int, tree *source.Node, broken map[string]bool) profiles.World {
	b := &builder{l: l, arm: arm, root: tree}
	maps.Copy(l.broken, broken)
	b.world.Account = account(tree.Get("account"))
	given, at, why := platform.Read(tree.Get("platform"))
	b.world.Platform = given
	if why != "" && b.sound("platform") {
		b.report(at.At, "platform.async_backoff", "%s", why)
	}
	b.functions()
	b.entries()
	b.capacity()
	b.faults()
	return b.world
}

// builder builds one world.
type builder struct {
	l     *loader
	arm   int
	root  *source.Node
	world profiles.World
}

func (b *builder) report(at source.Place, path, format string, args ...any) {
	b.l.report(b.arm, at, path, format, args...)
}

// sound says whether sections have no problems of structure, so that what
// they lack is not another problem's echo.
func (b *builder) sound(names ...string) bool { return b.l.sound(names...) }

// spoil makes a section unsound.
func (l *loader) spoil(section string) { l.broken[section] = true }

func (l *loader) sound(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return l.broken[n] })
}

// items lists a section's items with their addresses.
func (b *builder) items(section string, visit func(n *source.Node, path string)) {
	list := b.root.Get(section)
	if list == nil || list.Kind != source.List {
		return
	}
	for i, n := range list.Items {
		if n.Kind == source.Map {
			visit(n, source.Join(section, list.ItemName(i)))
		}
	}
}

func account(n *source.Node) profiles.Account {
	a := profiles.Account{ID: "111122223333", Region: "us-east-1", Concurrency: 1000}
	if n.Has("id") {
		a.ID = schema.ReadText(n.Get("id"))
	}
	if n.Has("region") {
		a.Region = schema.ReadText(n.Get("region"))
	}
	if n.Has("concurrency") {
		a.Concurrency = schema.ReadCount(n.Get("concurrency"))
	}
	return a
}
