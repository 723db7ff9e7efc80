package restore

import (
	"slices"

	"squall/profiles"
	"squall/profiles/guard"
)

// Left is what could not be taken back, and so what must stay beside it: the
// mark of a function of which something is left, and the schedule that will put
// a thing back. Where somebody has set the thing to something else no schedule
// may stay: it would overwrite that.
type Left struct {
	functions map[string]bool
	failed    map[string]bool // things
}

// Keeps says whether a change must stay.
func (l *Left) Keeps(c profiles.Change) bool {
	return c.Kind == profiles.PutMark && l.functions[c.Function] ||
		c.Restore != nil && slices.ContainsFunc(c.Restore.Parts(), func(p guard.Part) bool { return l.failed[p.Thing] })
}

// Note notes what became of a change.
func (l *Left) Note(c profiles.Change, o Outcome) {
	if !(Row{Outcome: o}).Left() {
		return
	}
	if l.functions == nil {
		l.functions, l.failed = map[string]bool{}, map[string]bool{}
	}
	l.functions[c.Function] = true
	if o == Failed {
		l.failed[Thing(c)] = true
	}
}
