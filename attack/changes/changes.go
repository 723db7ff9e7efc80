// Package changes makes the changes of a run, journal first, and takes them
// back, last first: what was there is read and on disk before anything is
// called, and what somebody else has set since is not overwritten.
//
// It knows no kind of change: that is package target, or whoever implements
// Changer.
package changes

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"squall/attack/journal"
	"squall/attack/restore"
	"squall/attack/target"
	"squall/profiles"
	"squall/profiles/guard"
)

// Changer looks and makes changes; package target implements it.
type Changer = restore.Changer

// Journal is the write-ahead journal of changes; package journal implements it.
type Journal interface {
	Begin(e journal.Entry) (id uint64, err error)
	Done(id uint64) error
	Undone(ids ...uint64) error
}

// Made is one change as it was carried out.
type Made struct {
	What, Before, After string
	Undone              bool // taken back, or nothing to take back
}

// made is a change that is not taken back.
type made struct {
	entry journal.Entry
	row   int  // in Changes.rows
	over  bool // its time has passed, but a later change of the same thing holds
}

// Changes makes changes and takes them back. It is owned by one goroutine at a
// time.
type Changes struct {
	target  Changer
	journal Journal
	stack   []made
	rows    []Made
	left    []string // what could not be taken back
	dirty   restore.Left
	// unmarked is why the journal names changes that are taken back.
	unmarked error
}

// New makes changes on a target, by a journal.
func New(t Changer, j Journal) *Changes {
	return &Changes{target: landing{t}, journal: j}
}

// Rows are all changes so far, in the order in which they were made.
func (c *Changes) Rows() []Made { return c.rows }

// Left is what could not be taken back, and why.
func (c *Changes) Left() []string { return c.left }

// Unmarked is why the journal names changes that are taken back; nil when it
// names none.
func (c *Changes) Unmarked() error { return c.unmarked }

