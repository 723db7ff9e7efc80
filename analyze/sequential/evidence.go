// Package sequential holds tests that may be looked at again and again while
// data comes in: e-processes for counts of rare events, on two sides of a
// weighted alias or against a limit, and the boundaries of a group sequential
// test.
//
// It computes from sums and information alone; what the counts mean, and what
// is done about them, is its caller's.
package sequential

import (
	"math"

	"squall/profiles/dist"
)

// Counts are what one look saw on one side: requests, and how many of them
// were events.
type Counts struct{ N, Events uint64 }

// Evidence is an e-process against the hypothesis that events happen on the
// candidate's side at no more than a tolerated multiple of the baseline's rate
// (Lindon and Malek, Anytime-valid inference for multinomial count data, 2022).
// Given that an event happens, which side it happens on says which rate is
// higher, and depends on no rate itself, so weights and rates may change from
// look to look. Under the hypothesis it exceeds 1/alpha at any look with a
// probability of at most alpha.
type Evidence struct {
	mixture
	null  float64
	rates [gridPoints]float64 // alternatives, as multiples of the baseline's rate
}

// Worse gathers evidence that the candidate's rate is above null times the
// baseline's, with alternatives up to sixteen times as far.
func Worse(null float64) *Evidence {
	e := &Evidence{null: null}
	for k := range e.rates {
		e.rates[k] = null * dist.Exp(step(k)*dist.Ln(16))
	}
	return e
}

// step is how far alternative k lies on the way to the farthest.
func step(k int) float64 { return float64(k+1) / gridPoints }

// Add takes in one look. One in which a side had no request says nothing.
func (e *Evidence) Add(candidate, baseline Counts) {
	if candidate.N == 0 || baseline.N == 0 {
		return
	}
	odds := float64(candidate.N) / float64(baseline.N)
	share := func(rate float64) float64 { return odds * rate / (odds*rate + 1) }
	null, both := share(e.null), float64(candidate.Events+baseline.Events)
	e.tell(func(k int) float64 { return weigh(share(e.rates[k]), null, float64(candidate.Events), both) })
}

// Excess is an e-process against the hypothesis that a share of requests is at
// most a limit, whatever it is from look to look.
type Excess struct {
	mixture
	limit  float64
	shares [gridPoints]float64
}

// Above gathers evidence that a share is above a limit between 0 and 1, with
// alternatives up to sixteen times its odds.
func Above(limit float64) *Excess {
	e := &Excess{limit: limit}
	for k := range e.shares {
		odds := limit / (1 - limit) * dist.Exp(step(k)*dist.Ln(16))
		e.shares[k] = odds / (1 + odds)
	}
	return e
}

// Add takes in one look.
func (e *Excess) Add(c Counts) {
	events, n := float64(c.Events), math.Max(float64(c.N), float64(c.Events))
	e.tell(func(k int) float64 { return weigh(e.shares[k], e.limit, events, n) })
}
