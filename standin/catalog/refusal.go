package catalog

import (
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// refusal is what the words of a refusal need to know of the call.
type refusal struct {
	f         *record.Function
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
		w.ARN, w.Name = call.f.ARN, call.f.Name
	}
	if answer.Reason == core.VersionInUse {
		w.Aliases = call.f.Pointing(call.version, answer.N)
	}
	return refuse.By(answer, w)
}
