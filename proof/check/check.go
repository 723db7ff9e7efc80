// Package check is a second opinion on the rule book: of a story it says
// whether each request was placed, refused, retried and answered as Lambda's
// rules have it, and whether every environment lived as long as it may. It
// works with sets and stacks where the rule book has counters, and afterwards,
// so that it knows of each request how it ended when it looks at how it began.
//
// It shares the words of package core with the rule book and none of its code,
// and it draws nothing: how long something takes it takes from what was said.
package check

import "squall/proof/story"

// Counts is how much a check has looked at.
type Counts struct {
	Requests, Runs, Refused, Held, Colds, Environments, Changes int
	Foretold                                                    int // placements that had to be as they were
}

// Add adds another's counts.
func (c *Counts) Add(o Counts) {
	c.Requests += o.Requests
	c.Runs += o.Runs
	c.Refused += o.Refused
	c.Held += o.Held
	c.Colds += o.Colds
	c.Environments += o.Environments
	c.Changes += o.Changes
	c.Foretold += o.Foretold
}

// Rules looks at everything that a log has kept and says what is wrong.
// Fragile says that provisioned environments may fail to initialise, which no
// effect tells: then it is not foretold who gets one.
func Rules(l *story.Log, fragile bool) (Counts, []string) {
	batches, wrong := l.Tell()
	c := newChecker(batches, fragile)
	c.Wrong = wrong
	for i := range batches {
		c.batch(i)
	}
	c.close()
	return c.counts, c.Found
}
