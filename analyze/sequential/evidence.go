// Package sequential holds tests that may be looked at again and again while
// data comes in: an e-process for counts of rare events on two sides of a
// weighted alias, and the boundaries of a group sequential test.
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

// gridPoints is how many alternatives an evidence weighs.
const gridPoints = 24

// Evidence is an e-process against the hypothesis that events happen on the
// candidate's side at no more than a tolerated multiple of the baseline's rate
// (Lindon and Malek, Anytime-valid inference for multinomial count data, 2022).
// Given that an event happens, which side it happens on says which rate is
// higher, and depends on no rate itself, so weights and rates may change from
// look to look. Under the hypothesis it exceeds 1/alpha at any look with a
// probability of at most alpha.
type Evidence struct {
	null  float64
	rates [gridPoints]float64 // alternatives, as multiples of the baseline's rate
	logs  [gridPoints]float64 // log likelihood ratio of each against the null
	peak  float64             // highest log of the mixture so far
}

// Worse gathers evidence that the candidate's rate is above null times the
// baseline's, with alternatives up to sixteen times as far.
func Worse(null float64) *Evidence { return newEvidence(null, 16) }

// Better gathers evidence that the candidate's rate is below null times the
// baseline's, with alternatives down to a sixteenth.
func Better(null float64) *Evidence { return newEvidence(null, 1.0/16) }

func newEvidence(null, farthest float64) *Evidence {
	e := &Evidence{null: null}
	for k := range e.rates {
		step := float64(k+1) / gridPoints
		e.rates[k] = null * dist.Exp(step*dist.Ln(farthest))
	}
	return e
}

// Add takes in one look. One in which a side had no request says nothing.
func (e *Evidence) Add(candidate, baseline Counts) {
	if candidate.N == 0 || baseline.N == 0 {
		return
	}
	odds := float64(candidate.N) / float64(baseline.N)
	share := func(rate float64) float64 { return odds * rate / (odds*rate + 1) }
	null := share(e.null)
	for k, rate := range e.rates {
		p := share(rate)
		e.logs[k] += float64(float64(candidate.Events)*(dist.Ln(p)-dist.Ln(null))) +
			float64(float64(baseline.Events)*(dist.Ln(1-p)-dist.Ln(1-null)))
	}
	e.peak = math.Max(e.peak, e.log())
}

// log is the logarithm of the mixture with equal weights, without overflow.
func (e *Evidence) log() float64 {
	top := math.Inf(-1)
	for _, l := range e.logs {
		top = math.Max(top, l)
	}
	sum := 0.0
	for _, l := range e.logs {
		sum += dist.Exp(math.Max(l-top, -700))
	}
	return top + dist.Ln(sum/gridPoints)
}

// Value is the evidence now: 20 is as much as a test at 5 % asks for.
func (e *Evidence) Value() float64 { return dist.Exp(math.Min(e.log(), 700)) }

// P is the always-valid p-value: one over the most evidence there ever was.
func (e *Evidence) P() float64 { return dist.Exp(-math.Min(e.peak, 700)) }
