// Package restore takes back what a run left changed: it goes through the
// journal of a run that was killed, last change first, compares what is there
// with what the run set, and makes what takes the change back.
//
// What somebody else has set since is left as it is and told, unless it is
// asked to overwrite. It can be run again until nothing is left, and makes no
// change that a journal does not name.
package restore

import (
	"context"
	"fmt"
	"slices"

	"squall/attack/journal"
	"squall/attack/target"
	"squall/profiles"
)

// Changer looks and makes changes.
type Changer interface {
	Look(ctx context.Context, c profiles.Change) (target.Applied, error)
	Make(ctx context.Context, c profiles.Change) error
}

// Journal names what is left; package journal implements it.
type Journal interface {
	Pending() []journal.Entry
	Undone(id uint64) error
}

// Outcome is what became of one change.
type Outcome string

// Outcomes, of which the last two leave the change in the journal.
const (
	TakenBack Outcome = "taken back"
	AsBefore  Outcome = "was as before" // never made, or taken back by somebody
	Ended     Outcome = "ended with the run"
	Conflict  Outcome = "changed since"
	Failed    Outcome = "failed"
)

// Row is one change and what became of it.
type Row struct {
	What    string
	Before  string // what it is to be
	Now     string // what it was when it was looked at
	Outcome Outcome
	Err     error // of Failed
}

// Left says whether the change is still there.
func (r Row) Left() bool { return r.Outcome == Conflict || r.Outcome == Failed }

// Run takes back everything that the journal names, last first, and goes on
// past what it cannot. The error is the journal's.
func Run(ctx context.Context, t Changer, j Journal, overwrite bool) ([]Row, error) {
	var rows []Row
	for _, e := range slices.Backward(j.Pending()) {
		row := one(ctx, t, e, overwrite)
		if !row.Left() {
			if err := j.Undone(e.ID); err != nil {
				return append(rows, row), fmt.Errorf("%s is taken back, and the journal cannot be told so: %w", e.What, err)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Forget strikes out everything: what it was made on is gone.
func Forget(j Journal) ([]Row, error) {
	var rows []Row
	for _, e := range slices.Backward(j.Pending()) {
		if err := j.Undone(e.ID); err != nil {
			return rows, err
		}
		rows = append(rows, Row{What: e.What, Before: e.Before, Outcome: Ended})
	}
	return rows, nil
}

func one(ctx context.Context, t Changer, e journal.Entry, overwrite bool) Row {
	row := Row{What: e.What, Before: e.Before, Outcome: TakenBack}
	if len(e.Undo) == 0 {
		row.Outcome = AsBefore // it changed nothing
		return row
	}
	if e.Settled != "" {
		seen, err := t.Look(ctx, e.Change)
		if err != nil {
			row.Outcome, row.Err = Failed, err
			return row
		}
		row.Now = seen.Before
		switch {
		case seen.Before == e.Before:
			row.Outcome = AsBefore
			return row
		case seen.Before != e.Settled && !overwrite:
			row.Outcome = Conflict
			return row
		}
	}
	for _, undo := range e.Undo {
		if err := t.Make(ctx, undo); err != nil {
			row.Outcome, row.Err = Failed, err
			return row
		}
	}
	return row
}
