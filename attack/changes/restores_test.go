package changes

import (
	"errors"
	"strings"
	"testing"

	"squall/attack/changes/inmemory"
	"squall/attack/restore"
	"squall/profiles"
	"squall/profiles/guard"
)

// guarded schedules the restore of the reserved concurrency of f, which is 7
// before, and sets it to 5.
func guarded(t *testing.T) (*inmemory.Settings, *Changes, *inmemory.Diary, string) {
	t.Helper()
	s := inmemory.New()
	c, journal := newChanges(t, s)
	s.Put(reserve(7))
	set, seven := reserve(5), reserve(7)
	here := profiles.Change{Kind: profiles.PutRestore, Function: "f", Lease: "squall-r-01", Restore: &guard.Restore{Part: guard.Part{Thing: "another", What: "another"},
		With: []guard.Part{{Thing: restore.Thing(set), What: "reserved", Before: seven.String()}}}}
	for _, change := range []profiles.Change{here, set} {
		if err := c.Make(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	key, _ := s.Key(here)
	return s, c, journal, key
}

func TestRestoreGoesWhenAllIsBack(t *testing.T) {
	s, c, journal, key := guarded(t)
	c.Back(t.Context(), 0)
	if s.Has(key) || reserved(s) != 7 || len(journal.Open) != 0 || len(c.Left()) != 0 {
		t.Errorf("scheduled %v, reserved %d, journal %v, left %q", s.Has(key), reserved(s), journal.Open, c.Left())
	}
}

// What could not be taken back has its restore still; what somebody else has set
// must not be overwritten by one.
func TestRestoreStaysOnlyWithWhatFailed(t *testing.T) {
	s, c, journal, key := guarded(t)
	s.Fail = map[string]error{"PutReserved": errors.New("expired")}
	c.Back(t.Context(), 0)
	if !s.Has(key) || len(c.Left()) != 2 || len(journal.Open) != 2 {
		t.Errorf("after a failure: scheduled %v, left %q", s.Has(key), c.Left())
	}
	s, c, journal, key = guarded(t)
	s.Put(reserve(9))
	c.Back(t.Context(), 0)
	if s.Has(key) || reserved(s) != 9 || len(c.Left()) != 1 || len(journal.Open) != 1 {
		t.Errorf("after somebody else: scheduled %v, reserved %d, left %q", s.Has(key), reserved(s), c.Left())
	}
}

// What stays, as a release does, is not put back later either.
func TestRestoreGoesBeforeWhatStays(t *testing.T) {
	s, c, journal, key := guarded(t)
	c.Keep(t.Context(), 1)
	if s.Has(key) || reserved(s) != 5 || len(journal.Open) != 0 {
		t.Errorf("scheduled %v, reserved %d, journal %v", s.Has(key), reserved(s), journal.Open)
	}
	if at := strings.Join(s.Log, " "); !strings.HasSuffix(at, "DeleteRestore") {
		t.Errorf("made %s", at)
	}
}

// A before-state that is another by the time of the change would be put back
// wrongly: the run does not begin.
func TestRestoreOfSomethingElse(t *testing.T) {
	s := inmemory.New()
	c, _ := newChanges(t, s)
	set, seven := reserve(5), reserve(7)
	s.Put(reserve(8))
	here := profiles.Change{Kind: profiles.PutRestore, Function: "f", Lease: "squall-r-01", Restore: &guard.Restore{Part: guard.Part{Thing: restore.Thing(set), What: "reserved", Before: seven.String()}}}
	if err := c.Make(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	if err := c.Make(t.Context(), set); err == nil || !strings.Contains(err.Error(), "when its restore was scheduled") || reserved(s) != 8 {
		t.Errorf("%v, reserved %d", err, reserved(s))
	}
}
