package compare

import (
	"strings"
	"testing"

	"squall/analyze/result"
)

// repeated has a p50 and a share of throttles in each repeat.
func repeated(p50s []float64, throttled []uint64) *result.Result {
	r := made(20000, 0, 0, 50, 200, .02)
	p := &r.Arms[0].Paths[0]
	for i := range p50s {
		p.Blocks = append(p.Blocks, result.Block{Repeat: i, N: 5000, OK: 5000 - throttled[i], Throttled: throttled[i], P50: &p50s[i]})
	}
	return r
}

func p50(o *Options) { o.Primary = []string{"p50"} }

// The repeats of two runs are two samples, those of two arms of one run pairs: a
// drift that both arms met widens nothing.
func TestRepeats(t *testing.T) {
	drifting := []float64{40, 50, 62}
	none := []uint64{0, 0, 0}
	c := of(repeated(drifting, none), repeated(drifting, none), p50)
	if r := row(t, c, "p50"); r.Verdict != result.Inconclusive || r.NeedRepeats == nil || r.NeedN != nil || !strings.Contains(strings.Join(c.Why, ""), "3 repeats that differ by") {
		t.Errorf("two runs: %s %v, needs %v repeats and n %v", r.Verdict, c.Why, r.NeedRepeats, r.NeedN)
	}
	run := repeated(drifting, none)
	run.Arms = append(run.Arms, repeated(drifting, none).Arms[0])
	run.Arms[1].Name = "other"
	side := Side{Result: run, Label: "a"}
	c = Of(side, side, Options{Margin: .1, Floor: 1, RateFloor: .005, Primary: []string{"p50"}, Base: "base", Candidate: "other"})
	if r := row(t, c, "p50"); c.Kind != OfArms || r.Verdict != result.Pass {
		t.Errorf("two arms of one run: %s %v", r.Verdict, c.Why)
	}
	c = of(made(20000, 0, 0, 50, 200, .02), repeated(drifting, none), p50)
	if r := row(t, c, "p50"); r.Verdict != result.Pass {
		t.Errorf("a run without repeats in its result is beside one with: %s %v", r.Verdict, c.Why)
	}
}

// Shares by repeats too, their difference as well as their ratio.
func TestSharesByRepeats(t *testing.T) {
	even := []float64{50, 50, 50}
	base, cand := repeated(even, []uint64{100, 100, 100}), repeated(even, []uint64{60, 100, 170})
	for _, r := range []*result.Result{base, cand} {
		p := &r.Arms[0].Paths[0]
		for i := range p.Blocks {
			p.ThrottleRate.Count += p.Blocks[i].Throttled
		}
		p.ThrottleRate.N = 15000
	}
	c := of(base, cand, func(o *Options) { o.Primary = []string{"throttle_rate"} })
	r := row(t, c, "throttle_rate")
	if r.Verdict != result.Inconclusive || r.NeedRepeats == nil || r.DiffCI[0] > -.01 || r.DiffCI[1] < .02 {
		t.Errorf("%s, difference %v, needs %v", r.Verdict, *r.DiffCI, r.NeedRepeats)
	}
	cand.Arms[0].Paths[0].Blocks[0].Throttled = 4
	c = of(base, cand, func(o *Options) { o.Primary = []string{"throttle_rate"} })
	if r := row(t, c, "throttle_rate"); r.NeedRepeats != nil {
		t.Errorf("4 events are judged as a repeat: %+v", r)
	}
}
