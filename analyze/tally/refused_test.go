package tally

import (
	"testing"

	"squall/attack/hit"
)

// Refusals are counted by reason in their bins, and joined with them.
func TestTimelineCountsRefusals(t *testing.T) {
	c, line := &Cell{}, NewTimeline()
	refuse := func(at int64, reason string) {
		h := hit.Hit{Due: at, Sent: at, Done: at + 1, Status: 429, Outcome: hit.Throttled, Reason: reason}
		c.Kind(&h, false).Along(line, false).Add(h.Due, h.Sent, h.Done, 0, 0)
	}
	for i := range int64(3) {
		refuse(i*1e9, "a")
	}
	refuse(2e9, "")
	refuse(2e9, "b")
	other := NewTimeline()
	other.Merge(line)
	refuse((MaxRows+5)*1e9, "b") // bins of two seconds from here on
	line.Merge(other)
	said := func(row int) map[string]uint64 {
		out := map[string]uint64{}
		for _, s := range line.Rows[row].Refusals {
			out[s.Reason] += s.N
		}
		return out
	}
	if line.Bin != 2e9 || said(0)["a"] != 4 || said(1)["a"] != 2 || said(1)[""] != 2 || said(1)["b"] != 2 || said((MaxRows + 5) / 2)["b"] != 1 {
		t.Errorf("bins of %d ns: %v, %v, %v", line.Bin, said(0), said(1), said((MaxRows+5)/2))
	}
}