// Apply makes changes in order, up to the first that fails.
func (c *Changes) Apply(ctx context.Context, list []profiles.Change) error {
	for _, change := range list {
		if err := c.Make(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// Make makes one change. Also with an error it may have happened, and will be
// taken back.
func (c *Changes) Make(ctx context.Context, change profiles.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	seen, err := c.target.Look(ctx, change)
	if err != nil {
		return err
	}
	if err := c.foreign(change, seen); err != nil {
		return err
	}
	e := journal.Entry{Change: change, Undo: seen.Undo, What: seen.What, Before: seen.Before, Settled: seen.Settled}
	if e.ID, err = c.journal.Begin(e); err != nil {
		return err
	}
	c.rows = append(c.rows, Made{What: seen.What, Before: seen.Before, After: seen.After, Undone: len(seen.Undo) == 0})
	// From here on the change may have happened, whatever Make says.
	c.stack = append(c.stack, made{entry: e, row: len(c.rows) - 1})
	change.Revision = seen.Revision // what was captured must still be there
	if err := c.target.Make(ctx, change); err != nil {
		if !errors.Is(err, target.ErrRevision) {
			return err
		}
		if err := c.forestalled(ctx, e, err); err != nil {
			return err
		}
	}
	c.stack[len(c.stack)-1].entry.Done = true
	return c.journal.Done(e.ID)
}

// forestalled judges a change that was refused for its revision: it was made all
// the same where only the answer was lost and the request was sent again. What
// somebody else has set is theirs, and nothing is left of the change.
func (c *Changes) forestalled(ctx context.Context, e journal.Entry, refused error) error {
	seen, err := c.target.Look(ctx, e.Change)
	if err != nil {
		return errors.Join(refused, err)
	}
	if e.Settled != "" && e.Settled != e.Before && seen.Before == e.Settled {
		return nil
	}
	c.strike(c.stack[len(c.stack)-1])
	c.stack = c.stack[:len(c.stack)-1]
	return fmt.Errorf("somebody else changed it at the same time, so it was not touched: %w", refused)
}

// foreign says whether somebody else has set what this run had set: it is not
// overwritten.
func (c *Changes) foreign(change profiles.Change, seen target.Applied) error {
	now := seen.Before
	for _, m := range slices.Backward(c.stack) {
		if r := m.entry.Change.Restore; r != nil && seen.Settled != "" {
			if p, covered := r.Puts(restore.Thing(change)); covered && now != p.Before {
				return fmt.Errorf("%s: it is %s and was %s when its restore was scheduled, so it was not touched: somebody else changed it meanwhile", p.What, now, p.Before)
			}
		}
		if restore.Thing(m.entry.Change) != restore.Thing(change) || m.entry.Settled == "" {
			continue
		}
		if now != m.entry.Settled {
			return fmt.Errorf("%s: somebody else set it to %s in the meantime, so it was not touched", m.entry.What, now)
		}
		return nil
	}
	return nil
}

// Mark is a place in the stack to go back to.
func (c *Changes) Mark() int { return len(c.stack) }

// Back takes back every change since the mark, last first, and goes on past
// what fails.
func (c *Changes) Back(ctx context.Context, mark int) {
	for len(c.stack) > mark {
		var list []journal.Entry
		for _, m := range c.stack[mark:] {
			list = append(list, m.entry)
		}
		way := restore.Last(list)
		together := c.take(func(m made) bool { return slices.Contains(way.IDs, m.entry.ID) })
		c.back(ctx, way, together)
	}
}

// back goes a way back, or tells why not.
func (c *Changes) back(ctx context.Context, way restore.Way, together []made) {
	outcome, err := c.undo(ctx, way, together...)
	c.dirty.Note(way.Change, outcome)
	if err != nil {
		c.left = append(c.left, fmt.Sprintf("%s: %v", c.rows[together[len(together)-1].row].What, err))
	}
}

// take takes changes from the stack, in their order.
func (c *Changes) take(which func(made) bool) (out []made) {
	for _, m := range c.stack {
		if which(m) {
			out = append(out, m)
		}
	}
	c.stack = slices.DeleteFunc(c.stack, which)
	return out
}

// undo goes a way back and strikes changes from the journal.
func (c *Changes) undo(ctx context.Context, way restore.Way, which ...made) (restore.Outcome, error) {
	row := restore.Row{Outcome: restore.Kept}
	if !c.dirty.Keeps(way.Change) {
		row = way.Back(ctx, c.target, false)
	}
	if err := row.Error(); err != nil {
		return row.Outcome, err
	}
	c.strike(which...)
	return row.Outcome, nil
}

// Keep makes changes, named by their places in Rows, stay: they will not be
// taken back, and nothing puts back later what they set. A crash leaves all of
// them to take back, or none.
func (c *Changes) Keep(ctx context.Context, rows ...int) {
	stays := func(m made) bool { return slices.Contains(rows, m.row) }
	var things []string
	for _, m := range c.stack {
		if stays(m) {
			things = append(things, restore.Thing(m.entry.Change))
		}
	}
	for _, m := range c.take(func(m made) bool {
		r := m.entry.Change.Restore
		return r != nil && slices.ContainsFunc(r.Parts(), func(p guard.Part) bool { return slices.Contains(things, p.Thing) })
	}) {
		c.back(ctx, restore.Last([]journal.Entry{m.entry}), []made{m})
	}
	kept := c.take(stays)
	for _, m := range kept {
		c.rows[m.row].After += ", and stays"
	}
	c.strike(kept...)
}

// strike notes that changes are not there.
func (c *Changes) strike(which ...made) {
	var ids []uint64
	for _, m := range which {
		c.rows[m.row].Undone = true
		ids = append(ids, m.entry.ID)
	}
	if err := c.journal.Undone(ids...); err != nil && c.unmarked == nil {
		c.unmarked = err // the target is as it was all the same
	}
}

// End takes back one change, named by its place in Rows, before its turn: a
// fault's. Where a later change holds the same thing its value stays, and what
// was there before both comes back when that one ends.
func (c *Changes) End(ctx context.Context, row int) error {
	i := slices.IndexFunc(c.stack, func(m made) bool { return m.row == row })
	if i < 0 {
		return nil
	}
	same := restore.Thing(c.stack[i].entry.Change)
	for _, later := range c.stack[i+1:] {
		if restore.Thing(later.entry.Change) == same {
			c.stack[i].over = true
			return nil
		}
	}
	// Earlier changes of the thing whose time is over go with this one.
	first := i
	group := []int{i}
	for k := i - 1; k >= 0; k-- {
		if restore.Thing(c.stack[k].entry.Change) != same {
			continue
		}
		if !c.stack[k].over {
			break
		}
		group, first = append(group, k), k
	}
	// The last one's value is there, what was before the first comes back.
	whole := c.stack[i].entry
	whole.Before, whole.Undo = c.stack[first].entry.Before, c.stack[first].entry.Undo
	var together []made
	for _, k := range group {
		together = append(together, c.stack[k])
	}
	// What fails here stays in the stack, and is tried again by Back.
	if _, err := c.undo(ctx, restore.Last([]journal.Entry{whole}), together...); err != nil {
		return err
	}
	c.take(func(m made) bool { return slices.ContainsFunc(together, func(t made) bool { return t.row == m.row }) })
	return nil
}
