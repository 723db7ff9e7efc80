package attack

import (
	"context"
	"fmt"
	"slices"

	"squall/attack/journal"
	"squall/profiles"
)

// made is a change that is not taken back.
type made struct {
	change profiles.Change
	undo   []profiles.Change
	id     uint64 // in the journal
	row    int    // in changes.rows
	over   bool   // its time has passed, but a later change of the same thing holds
}

// changes makes changes, journal first, and takes them back, last first. It is
// owned by one goroutine at a time.
type changes struct {
	target  Changer
	journal Journal
	stack   []made
	rows    []ChangeMade
	left    []string // what could not be taken back
	// unmarked is why the journal names changes that are taken back.
	unmarked error
}

// apply makes changes in order, up to the first that fails.
func (c *changes) apply(ctx context.Context, list []profiles.Change) error {
	for _, change := range list {
		if err := c.make(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func (c *changes) make(ctx context.Context, change profiles.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	seen, err := c.target.Look(ctx, change)
	if err != nil {
		return err
	}
	id, err := c.journal.Begin(journal.Entry{Change: change, Undo: seen.Undo, What: seen.What, Before: seen.Before, Settled: seen.Settled})
	if err != nil {
		return err
	}
	c.rows = append(c.rows, ChangeMade{What: seen.What, Before: seen.Before, After: seen.After, Undone: len(seen.Undo) == 0})
	// From here on the change may have happened, whatever Make says.
	c.stack = append(c.stack, made{change: change, undo: seen.Undo, id: id, row: len(c.rows) - 1})
	if err := c.target.Make(ctx, change); err != nil {
		return err
	}
	return c.journal.Done(id)
}

// mark is a place in the stack to go back to.
func (c *changes) mark() int { return len(c.stack) }

// back takes back every change since the mark, last first, and goes on past
// what fails.
func (c *changes) back(ctx context.Context, mark int) {
	for len(c.stack) > mark {
		last := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if err := c.undo(ctx, last, last.undo); err != nil {
			c.left = append(c.left, fmt.Sprintf("%s: %v", c.rows[last.row].What, err))
		}
	}
}

// undo makes what takes a change back and strikes it from the journal.
func (c *changes) undo(ctx context.Context, m made, list []profiles.Change) error {
	for _, u := range list {
		if err := c.target.Make(ctx, u); err != nil {
			return err
		}
	}
	c.rows[m.row].Undone = true
	if err := c.journal.Undone(m.id); err != nil && c.unmarked == nil {
		c.unmarked = err // the target is as it was all the same
	}
	return nil
}

// end takes back one change before its turn: a fault's. Where a later change
// holds the same thing its value stays, and what was there before both comes
// back when that one ends.
func (c *changes) end(ctx context.Context, row int) error {
	i := slices.IndexFunc(c.stack, func(m made) bool { return m.row == row })
	if i < 0 {
		return nil
	}
	same := thing(c.stack[i].change)
	for _, later := range c.stack[i+1:] {
		if thing(later.change) == same {
			c.stack[i].over = true
			return nil
		}
	}
	// Earlier changes of the thing whose time is over go with this one.
	group := []int{i}
	for k := i - 1; k >= 0; k-- {
		if thing(c.stack[k].change) != same {
			continue
		}
		if !c.stack[k].over {
			break
		}
		group = append(group, k)
	}
	return c.endGroup(ctx, group)
}

// endGroup takes back changes of one thing, given last first, by the undo of
// the first; the others are only struck out.
func (c *changes) endGroup(ctx context.Context, group []int) error {
	list := c.stack[group[len(group)-1]].undo
	for _, k := range group {
		if err := c.undo(ctx, c.stack[k], list); err != nil {
			return err
		}
		list = nil
		c.stack = slices.Delete(c.stack, k, k+1)
	}
	return nil
}

// thing names what a change sets, so that two changes of one thing are known.
func thing(c profiles.Change) string {
	kind := c.Kind
	switch kind {
	case profiles.DeleteReserved:
		kind = profiles.PutReserved
	case profiles.PutDeadLetter:
		c.Queue = "" // the setting, not the queue
	}
	return string(kind) + " " + c.Function + " " + c.Alias + " " + c.Qualifier + " " + c.Path + " " + c.Queue + " " + c.Source + " " + c.Filter
}
