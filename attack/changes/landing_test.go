package changes

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/changes/inmemory"
	"squall/attack/pause"
	"squall/attack/target"
	"squall/profiles"
)

// far is settings that are a long way off.
type far struct {
	*inmemory.Settings
	takes time.Duration
	make  func(ctx context.Context, c profiles.Change) error // instead of Make
}

func (f *far) Make(ctx context.Context, c profiles.Change) error {
	if err := pause.For(ctx, f.takes); err != nil {
		return err
	}
	if f.make != nil {
		return f.make(ctx, c)
	}
	return f.Settings.Make(ctx, c)
}

// TestStoppedOnTheWay stops a run while a change is on its way: what comes about
// in time is known to be there, and is taken back.
func TestStoppedOnTheWay(t *testing.T) {
	for _, c := range []struct {
		takes, until time.Duration
		made         bool
	}{{time.Second, time.Second, true}, {time.Hour, 300*time.Millisecond + landWithin, false}} {
		synctest.Test(t, func(t *testing.T) {
			s := &far{Settings: inmemory.New(), takes: c.takes}
			d := inmemory.NewDiary()
			changes := New(s, d)
			ctx, stop := context.WithCancel(t.Context())
			time.AfterFunc(300*time.Millisecond, stop)
			began := time.Now()
			if err := changes.Make(ctx, reserve(5)); (err == nil) != c.made || time.Since(began) != c.until || d.Open[1] != c.made {
				t.Errorf("%v after %v, journal %v", err, time.Since(began), d.Open)
			}
			s.takes = 0
			changes.Back(t.Context(), 0)
			if len(s.Set) > 0 || len(d.Open) > 0 || len(changes.Left()) > 0 {
				t.Errorf("left %v %v, journal %v", s.Set, changes.Left(), d.Open)
			}
		})
	}
}

// A change that was torn off comes about between the look whether there is
// anything to take back and the taking back.
func TestTornOffChangeComesLate(t *testing.T) {
	s := &far{Settings: inmemory.New()}
	d := inmemory.NewDiary()
	changes := New(s, d)
	s.Put(moved("1", "", 0))
	if err := changes.Make(t.Context(), moved("1", "2", 0.1)); err != nil {
		t.Fatal(err)
	}
	s.make = func(context.Context, profiles.Change) error { return errors.New("connection reset") }
	if err := changes.Make(t.Context(), moved("1", "2", 0.5)); err == nil {
		t.Fatal("no error")
	}
	tries := 0
	s.make = func(ctx context.Context, c profiles.Change) error {
		if tries++; tries == 1 {
			s.Put(moved("1", "2", 0.5))
			return fmt.Errorf("UpdateAlias: %w", target.ErrRevision)
		}
		return s.Settings.Make(ctx, c)
	}
	changes.Back(t.Context(), 0)
	key, _ := s.Key(moved("", "", 0))
	if got := s.Set[key]; got.Weight != 0 || tries != 2 || len(d.Open) > 0 || len(changes.Left()) > 0 {
		t.Errorf("the alias is %+v after %d tries, journal %v, left %v", got, tries, d.Open, changes.Left())
	}
}

// Somebody who sets a thing again and again is not overwritten, and not waited for.
func TestTakingBackMeetsSomebody(t *testing.T) { synctest.Test(t, takingBackMeetsSomebody) }

func takingBackMeetsSomebody(t *testing.T) {
	s := &far{Settings: inmemory.New()}
	changes := New(s, inmemory.NewDiary())
	if err := changes.Make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	tries := 0
	s.make = func(context.Context, profiles.Change) error {
		tries++
		return target.ErrRevision
	}
	changes.Back(t.Context(), 0)
	if len(changes.Left()) != 1 || tries < 2 || tries > 5 {
		t.Errorf("left %v after %d tries", changes.Left(), tries)
	}
}

// A request whose answer was lost is sent again, and then refused for a revision
// that is its own.
func TestLostAnswer(t *testing.T) {
	s := &far{Settings: inmemory.New()}
	d := inmemory.NewDiary()
	changes := New(s, d)
	s.make = func(ctx context.Context, c profiles.Change) error {
		return errors.Join(s.Settings.Make(ctx, c), target.ErrRevision)
	}
	if err := changes.Make(t.Context(), reserve(5)); err != nil || !d.Open[1] {
		t.Fatalf("%v, journal %v", err, d.Open)
	}
	s.make = nil
	changes.Back(t.Context(), 0)
	if len(s.Set) > 0 || len(d.Open) > 0 {
		t.Errorf("left %v, journal %v", s.Set, d.Open)
	}
}
