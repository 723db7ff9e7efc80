package release

import (
	"testing"

	"squall/attack/cloud"
)

// What is counted of one version alone waits for the other, and is not lost.
func TestTallies(t *testing.T) {
	r := begin(t)
	sides := r.sides
	seen := func() (candidate, baseline uint64) {
		o := r.Outcome()
		return o.Sides[0].Counts.N, o.Sides[1].Counts.N
	}
	r.Counted(map[string]cloud.Tally{sides[1]: {N: 10, Errors: 1}})
	r.Look(r.Next())
	if c, b := seen(); c+b != 0 {
		t.Errorf("%d and %d are told, of one side alone", c, b)
	}
	r.Counted(map[string]cloud.Tally{sides[0]: {N: 80}, sides[1]: {N: 5}, "": {Throttled: 2}})
	r.Look(r.Next())
	if c, b := seen(); c != 15 || b != 80 {
		t.Errorf("%d of the candidate and %d of the baseline", c, b)
	}
	if o := r.Outcome(); o.Unknown != 2 || o.Sides[0].Counts.Errors != 1 || o.Sides[0].Counts.Settled != 0 {
		t.Errorf("%d unknown, %+v", o.Unknown, o.Sides[0].Counts)
	}
}
