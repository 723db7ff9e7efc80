package attack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"squall/attack/journal"
	"squall/attack/target"
	"squall/profiles"
)

// settings is a Changer that keeps the last change of each thing: what is set
// is in the map, what a deletion names is not.
type settings struct {
	mu   sync.Mutex
	set  map[string]profiles.Change
	log  []string
	fail map[string]error // by name of the change
}

func newSettings() *settings {
	return &settings{set: map[string]profiles.Change{}, fail: map[string]error{}}
}

var deletes = map[profiles.ChangeKind]profiles.ChangeKind{
	profiles.DeleteReserved: profiles.PutReserved, profiles.DeleteAlias: profiles.PutAlias,
	profiles.DeleteVersion: profiles.PublishFresh, profiles.DeleteFunction: profiles.CreateFunction,
	profiles.DeleteQueue: profiles.CreateQueue, profiles.DeregisterDoor: profiles.RegisterDoor,
	profiles.DeleteProvisioned: profiles.PutProvisioned, profiles.DeleteEventInvoke: profiles.PutEventInvoke,
}

// key names what a change sets or deletes.
func (s *settings) key(c profiles.Change) (key string, deletion bool) {
	kind, deletion := deletes[c.Kind]
	if !deletion {
		kind = c.Kind
	}
	if kind == profiles.PutDeadLetter {
		deletion, c.Queue = c.Queue == "", ""
	}
	return strings.Join([]string{string(kind), c.Function, c.Version, c.Alias, c.Qualifier, c.Path, c.Queue}, " "), deletion
}

