package profiles

import (
	"fmt"
	"hash/fnv"
	"slices"
)

// EventSource is the source of the events that entries put onto a bus; their
// detail-type is the entry's name.
const EventSource = "squall"

// TriggerName names what a trigger consists of: the permission, and the
// configuration or the rule.
func (c Change) TriggerName() string {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %s %s %s %s", c.Path, c.Source, c.Filter, c.Function, c.Qualifier)
	return fmt.Sprintf("squall-%s-%08x", c.Path, h.Sum32())
}

// sources are what entries need to be there, in the order of the entries.
func (w *World) sources(kind ChangeKind) []Change {
	var out []Change
	for i := range w.Attack {
		e := &w.Attack[i]
		c := Change{Kind: kind, Path: e.Path, Source: e.Source}
		if e.Sourced() && !(e.Path == PathEvents && e.Source == DefaultBus) && !slices.ContainsFunc(out, c.sameThing) {
			out = append(out, c)
		}
	}
	return out
}

// triggers are what makes sources tell the functions of their entries.
func (w *World) triggers(suffix string) []Change {
	var out []Change
	for _, e := range w.Attack {
		if e.Sourced() {
			filter := map[string]string{PathS3: e.Prefix, PathEvents: e.Name}[e.Path]
			out = append(out, Change{Kind: PutTrigger, Path: e.Path, Source: e.Source, Filter: filter, Function: e.Function, Qualifier: w.Qualifier(e, suffix)})
		}
	}
	return out
}
