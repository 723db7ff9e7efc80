// Package changes makes the changes of a run in virtual time and takes them back,
// last first, as a live run does.
//
// It keeps no journal: what it changes is gone with the world.
package changes

import (
	"cmp"
	"slices"
	"strconv"

	"squall/attack"
	"squall/profiles"
	"squall/standin"
)

// Stack makes changes and takes them back. What they made is gone with the
// world, so each counts as taken back.
type Stack struct {
	applier *standin.Applier
	now     map[string]profiles.Change // what was set last, by what it sets
	stack   []made
	rows    []attack.ChangeMade
}

// Rows are the changes as they were made.
func (c *Stack) Rows() []attack.ChangeMade { return c.rows }

// Left is how many changes are not taken back.
func (c *Stack) Left() int { return len(c.stack) }

// made is a change that is not taken back.
type made struct {
	change profiles.Change
	before *profiles.Change // what had set the same; nil: nothing had
}

// New makes one that changes a world through an applier.
func New(a *standin.Applier) *Stack {
	return &Stack{applier: a, now: map[string]profiles.Change{}}
}

// Apply makes changes in their order, up to the first that is refused.
func (c *Stack) Apply(list []profiles.Change) error {
	for _, change := range list {
		if err := c.Make(change); err != nil {
			return err
		}
	}
	return nil
}

// Make makes a change and notes it.
func (c *Stack) Make(change profiles.Change) error {
	what := setting(change)
	m := made{change: change}
	row := attack.ChangeMade{What: what, Before: unset(change.Kind), After: value(change), Undone: true}
	if before, ok := c.now[what]; ok {
		m.before, row.Before = &before, value(before)
	}
	if err := c.applier.Apply(change); err != nil {
		return err
	}
	c.now[what] = change
	c.stack = append(c.stack, m)
	c.rows = append(c.rows, row)
	return nil
}

// Mark is a place in the stack to go back to.
func (c *Stack) Mark() int { return len(c.stack) }

// Back takes back every change since the mark, last first.
func (c *Stack) Back(mark int) error {
	for len(c.stack) > mark {
		last := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if err := c.undo(last); err != nil {
			return err
		}
	}
	return nil
}

// End takes back the latest change of one thing before its turn: a fault's.
func (c *Stack) End(change profiles.Change) error {
	what := setting(change)
	for i, m := range slices.Backward(c.stack) {
		if setting(m.change) == what {
			c.stack = slices.Delete(c.stack, i, i+1)
			return c.undo(m)
		}
	}
	return nil // it was never made
}

func (c *Stack) undo(m made) error {
	what := setting(m.change)
	delete(c.now, what)
	if m.before != nil {
		c.now[what] = *m.before
		if m.change.Kind != profiles.PublishFresh { // the older version is still there
			return c.applier.Apply(*m.before)
		}
	}
	if inverse := taken(m.change); inverse.Kind != "" {
		return c.applier.Apply(inverse)
	}
	return nil
}

// inverses take away what was not there before.
var inverses = map[profiles.ChangeKind]profiles.ChangeKind{
	profiles.CreateQueue:    profiles.DeleteQueue,
	profiles.CreateFunction: profiles.DeleteFunction,
	profiles.PutReserved:    profiles.DeleteReserved,
	profiles.PutDeadLetter:  profiles.PutDeadLetter,
	profiles.PublishFresh:   profiles.DeleteVersion,
	profiles.PutAlias:       profiles.DeleteAlias,
	profiles.PutEventInvoke: profiles.DeleteEventInvoke,
	profiles.RegisterDoor:   profiles.DeregisterDoor,
	profiles.PutProvisioned: profiles.DeleteProvisioned,
	profiles.CreateSource:   profiles.DeleteSource,
	profiles.PutTrigger:     profiles.DeleteTrigger,
	profiles.PutFault:       profiles.EndFault,
}

// taken is what takes a change away that set something for the first time; no
// kind means that nothing needs to.
func taken(c profiles.Change) profiles.Change {
	c.Kind = inverses[c.Kind]
	if c.Kind == profiles.PutDeadLetter {
		c.Queue = ""
	}
	return c
}

// setting names what a change sets.
func setting(c profiles.Change) string {
	on := c.Function
	if c.Qualifier != "" {
		on += ":" + c.Qualifier
	}
	switch c.Kind {
	case profiles.SetStandin:
		return "account, platform and models"
	case profiles.CreateQueue:
		return "queue " + c.Queue
	case profiles.PutReserved, profiles.DeleteReserved:
		return "reserved concurrency of " + on
	case profiles.PutDeadLetter:
		return "dead-letter queue of " + on
	case profiles.PublishFresh:
		return "version " + c.Version + " of " + on
	case profiles.PutAlias:
		return "alias " + c.Alias + " of " + on
	case profiles.PutEventInvoke:
		return "asynchronous settings of " + on
	case profiles.RegisterDoor:
		return "door " + c.Path + " of " + on
	case profiles.PutFault, profiles.EndFault:
		return "fault " + c.Lease
	case profiles.PutProvisioned, profiles.DeleteProvisioned:
		return "provisioned concurrency of " + on
	case profiles.CreateSource:
		return c.Path + " " + c.Source
	case profiles.PutTrigger:
		return "what " + c.Path + " " + c.Source + " tells " + on
	}
	return "function " + on
}

// unset is what a setting is before its first change.
func unset(k profiles.ChangeKind) string {
	switch k {
	case profiles.PutReserved, profiles.DeleteReserved:
		return "unset"
	case profiles.PutProvisioned, profiles.DeleteProvisioned, profiles.PutEventInvoke, profiles.PutDeadLetter, profiles.PutFault:
		return "none"
	case profiles.SetStandin:
		return "AWS's defaults"
	}
	return "absent"
}

// value is what a change sets it to.
func value(c profiles.Change) string {
	switch c.Kind {
	case profiles.PutReserved, profiles.PutProvisioned:
		return strconv.Itoa(c.Count)
	case profiles.DeleteReserved:
		return "unset"
	case profiles.DeleteProvisioned:
		return "none"
	case profiles.PutFault:
		return c.Fault.String() + " for " + c.Lasts.String()
	case profiles.PutDeadLetter:
		return cmp.Or(c.Queue, "none")
	case profiles.SetStandin:
		return "this profile's"
	case profiles.PublishFresh:
		return "a new version"
	case profiles.PutAlias:
		if c.Other != "" {
			return "to " + c.To + ", " + strconv.FormatFloat(c.Weight*100, 'g', 6, 64) + "% to " + c.Other
		}
		return "to " + c.To
	case profiles.PutEventInvoke:
		return strconv.Itoa(c.Async.Retries) + " retries, " + c.Async.MaxAge.String() +
			", on success " + cmp.Or(c.Async.OnSuccess, "none") + ", on failure " + cmp.Or(c.Async.OnFailure, "none")
	}
	return "present"
}
