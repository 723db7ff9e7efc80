package picture

import (
	"fmt"
	"testing"

	"squall/analyze/tally"

	"github.com/google/go-cmp/cmp"
)

// The commonest reasons have a column each, the rest one, and what nobody
// explained is called so.
func TestRefusals(t *testing.T) {
	line := &tally.Timeline{Bin: 1e9, Rows: make([]tally.Row, 2)}
	for k := range 7 {
		line.Rows[0].Refusals = append(line.Rows[0].Refusals, tally.Said{Reason: fmt.Sprintf("r%d", k), N: uint64(10 - k)})
	}
	line.Rows[1].Refusals = []tally.Said{{Reason: "", N: 100}, {Reason: "r0", N: 1}, {Reason: "r6", N: 2}}
	want := []Refusals{{Unexplained, []uint64{0, 100}}, {"r0", []uint64{10, 1}}, {"r1", []uint64{9, 0}}, {"r2", []uint64{8, 0}}, {"r3", []uint64{7, 0}}, {"r4", []uint64{6, 0}}, {Others, []uint64{9, 2}}}
	if diff := cmp.Diff(want, Over(line, 1).Refusals); diff != "" {
		t.Error(diff)
	}
	if got := Over(tally.NewTimeline(), 1).Refusals; got != nil {
		t.Errorf("nobody was refused: %v", got)
	}
}
