package changes

import (
	"errors"
	"strings"
	"testing"

	"squall/attack/changes/inmemory"
	"squall/profiles"
)

// What is to stay is taken back by nobody, and what was there before it by
// nobody either.
func TestKeep(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	key, _ := s.Key(reserve(0))
	s.Set[key] = reserve(7)
	for _, n := range []int{5, 3} {
		if err := c.Make(t.Context(), reserve(n)); err != nil {
			t.Fatal(err)
		}
	}
	c.Keep(t.Context(), 0, 1)
	c.Keep(t.Context(), 1) // once more is no more
	c.Back(t.Context(), 0)
	if reserved(s) != 3 || len(journal.Open) != 0 || len(c.Left()) != 0 {
		t.Errorf("reserved %d, journal %v, left %v", reserved(s), journal.Open, c.Left())
	}
	if row := c.Rows()[1]; !row.Undone || !strings.HasSuffix(row.After, ", and stays") {
		t.Errorf("row %+v", row)
	}
}

// What somebody else has set in the meantime is not overwritten.
func TestForeign(t *testing.T) {
	s := inmemory.New()
	c, _ := newChanges(t, s)
	if err := c.Make(t.Context(), reserve(5)); err != nil {
		t.Fatal(err)
	}
	key, _ := s.Key(reserve(0))
	s.Set[key] = reserve(9)
	err := c.Make(t.Context(), reserve(3))
	if err == nil || !strings.Contains(err.Error(), "somebody else set it") || reserved(s) != 9 {
		t.Errorf("reserved %d, error %v", reserved(s), err)
	}
}

func moved(to, other string, weight float64) profiles.Change {
	return profiles.Change{Kind: profiles.PutAlias, Function: "f", Alias: "live", To: to, Other: other, Weight: weight}
}

// An alias goes straight to where it was: on the way back through its weights,
// a version that was rolled back would be given requests again.
func TestAliasGoesBackStraight(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	s.Put(moved("1", "", 0))
	key, _ := s.Key(moved("", "", 0))
	for _, m := range []profiles.Change{moved("1", "2", 0.1), moved("1", "2", 0.5), reserve(5), moved("1", "", 0)} {
		if err := c.Make(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	made := len(s.Log)
	c.Back(t.Context(), 0)
	if got := s.Set[key]; got.To != "1" || got.Weight != 0 {
		t.Errorf("the alias is %+v", got)
	}
	if log := strings.Join(s.Log[made:], " "); log != "PutAlias DeleteReserved" { // it is there already, but who looks may see what was
		t.Errorf("made %s", log)
	}
	if len(journal.Open) > 0 || len(c.Left()) > 0 {
		t.Errorf("journal %v, left %v", journal.Open, c.Left())
	}
	for _, row := range c.Rows() {
		if !row.Undone {
			t.Errorf("row %+v", row)
		}
	}
}

// The last move of an alias may have been lost on its way: what was there before
// it is the run's own, too.
func TestLostMove(t *testing.T) {
	s := inmemory.New()
	c, journal := newChanges(t, s)
	s.Put(moved("1", "", 0))
	key, _ := s.Key(moved("", "", 0))
	if err := c.Make(t.Context(), moved("1", "2", 0.1)); err != nil {
		t.Fatal(err)
	}
	s.Fail["PutAlias"] = errors.New("no route to host")
	if err := c.Make(t.Context(), moved("1", "2", 0.5)); err == nil {
		t.Fatal("no error")
	}
	delete(s.Fail, "PutAlias")
	c.Back(t.Context(), 0)
	if got := s.Set[key]; got.Weight != 0 || len(journal.Open) > 0 || len(c.Left()) > 0 {
		t.Errorf("the alias is %+v, journal %v, left %v", got, journal.Open, c.Left())
	}
}
