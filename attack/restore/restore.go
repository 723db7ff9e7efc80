// Package restore takes back what a run changed: it compares what is there
// with what the run set, and makes what takes the change back. Run goes so
// through the journal of a run that was killed, last change first; a run that
// is alive takes its changes back by Last.
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
	"time"

	"squall/attack/apierr"
	"squall/attack/journal"
	"squall/attack/pause"
	"squall/attack/persist"
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
	Undone(ids ...uint64) error
}

// Outcome is what became of one change.
type Outcome string

// Outcomes, of which the last three leave the change in the journal.
const (
	TakenBack Outcome = "taken back"
	AsBefore  Outcome = "was as before" // never made, or taken back by somebody
	Ended     Outcome = "ended with the run"
	Gone      Outcome = "deleted since" // the function, and its settings with it
	Kept      Outcome = "kept"          // it guards what is left
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

// lateAfter is how long a request of a process that was killed may still be on
// its way.
const lateAfter = time.Second

// Run takes back everything that the journal names, last first, and goes on
// past what it cannot. The error is the journal's, or that of ctx.
func Run(ctx context.Context, t Changer, j Journal, overwrite bool) ([]Row, error) {
	var rows []Row
	began := time.Now()
	var dirty Left
	refused := map[string]bool{} // functions of which everything is refused now
	pending := j.Pending()
	for len(pending) > 0 {
		w := Last(pending)
		pending = slices.DeleteFunc(pending, func(e journal.Entry) bool { return slices.Contains(w.IDs, e.ID) })
		row := Row{What: w.What, Before: w.Before, Outcome: Kept}
		switch {
		case refused[w.Change.Function]:
			row.Outcome, row.Err = Failed, errors.New("not tried: what is above was refused as often as it was asked for")
		case !dirty.Keeps(w.Change):
			row = w.Back(ctx, t, overwrite)
		}
		if w.Change.Function != "" && persist.GaveUp(row.Err) {
			refused[w.Change.Function] = true
		}
		if w.late(row) {
			if err := pause.For(ctx, time.Until(began.Add(lateAfter))); err != nil {
				return append(rows, row), err
			}
			if seen := w.Back(ctx, t, overwrite); seen.Outcome != AsBefore {
				row = seen
			}
		}
		rows = append(rows, row)
		if dirty.Note(w.Change, row.Outcome); row.Left() {
			continue
		}
		if err := j.Undone(w.IDs...); err != nil {
			return rows, fmt.Errorf("%s is taken back, and the journal cannot be told so: %w", w.What, err)
		}
	}
	return rows, nil
}

// late says whether the change may come about yet: the process that made it was
// killed before it had an answer.
func (w Way) late(row Row) bool {
	return !w.Done && len(w.Undo) > 0 && (row.Outcome == TakenBack || row.Outcome == AsBefore)
}

// A Way is what is taken back in one go.
type Way struct {
	journal.Entry          // the last change, with what was there before the first
	IDs           []uint64 // of all of them
	ours          string   // what may be there too: the last change may not have happened
}

// Last is what is taken back first of some changes: the last one. All moves of
// an alias go with it, straight to where the alias was before the first: on the
// way back through each of them, a version that requests were taken from would
// be given them again.
func Last(list []journal.Entry) Way {
	last := list[len(list)-1]
	w := Way{Entry: last, IDs: []uint64{last.ID}}
	if !last.Done {
		w.ours = last.Before
	}
	if !moved(last) {
		return w
	}
	for _, e := range slices.Backward(list[:len(list)-1]) {
		if e.Change.Kind != profiles.PutAlias || e.Change.Function != last.Change.Function || e.Change.Alias != last.Change.Alias {
			continue
		}
		if !moved(e) { // it was made here, and goes after what was put on it
			break
		}
		w.Before, w.Undo, w.IDs = e.Before, e.Undo, append(w.IDs, e.ID)
	}
	return w
}

// moved says whether a change has moved an alias that was there.
func moved(e journal.Entry) bool {
	return e.Change.Kind == profiles.PutAlias && len(e.Undo) > 0 && e.Undo[0].Kind == profiles.PutAlias
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

// Back takes it back, if what is there is what the run has set; overwrite
// leaves the comparison out.
func (w Way) Back(ctx context.Context, t Changer, overwrite bool) Row {
	e := w.Entry
	row := Row{What: e.What, Before: e.Before, Outcome: TakenBack}
	if len(e.Undo) == 0 {
		row.Outcome = AsBefore // it changed nothing
		return row
	}
	if err := w.back(ctx, t, overwrite, &row); err != nil {
		row.Outcome, row.Err = Failed, err
	}
	if row.Left() && e.Change.Function != "" && !persist.GaveUp(row.Err) {
		if there, err := t.Exists(ctx, e.Change.Function); err == nil && !there {
			row.Outcome, row.Err = Gone, nil
		}
	}
	return row
}

// looks bounds how often it is looked what is there, and firstPause doubles from
// one look to the next. A reading may be behind: it shows what was there before
// a change of this run. And a change that was torn off may come about between a
// look and what takes it back.
const (
	looks      = 5
	firstPause = 100 * time.Millisecond
)

func (w Way) back(ctx context.Context, t Changer, overwrite bool, row *Row) (err error) {
	for n := range looks {
		if n > 0 {
			if err := pause.For(ctx, firstPause<<(n-1)); err != nil {
				return err
			}
		}
		revision := ""
		if row.Outcome = TakenBack; w.Settled != "" {
			if revision, err = w.look(ctx, t, overwrite, row); err != nil {
				return err
			}
		}
		if row.Outcome == Conflict {
			continue
		}
		// Also what is as before is set to that: it is so already, or the reading is
		// behind.
		err = w.undo(ctx, t, revision)
		switch {
		case errors.Is(err, target.ErrRevision):
			continue
		case row.Outcome == AsBefore && !w.Done && denied(err):
			return nil // who may not set it has not changed it
		}
		return err
	}
	if row.Outcome != Conflict {
		row.Outcome, row.Now = Conflict, "something else, a moment ago"
	}
	return nil
}

// denied says whether whoever asks may not do that.
func denied(err error) bool {
	return slices.Contains([]string{"AccessDenied", "AccessDeniedException"}, apierr.Code(err))
}

// look says with which revision the change is there. The row says otherwise
// where it is not.
func (w Way) look(ctx context.Context, t Changer, overwrite bool, row *Row) (revision string, err error) {
	seen, err := t.Look(ctx, w.Change)
	if err != nil {
		return "", err
	}
	row.Now = seen.Before
	switch {
	case seen.Before == w.Before:
		row.Outcome = AsBefore
	case seen.Before != w.Settled && seen.Before != w.ours && !overwrite:
		row.Outcome = Conflict
	}
	return seen.Revision, nil
}

// undo makes what takes the change back. What is there was compared a moment
// ago: nobody may set it in between.
func (w Way) undo(ctx context.Context, t Changer, revision string) error {
	for _, undo := range w.Undo {
		undo.Revision = revision
		if err := t.Make(ctx, undo); err != nil {
			return err
		}
	}
	return t.WaitReady(ctx, w.Undo, nil)
}
