// Package restore takes back what a run changed: it compares what is there
// with what the run set, and makes what takes the change back. Run goes so
// through the journal of a run that was killed, last change first; a run that
// is alive takes each of its changes back by Entry.
//
// What somebody else has set since is left as it is and told, unless it is
// asked to overwrite. It can be run again until nothing is left, and makes no
// change that a journal does not name.
package restore

import (
	"context"
	"errors"
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
	// WaitReady waits until what changes began is through.
	WaitReady(ctx context.Context, changes []profiles.Change, progress func(text string)) error
	// Exists says whether there is a function of this name.
	Exists(ctx context.Context, function string) (bool, error)
}

// Journal names what is left; package journal implements it.
type Journal interface {
	Pending() []journal.Entry
	Undone(id uint64) error
}

// Outcome is what became of one change.
type Outcome string

// Outcomes, of which the last three leave the change in the journal.
const (
	TakenBack Outcome = "taken back"
	AsBefore  Outcome = "was as before" // never made, or taken back by somebody
	Ended     Outcome = "ended with the run"
	Gone      Outcome = "deleted since" // the function, and its settings with it
	Kept      Outcome = "kept"          // a mark of what is left
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
func (r Row) Left() bool { return r.Outcome == Kept || r.Outcome == Conflict || r.Outcome == Failed }

// Error says why the change is still there; nil when it is not.
func (r Row) Error() error {
	switch r.Outcome {
	case Failed:
		return r.Err
	case Kept:
		return errors.New("kept, as other changes there are left")
	case Conflict:
		return fmt.Errorf("somebody has set it to %s since, so it is left; before the run it was %s", r.Now, r.Before)
	}
	return nil
}

// Run takes back everything that the journal names, last first, and goes on
// past what it cannot. The error is the journal's.
func Run(ctx context.Context, t Changer, j Journal, overwrite bool) ([]Row, error) {
	var rows []Row
	dirty := map[string]bool{} // functions of which something is left
	for _, e := range slices.Backward(j.Pending()) {
		row := Row{What: e.What, Before: e.Before, Outcome: Kept}
		if e.Change.Kind != profiles.PutMark || !dirty[e.Change.Function] {
			row = Entry(ctx, t, e, overwrite)
		}
		if row.Left() {
			dirty[e.Change.Function] = true
		}
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

// Entry takes back one change, if what is there is what it set; overwrite
// leaves the comparison out.
func Entry(ctx context.Context, t Changer, e journal.Entry, overwrite bool) Row {
	row := Row{What: e.What, Before: e.Before, Outcome: TakenBack}
	if len(e.Undo) == 0 {
		row.Outcome = AsBefore // it changed nothing
		return row
	}
	if err := back(ctx, t, e, overwrite, &row); err != nil {
		row.Outcome, row.Err = Failed, err
	}
	if row.Left() && e.Change.Function != "" {
		if there, err := t.Exists(ctx, e.Change.Function); err == nil && !there {
			row.Outcome, row.Err = Gone, nil
		}
	}
	return row
}

func back(ctx context.Context, t Changer, e journal.Entry, overwrite bool, row *Row) error {
	revision := ""
	if e.Settled != "" {
		seen, err := t.Look(ctx, e.Change)
		if err != nil {
			return err
		}
		row.Now, revision = seen.Before, seen.Revision
		switch {
		case seen.Before == e.Before:
			row.Outcome = AsBefore
			return nil
		case seen.Before != e.Settled && !overwrite:
			row.Outcome = Conflict
			return nil
		}
	}
	for _, undo := range e.Undo {
		// What is there was compared a moment ago: nobody may set it in between.
		undo.Revision = revision
		err := t.Make(ctx, undo)
		if errors.Is(err, target.ErrRevision) {
			row.Outcome, row.Now = Conflict, "something else, a moment ago"
			return nil
		}
		if err != nil {
			return err
		}
	}
	return t.WaitReady(ctx, e.Undo, nil)
}