func (s *settings) Look(ctx context.Context, c profiles.Change) (target.Applied, error) {
	if err := ctx.Err(); err != nil {
		return target.Applied{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, deletion := s.key(c)
	a := target.Applied{What: key, Before: "absent", After: "set"}
	before, there := s.set[key]
	switch {
	case there:
		a.Before, a.Undo = "set", []profiles.Change{before}
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

func (s *settings) Make(ctx context.Context, c profiles.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, deletion := s.key(c)
	if err := s.fail[string(c.Kind)]; err != nil {
		return err
	}
	s.log = append(s.log, string(c.Kind))
	if deletion {
		delete(s.set, key)
	} else {
		s.set[key] = c
	}
	return nil
}

// has says whether a thing is set.
func (s *settings) has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, there := s.set[key]
	return there
}

func (s *settings) WaitReady(ctx context.Context, _ []profiles.Change, say func(string)) error {
	say("ready")
	return ctx.Err()
}

// diary is a Journal that checks its order.
type diary struct {
	t    testing.TB
	last uint64
	open map[uint64]bool // begun, not undone; true when done
}

func (d *diary) Begin(journal.Entry) (uint64, error) {
	d.last++
	d.open[d.last] = false
	return d.last, nil
}

func (d *diary) Done(id uint64) error {
	if done, ok := d.open[id]; !ok || done {
		d.t.Errorf("change %d is done without having begun", id)
	}
	d.open[id] = true
	return nil
}

func (d *diary) Undone(id uint64) error {
	if _, ok := d.open[id]; !ok {
		d.t.Errorf("change %d is undone without having begun", id)
	}
	delete(d.open, id)
	return nil
}

func newChanges(t testing.TB, s *settings) (*changes, *diary) {
	d := &diary{t: t, open: map[uint64]bool{}}
	return &changes{target: s, journal: d}, d
}

func reserve(n int) profiles.Change {
	return profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: n}
}

func (s *settings) reserved() int {
	key, _ := s.key(reserve(0))
	if c, ok := s.set[key]; ok {
		return c.Count
	}
	return -1
}

func TestBackRestoresWhatWasThere(t *testing.T) {
	s := newSettings()
	c, journal := newChanges(t, s)
	key, _ := s.key(reserve(0))
	s.set[key] = reserve(7)
	before := maps.Clone(s.set)
	list := []profiles.Change{
		{Kind: profiles.CreateFunction, Function: "f"}, reserve(5),
		{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "v1"}, {Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "v2"},
	}
	if err := c.apply(t.Context(), list[:2]); err != nil {
		t.Fatal(err)
	}
	mark := c.mark()
	if err := c.apply(t.Context(), list[2:]); err != nil {
		t.Fatal(err)
	}
	c.back(t.Context(), mark)
	if s.reserved() != 5 || len(s.set) != 2 {
		t.Errorf("after the block: %v", s.set)
	}
	c.back(t.Context(), 0)
	if len(s.set) != len(before) || s.reserved() != 7 || len(journal.open) != 0 || len(c.left) != 0 {
		t.Errorf("after the run: %v, journal %v, left %v", s.set, journal.open, c.left)
	}
	want := "CreateFunction PutReserved PutAlias PutAlias PutAlias DeleteAlias PutReserved DeleteFunction"
	if got := strings.Join(s.log, " "); got != want {
		t.Errorf("made %s\nwant %s", got, want)
	}
	if slices.ContainsFunc(c.rows, func(r ChangeMade) bool { return !r.Undone }) {
		t.Errorf("rows %+v", c.rows)
	}
}

// A change that failed may have happened all the same, so it is taken back.
func TestFailedChangeIsTakenBack(t *testing.T) {
	s := newSettings()
	c, journal := newChanges(t, s)
	s.fail["PutReserved"] = errors.New("timeout")
	if err := c.apply(t.Context(), []profiles.Change{reserve(5), reserve(6)}); err == nil || len(c.rows) != 1 {
		t.Fatalf("error %v after %d changes", err, len(c.rows))
	}
	if journal.open[1] {
		t.Error("the journal says that the change was made")
	}
	c.back(t.Context(), 0)
	if len(journal.open) != 0 || strings.Join(s.log, " ") != "DeleteReserved" {
		t.Errorf("journal %v, made %v", journal.open, s.log)
	}
}

func TestBackGoesOnPastWhatFails(t *testing.T) {
	s := newSettings()
	c, journal := newChanges(t, s)
	err := c.apply(t.Context(), []profiles.Change{{Kind: profiles.CreateFunction, Function: "f"}, reserve(5), {Kind: profiles.CreateQueue, Queue: "q"}})
	if err != nil {
		t.Fatal(err)
	}
	s.fail["DeleteReserved"] = errors.New("no permission")
	c.back(t.Context(), 0)
	if len(c.left) != 1 || !strings.Contains(c.left[0], "PutReserved f") || !strings.Contains(c.left[0], "no permission") {
		t.Errorf("left %v", c.left)
	}
	if len(s.set) != 1 || len(journal.open) != 1 || c.rows[1].Undone || !c.rows[0].Undone {
		t.Errorf("set %v, journal %v, rows %+v", s.set, journal.open, c.rows)
	}
}

// fullDisk is a Journal that can still begin changes.
type fullDisk struct{ *diary }

func (fullDisk) Undone(uint64) error { return errors.New("no space left on device") }

// A journal that can no longer be written to does not make the target any
// different: what was taken back is not dirty.
func TestJournalThatCannotBeWritten(t *testing.T) {
	s := newSettings()
	c, journal := newChanges(t, s)
	c.journal = fullDisk{journal}
	if err := c.make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	c.back(t.Context(), 0)
	if s.reserved() != -1 || len(c.left) > 0 || !c.rows[0].Undone || c.unmarked == nil {
		t.Errorf("reserved %d, left %q, undone %v, unmarked %v", s.reserved(), c.left, c.rows[0].Undone, c.unmarked)
	}
}

// Faults of one thing may overlap in any way: while any of them lasts the
// value is that of the latest, and in the end it is what it was.
func TestOverlappingFaults(t *testing.T) {
	type act struct {
		end  bool
		n    int // fault; its value is 10+n
		want int
	}
	for name, acts := range map[string][]act{
		"apart":        {{false, 0, 10}, {true, 0, 99}, {false, 1, 11}, {true, 1, 99}},
		"nested":       {{false, 0, 10}, {false, 1, 11}, {true, 1, 10}, {true, 0, 99}},
		"crossed":      {{false, 0, 10}, {false, 1, 11}, {true, 0, 11}, {true, 1, 99}},
		"three":        {{false, 0, 10}, {false, 1, 11}, {false, 2, 12}, {true, 1, 12}, {true, 2, 10}, {true, 0, 99}},
		"three, first": {{false, 0, 10}, {false, 1, 11}, {false, 2, 12}, {true, 0, 12}, {true, 1, 12}, {true, 2, 99}},
		"left open":    {{false, 0, 10}, {false, 1, 11}, {true, 0, 11}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSettings()
			c, journal := newChanges(t, s)
			if err := c.make(t.Context(), reserve(99)); err != nil {
				t.Fatal(err)
			}
			mark, rows := c.mark(), map[int]int{}
			for i, a := range acts {
				var err error
				if a.end {
					err = c.end(t.Context(), rows[a.n])
				} else {
					rows[a.n] = len(c.rows)
					err = c.make(t.Context(), reserve(10+a.n))
				}
				if err != nil || s.reserved() != a.want {
					t.Fatalf("step %d: reserved %d, want %d: %v", i, s.reserved(), a.want, err)
				}
			}
			c.back(t.Context(), mark)
			if s.reserved() != 99 || len(journal.open) != 1 {
				t.Errorf("after the block: reserved %d, journal %v", s.reserved(), journal.open)
			}
		})
	}
}
