package restore_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/changes/inmemory"
	"squall/attack/journal"
	"squall/attack/restore"
	"squall/profiles"
)

// left is a journal of what a killed run left.
type left []journal.Entry

func (l *left) Pending() []journal.Entry { return slices.Clone(*l) }

func (l *left) Undone(ids ...uint64) error {
	*l = slices.DeleteFunc(*l, func(e journal.Entry) bool { return slices.Contains(ids, e.ID) })
	return nil
}

func begun(t *testing.T, s *inmemory.Settings, c profiles.Change) journal.Entry {
	seen, err := s.Look(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Entry{ID: 1, Change: c, What: seen.What, Before: seen.Before, Settled: seen.Settled, Undo: seen.Undo}
}

// A change that a killed process had on its way comes about after recovery has
// looked, and is taken back all the same.
func TestChangeOnItsWay(t *testing.T) {
	for _, c := range []profiles.Change{
		{Kind: profiles.PutReserved, Function: "f", Count: 5},
		{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "2"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := inmemory.New()
			j := left{begun(t, s, c)}
			time.AfterFunc(500*time.Millisecond, func() { s.Put(c) })
			rows, err := restore.Run(t.Context(), s, &j, false)
			if err != nil || len(j) > 0 || len(s.Set) > 0 || len(rows) != 1 || rows[0].Outcome != restore.TakenBack {
				t.Errorf("%v, rows %+v, journal %v, set %v", err, rows, j, s.Set)
			}
		})
	}
}

// Recovery that is stopped before it could look again leaves the journal to the
// next.
func TestStoppedRecovery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inmemory.New()
		j := left{begun(t, s, profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 5})}
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, stop)
		if _, err := restore.Run(ctx, s, &j, false); err == nil || len(j) != 1 {
			t.Fatalf("%v, journal %v", err, j)
		}
		rows, err := restore.Run(t.Context(), s, &j, false)
		if err != nil || len(j) > 0 || rows[0].Outcome != restore.AsBefore {
			t.Errorf("%v, rows %+v, journal %v", err, rows, j)
		}
	})
}

// What is known to have been made is taken back without waiting.
func TestKnownChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inmemory.New()
		c := profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 5}
		e := begun(t, s, c)
		e.Done = true
		s.Put(c)
		j, began := left{e}, time.Now()
		if _, err := restore.Run(t.Context(), s, &j, false); err != nil || len(j) > 0 || len(s.Set) > 0 || time.Since(began) > 0 {
			t.Errorf("%v after %v, journal %v, set %v", err, time.Since(began), j, s.Set)
		}
	})
}
