package restore_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/changes/inmemory"
	"squall/attack/journal"
	"squall/attack/restore"
	"squall/attack/target"
	"squall/profiles"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
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

// refusing refuses whatever is asked about one function.
type refusing struct {
	*inmemory.Settings
	function string
	asked    int
}

func (r *refusing) Look(ctx context.Context, c profiles.Change) (target.Applied, error) {
	if c.Function == r.function {
		r.asked++
		return target.Applied{}, &retry.MaxAttemptsError{Attempt: 20, Err: errors.New("Rate Exceeded")}
	}
	return r.Settings.Look(ctx, c)
}

func (r *refusing) Exists(ctx context.Context, function string) (bool, error) {
	r.asked++
	return r.Settings.Exists(ctx, function)
}

// A control plane that refuses everything is waited for once, not once for every
// change; the next recovery takes back what is left.
func TestEverythingIsRefused(t *testing.T) {
	s := inmemory.New()
	var j left
	for i, c := range []profiles.Change{
		{Kind: profiles.PutReserved, Function: "f", Count: 5}, {Kind: profiles.PutReserved, Function: "g", Count: 5},
		{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: "2"}, {Kind: profiles.PutProvisioned, Function: "f", Qualifier: "live", Count: 1},
	} {
		e := begun(t, s, c)
		e.ID, e.Done = uint64(i+1), true
		s.Put(c)
		j = append(j, e)
	}
	r := &refusing{Settings: s, function: "f"}
	rows, err := restore.Run(t.Context(), r, &j, false)
	if err != nil || len(rows) != 4 || len(j) != 3 || r.asked != 1 {
		t.Errorf("%v, rows %+v, journal %v, asked %d times", err, rows, j, r.asked)
	}
	for i, want := range []string{"Rate Exceeded", "not tried", "", "not tried"} {
		if why := rows[i].Error(); (why == nil) != (want == "") || why != nil && !strings.Contains(why.Error(), want) {
			t.Errorf("row %d: %v, want %q", i, why, want)
		}
	}
	if _, err := restore.Run(t.Context(), s, &j, false); err != nil || len(j) > 0 || len(s.Set) > 0 {
		t.Errorf("%v, journal %v, set %v", err, j, s.Set)
	}
}

// behind shows at its first look what was there before a change.
type behind struct {
	*inmemory.Settings
	before profiles.Change
	looks  int
}

func (b *behind) Look(ctx context.Context, c profiles.Change) (target.Applied, error) {
	seen, err := b.Settings.Look(ctx, c)
	if b.looks++; b.looks == 1 {
		old := inmemory.New()
		if b.before.Kind != "" {
			old.Put(b.before)
		}
		seen, err = old.Look(ctx, c)
	}
	return seen, err
}

// A reading that is behind, and shows what was there before the change or another
// change before it, leaves nothing changed.
func TestReadingIsBehind(t *testing.T) {
	for _, shown := range []profiles.Change{{}, {Kind: profiles.PutReserved, Function: "f", Count: 3}} {
		synctest.Test(t, func(t *testing.T) {
			s := inmemory.New()
			c := profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 5}
			e := begun(t, s, c)
			e.Done = true
			s.Put(c)
			j := left{e}
			if _, err := restore.Run(t.Context(), &behind{Settings: s, before: shown}, &j, false); err != nil || len(j) > 0 || len(s.Set) > 0 {
				t.Errorf("%v, journal %v, set %v", err, j, s.Set)
			}
		})
	}
}

// A change that was refused for want of permission did not happen, and what
// would take it back is refused as well: nothing is left. One that was made is.
func TestDenied(t *testing.T) {
	for _, done := range []bool{false, true} {
		s := inmemory.New()
		e := begun(t, s, profiles.Change{Kind: profiles.PutReserved, Function: "f", Count: 5})
		e.Done = done
		s.Fail = map[string]error{"DeleteReserved": &smithy.GenericAPIError{Code: "AccessDeniedException"}}
		rows, err := restore.Run(t.Context(), s, &left{e}, false)
		if err != nil || len(rows) != 1 || rows[0].Left() != done {
			t.Errorf("done %v: %+v, %v", done, rows, err)
		}
	}
}
