package changes

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"squall/attack/changes/inmemory"
	"squall/attack/target"
	"squall/profiles"
)

func newChanges(t testing.TB, s *inmemory.Settings) (*Changes, *inmemory.Diary) {
	d := inmemory.NewDiary()
	t.Cleanup(func() {
		for _, wrong := range d.Wrong {
			t.Error(wrong)
		}
	})
	return New(s, d), d
}

func reserve(n int) profiles.Change {
	return profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: n}
}

func reserved(s *inmemory.Settings) int {
	key, _ := s.Key(reserve(0))
	if c, ok := s.Set[key]; ok {
		return c.Count
	}
	return -1
}

func TestBackRestoresWhatWasThere(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	key, _ := s.Key(reserve(0))
	s.Set[key] = reserve(7)
	before := maps.Clone(s.Set)
	list := []profiles.Change{
		{Kind: profiles.CreateFunction, Function: "f"}, reserve(5),
		{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "v1"}, {Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "v2"},
	}
	if err := c.Apply(t.Context(), list[:2]); err != nil {
		t.Fatal(err)
	}
	mark := c.Mark()
	if err := c.Apply(t.Context(), list[2:]); err != nil {
		t.Fatal(err)
	}
	c.Back(t.Context(), mark)
	if reserved(s) != 5 || len(s.Set) != 2 {
		t.Errorf("after the block: %v", s.Set)
	}
	c.Back(t.Context(), 0)
	if len(s.Set) != len(before) || reserved(s) != 7 || len(journal.Open) != 0 || len(c.left) != 0 {
		t.Errorf("after the run: %v, journal %v, left %v", s.Set, journal.Open, c.left)
	}
	want := "CreateFunction PutReserved PutAlias PutAlias PutAlias DeleteAlias PutReserved DeleteFunction"
	if got := strings.Join(s.Log, " "); got != want {
		t.Errorf("made %s\nwant %s", got, want)
	}
	if slices.ContainsFunc(c.rows, func(r Made) bool { return !r.Undone }) {
		t.Errorf("rows %+v", c.rows)
	}
}

// A change that failed may have happened all the same, so it is taken back.
func TestFailedChangeIsTakenBack(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	s.Fail["PutReserved"] = errors.New("timeout")
	if err := c.Apply(t.Context(), []profiles.Change{reserve(5), reserve(6)}); err == nil || len(c.rows) != 1 {
		t.Fatalf("error %v after %d changes", err, len(c.rows))
	}
	if journal.Open[1] {
		t.Error("the journal says that the change was made")
	}
	s.Put(reserve(5)) // the answer was lost, not the change
	c.Back(t.Context(), 0)
	if len(journal.Open) != 0 || strings.Join(s.Log, " ") != "DeleteReserved" {
		t.Errorf("journal %v, made %v", journal.Open, s.Log)
	}
}

func TestBackGoesOnPastWhatFails(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	err := c.Apply(t.Context(), []profiles.Change{{Kind: profiles.CreateFunction, Function: "f"}, reserve(5), {Kind: profiles.CreateQueue, Queue: "q"}})
	if err != nil {
		t.Fatal(err)
	}
	s.Fail["DeleteReserved"] = errors.New("no permission")
	c.Back(t.Context(), 0)
	if len(c.left) != 1 || !strings.Contains(c.left[0], "PutReserved f") || !strings.Contains(c.left[0], "no permission") {
		t.Errorf("left %v", c.left)
	}
	if len(s.Set) != 1 || len(journal.Open) != 1 || c.rows[1].Undone || !c.rows[0].Undone {
		t.Errorf("set %v, journal %v, rows %+v", s.Set, journal.Open, c.rows)
	}
}

// fullDisk is a Journal that can still begin changes.
type fullDisk struct{ *inmemory.Diary }

func (fullDisk) Undone(...uint64) error { return errors.New("no space left on device") }

// A journal that can no longer be written to does not make the target any
// different: what was taken back is not dirty.
func TestJournalThatCannotBeWritten(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	c.journal = fullDisk{journal}
	if err := c.Make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	c.Back(t.Context(), 0)
	if reserved(s) != -1 || len(c.left) > 0 || !c.rows[0].Undone || c.unmarked == nil {
		t.Errorf("reserved %d, left %q, undone %v, unmarked %v", reserved(s), c.left, c.rows[0].Undone, c.unmarked)
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
			s := inmemory.New()
			c, journal := newChanges(t, s)
			if err := c.Make(t.Context(), reserve(99)); err != nil {
				t.Fatal(err)
			}
			mark, rows := c.Mark(), map[int]int{}
			for i, a := range acts {
				var err error
				if a.end {
					err = c.End(t.Context(), rows[a.n])
				} else {
					rows[a.n] = len(c.rows)
					err = c.Make(t.Context(), reserve(10+a.n))
				}
				if err != nil || reserved(s) != a.want {
					t.Fatalf("step %d: reserved %d, want %d: %v", i, reserved(s), a.want, err)
				}
			}
			c.Back(t.Context(), mark)
			if reserved(s) != 99 || len(journal.Open) != 1 {
				t.Errorf("after the block: reserved %d, journal %v", reserved(s), journal.Open)
			}
		})
	}
}

// What somebody else has set since is theirs.
func TestWhatSomebodySetIsLeft(t *testing.T) { synctest.Test(t, whatSomebodySetIsLeft) }

func whatSomebodySetIsLeft(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	if err := c.Make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	s.Put(reserve(77))
	c.Back(t.Context(), 0)
	if reserved(s) != 77 || len(c.Left()) != 1 || !strings.Contains(c.Left()[0], "somebody has set it to PutReserved f 77") || len(journal.Open) != 1 {
		t.Errorf("reserved %d, left %q, journal %v", reserved(s), c.Left(), journal.Open)
	}
}

// With a function that somebody deleted its settings are gone, and nothing is
// left to take back.
func TestDeletedFunctionIsNotDirty(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	if err := c.Make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	s.Gone["f"], s.Fail["DeleteReserved"] = true, errors.New("not found")
	c.Back(t.Context(), 0)
	if len(c.Left()) > 0 || len(journal.Open) > 0 {
		t.Errorf("left %q, journal %v", c.Left(), journal.Open)
	}
}

// A change that somebody else forestalled was not made, and is not taken back.
func TestForestalled(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	s.Fail["PutReserved"] = fmt.Errorf("PutReserved f: %w", target.ErrRevision)
	if err := c.Make(t.Context(), reserve(5)); err == nil || !strings.Contains(err.Error(), "somebody else changed it") {
		t.Errorf("got %v", err)
	}
	c.Back(t.Context(), 0)
	if len(s.Log) > 0 || len(c.Left()) > 0 || len(journal.Open) > 0 {
		t.Errorf("made %v, left %q, journal %v", s.Log, c.Left(), journal.Open)
	}
}

// The mark of a run stays on a function as long as anything else is left there.
func TestMarkStaysWithWhatIsLeft(t *testing.T) { synctest.Test(t, markStaysWithWhatIsLeft) }

func markStaysWithWhatIsLeft(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	mark := profiles.Change{Kind: profiles.PutMark, Function: "f", Mark: profiles.Mark{Run: "r"}}
	if err := c.Apply(t.Context(), []profiles.Change{mark, reserve(5)}); err != nil {
		t.Fatal(err)
	}
	s.Put(reserve(77))
	c.Back(t.Context(), 0)
	if key, _ := s.Key(mark); !s.Has(key) || len(c.Left()) != 2 || len(journal.Open) != 2 {
		t.Errorf("left %q, journal %v", c.Left(), journal.Open)
	}
}
