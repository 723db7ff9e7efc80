package changes

import (
	"strings"
	"testing"

	"squall/attack/changes/inmemory"
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
	c.Keep(0)
	c.Keep(1)
	c.Keep(1) // once more is no more
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
