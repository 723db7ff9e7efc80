// Package inmemory is a target that exists in memory only: settings that
// changes put and delete. It is for tests of what makes changes.
//
// It knows no AWS, and nothing but tests should import it.
package inmemory

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"squall/attack/journal"
	"squall/attack/pause"
	"squall/attack/target"
	"squall/profiles"
)

// Settings keep the last change of each thing: what is set is in the map, what
// a deletion names is not.
type Settings struct {
	mu  sync.Mutex
	Set map[string]profiles.Change
	// Log is the kinds of what was made, in order.
	Log []string
	// Fail is the error of making a kind of change.
	Fail map[string]error
	// Takes is how long a change takes until it is through.
	Takes time.Duration
	// Gone are functions that somebody has deleted.
	Gone map[string]bool
}

// New is empty settings.
func New() *Settings {
	return &Settings{Set: map[string]profiles.Change{}, Fail: map[string]error{}, Gone: map[string]bool{}}
}

var deletes = map[profiles.ChangeKind]profiles.ChangeKind{
	profiles.DeleteMark: profiles.PutMark, profiles.DeleteRestore: profiles.PutRestore, profiles.DeleteReserved: profiles.PutReserved, profiles.DeleteAlias: profiles.PutAlias,
	profiles.DeleteVersion: profiles.PublishFresh, profiles.DeleteFunction: profiles.CreateFunction,
	profiles.DeleteQueue: profiles.CreateQueue, profiles.DeregisterDoor: profiles.RegisterDoor,
	profiles.DeleteProvisioned: profiles.PutProvisioned, profiles.DeleteEventInvoke: profiles.PutEventInvoke,
}

// Key names what a change sets or deletes.
func (s *Settings) Key(c profiles.Change) (key string, deletion bool) {
	kind, deletion := deletes[c.Kind]
	if !deletion {
		kind = c.Kind
	}
	if kind == profiles.PutDeadLetter {
		deletion, c.Queue = c.Queue == "", ""
	}
	return strings.Join([]string{string(kind), c.Function, c.Version, c.Alias, c.Qualifier, c.Path, c.Queue, c.Lease}, " "), deletion
}

// Look says what is set, and what would take a change back.
func (s *Settings) Look(ctx context.Context, c profiles.Change) (target.Applied, error) {
	if err := ctx.Err(); err != nil {
		return target.Applied{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, deletion := s.Key(c)
	a := target.Applied{What: key, Before: "absent", After: "absent"}
	if !deletion {
		a.After = c.String()
	}
	a.Settled = a.After
	before, there := s.Set[key]
	switch {
	case there:
		a.Before, a.Undo = before.String(), []profiles.Change{before}
	case !deletion:
		undo := c
		for d, put := range deletes {
			if put == c.Kind {
				undo.Kind = d
			}
		}
		if c.Kind == profiles.PutDeadLetter {
			undo.Queue = ""
		}
		a.Undo = []profiles.Change{undo}
	}
	return a, nil
}

// Make sets or deletes.
func (s *Settings) Make(ctx context.Context, c profiles.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, deletion := s.Key(c)
	if err := s.Fail[string(c.Kind)]; err != nil {
		return err
	}
	s.Log = append(s.Log, string(c.Kind))
	if deletion {
		delete(s.Set, key)
	} else {
		s.Set[key] = c
	}
	return nil
}

// Exists says whether nobody has deleted a function.
func (s *Settings) Exists(_ context.Context, function string) (bool, error) {
	return !s.Gone[function], nil
}

// Has says whether a thing is set.
func (s *Settings) Has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, there := s.Set[key]
	return there
}

// Put sets a thing as somebody else would.
func (s *Settings) Put(c profiles.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, _ := s.Key(c)
	s.Set[key] = c
}

// WaitReady waits for as long as things take here.
func (s *Settings) WaitReady(ctx context.Context, _ []profiles.Change, say func(string)) error {
	if say != nil {
		say("ready")
	}
	return pause.For(ctx, s.Takes)
}

// Diary is a journal in memory that notes what comes in a wrong order.
type Diary struct {
	last  uint64
	Open  map[uint64]bool // begun, not undone; true when done
	Wrong []string
}

// NewDiary is an empty diary.
func NewDiary() *Diary { return &Diary{Open: map[uint64]bool{}} }

// Begin opens a change.
func (d *Diary) Begin(journal.Entry) (uint64, error) {
	d.last++
	d.Open[d.last] = false
	return d.last, nil
}

// Done marks one as made.
func (d *Diary) Done(id uint64) error {
	if done, ok := d.Open[id]; !ok || done {
		d.Wrong = append(d.Wrong, fmt.Sprintf("change %d is done without having begun", id))
	}
	d.Open[id] = true
	return nil
}

// Undone strikes some out.
func (d *Diary) Undone(ids ...uint64) error {
	for _, id := range ids {
		if _, ok := d.Open[id]; !ok {
			d.Wrong = append(d.Wrong, fmt.Sprintf("change %d is undone without having begun", id))
		}
		delete(d.Open, id)
	}
	return nil
}
