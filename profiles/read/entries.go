package read

import (
	"path/filepath"
	"slices"

	"squall/profiles"
	"squall/profiles/read/called"
	"squall/profiles/read/entry"
	"squall/profiles/rollout"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/trace"
)

func (b *builder) entries() {
	scope := entry.Scope{
		World: &b.world, Arms: b.l.armNames(), Folder: filepath.Dir(b.l.doc.Name),
		Report: b.report, Function: b.known, Trace: b.l.trace, Data: b.l.data, Text: b.l.text,
		Blocks: max(len(b.l.armNames()), 1) * max(schema.ReadCount(b.l.doc.Root.Get("repeat")), 1),
		Idle:   slices.Contains(rollout.Traffics[1:], schema.ReadText(b.l.doc.Root.Get("canary").Get("traffic"))),
		Sound:  func(section string) bool { return b.sound(section) },
		Spoil:  func() { b.l.spoil("attack") },
	}
	b.items("attack", func(n *source.Node, path string) {
		b.world.Attack = append(b.world.Attack, entry.Read(scope, n, path))
	})
	if list := b.root.Get("attack"); list != nil && list.Kind == source.List && len(list.Items) == 0 {
		b.report(list.At, "attack", "there is no entry, a run needs at least one")
		b.l.spoil("attack")
	}
}

// armNames lists the arms of the file, also those that come later.
func (l *loader) armNames() []string {
	list := l.doc.Root.Get("arms")
	if list == nil {
		return nil
	}
	var out []string
	for _, n := range list.Items {
		out = append(out, schema.ReadText(n.Get("name")))
	}
	return out
}

// known finds a function and checks that it has the alias or version, if any
// is named.
func (b *builder) known(n *source.Node, path, function, qualifier string) *profiles.Function {
	f := b.world.Function(function)
	switch {
	case !b.sound("functions"):
	case f == nil:
		b.report(n.At, path, "%q is not a function of the profile%s", function, source.Suggest(function, called.Functions(&b.world)))
	case qualifier != "" && f.Alias(qualifier) == nil && f.Version(qualifier) == nil:
		names := append(called.Aliases(f), called.Versions(f)...)
		b.report(n.At, path, "function %s has no alias or version %q%s", function, qualifier, source.Suggest(qualifier, names))
	}
	return f
}

// scanned is a trace that was looked through.
type scanned struct {
	path  string
	until int64
	sum   trace.Summary
	err   error
}

// trace looks through a trace once, however many arms replay it.
func (l *loader) trace(path string, until int64) (trace.Summary, error) {
	for _, s := range l.traces {
		if s.path == path && s.until == until {
			return s.sum, s.err
		}
	}
	sum, err := trace.Scan(path, until)
	l.traces = append(l.traces, scanned{path, until, sum, err})
	return sum, err
}
