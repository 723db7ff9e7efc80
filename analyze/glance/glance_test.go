package glance

import (
	"testing"

	"squall/attack/hit"

	"github.com/google/go-cmp/cmp"
)

const second0 = int64(1e9)

func TestGlance(t *testing.T) {
	g := New([]string{"sdk", "events"}, []bool{false, true})
	for i := range int64(100) { // ten a second, of 20 ms; every fifth is refused
		h := hit.Hit{Due: i * second0 / 10, Environment: "a", Start: hit.Warm}
		h.Done = h.Due + 20e6
		switch {
		case i == 0:
			h.Start = hit.Cold
		case i%5 == 0:
			h.Outcome, h.Reason, h.Environment = hit.Throttled, "Reserved", ""
		case i%2 == 0:
			h.Environment = "b"
		}
		g.Hit(&h)
	}
	g.Hit(&hit.Hit{Entry: 1, Due: 9 * second0, Done: 9*second0 + 20e6})
	for _, s := range []hit.Sighting{{Entry: 1, Kind: hit.Attempt, Failed: true}, {Entry: 1, Kind: hit.Attempt}, {Entry: 1, Kind: hit.DeadLetter}, {Entry: 9}, {Entry: 1, Arm: 1}} {
		g.Sighting(&s)
	}
	n := g.Now()
	if n.Rate != 10 || n.OKRate != 8 || n.RefusedRate != 2 || n.FailedRate != 0 {
		t.Errorf("rates %v, %v, %v, %v", n.Rate, n.OKRate, n.RefusedRate, n.FailedRate)
	}
	if n.P50Ms == nil || *n.P50Ms != 20 || *n.P99Ms != 20 {
		t.Errorf("p50 %v, p99 %v", n.P50Ms, n.P99Ms)
	}
	if diff := cmp.Diff(Block{Cold: 1, Environments: 2, Accepted: 1, Attempts: 2, Failed: 1, Dead: 1}, n.Block); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Reason{{"Reserved", 19}}, n.Reasons); diff != "" {
		t.Error(diff)
	}
	if e := n.Entries[0]; e.Outcomes[hit.OK] != 81 || e.Outcomes[hit.Throttled] != 19 || e.Cold != 1 || e.Buckets[4] != 81 || e.SumNs != 81*20e6 {
		t.Errorf("%+v", e)
	}

	// A new block begins anew, and what was counted of entries stays.
	g.Hit(&hit.Hit{Arm: 1, Done: second0 / 2})
	if n := g.Now(); n.Block.Arm != 1 || n.Block.Cold != 0 || n.Rate != 0 || n.P50Ms == nil || n.Entries[0].Outcomes[hit.OK] != 82 {
		t.Errorf("%+v", n)
	}
	g.Hit(&hit.Hit{Entry: 7}) // a stray
}

func TestLateHitsAreInNoRate(t *testing.T) {
	g := New([]string{"sdk"}, []bool{false})
	g.Hit(&hit.Hit{Done: 100 * second0})
	g.Hit(&hit.Hit{Done: 3 * second0})
	if n := g.Now(); n.Rate != 0 || n.Entries[0].Outcomes[hit.OK] != 2 {
		t.Errorf("%+v", n)
	}
}
