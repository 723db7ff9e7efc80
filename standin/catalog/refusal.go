package catalog

import (
	"maps"
	"slices"

	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// refusal is what the words of a refusal need to know of the call.
type refusal struct {
	f         *function
	qualifier string
	version   int32
	count     int    // concurrency asked for
	what      string // the parameter that asks for it
}

// apply carries an event out, or says in AWS's words why not.
func (c *Catalog) apply(call refusal, ev core.Event) *Error {
	answer := c.opt.Apply(ev)
	if answer.Reason == core.NoReason {
		return nil
	}
	return call.words(answer)
}

// words are AWS's for a reason of the rule book.
func (call refusal) words(answer core.Effect) *Error {
	w := refuse.Call{Qualifier: call.qualifier, Version: call.version, Count: call.count, What: call.what}
	if call.f != nil {
		w.ARN, w.Name = call.f.arn, call.f.name
	}
	if answer.Reason == core.VersionInUse {
		w.Aliases = call.f.pointing(call.version, answer.N)
	}
	return refuse.By(answer, w)
}

// pointing are the names of the aliases that send requests to a version: known
// is one of them, which may be moving away from it and show it no more.
func (f *function) pointing(version, known int32) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f.aliases)) {
		if a := f.aliases[name]; a.primary == version || a.second == version || a.id == known {
			out = append(out, name)
		}
	}
	return out
}
