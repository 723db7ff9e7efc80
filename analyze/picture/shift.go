package picture

import (
	"math"

	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/profiles/dist"
)

// Shift says by how much an entry's latency differs between two arms, quantile
// by quantile: a slower tail and a slower everything look alike in one figure,
// and unlike here.
type Shift struct {
	Base      string  `json:"base"`
	Candidate string  `json:"candidate"`
	Entry     string  `json:"entry"`
	Points    []Moved `json:"points"`
}

// Moved is one quantile of both arms.
type Moved struct {
	Share       float64     `json:"share"`
	BaseMs      float64     `json:"base_ms"`
	CandidateMs float64     `json:"candidate_ms"`
	DiffMs      float64     `json:"diff_ms"`
	CI          *[2]float64 `json:"ci95"` // of the difference; null when a sample is too small to have one
}

var shares = [...]float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99}

// ShiftOf compares two arms of an entry; it has no points when one of them has
// no ok hit.
func ShiftOf(seed uint64, base, candidate, entry string, from, to *tally.Cell) Shift {
	s := Shift{Base: base, Candidate: candidate, Entry: entry, Points: []Moved{}}
	if from.Latency.N() == 0 || to.Latency.N() == 0 {
		return s
	}
	// Requests that shared an environment are not independent: where that makes
	// a difference less certain, it counts.
	dice := stats.Dice{Seed: seed, ID: dist.Key(base, candidate, entry)}
	drawn := stats.BootstrapShifts(dice, shares[:], stats.Sample{Strata: to.Strata()}, stats.Sample{Strata: from.Strata()})
	for k, share := range shares {
		x, y := from.Latency.Quantile(share), to.Latency.Quantile(share)
		m := Moved{Share: share, BaseMs: ms(x), CandidateMs: ms(y), DiffMs: ms(y - x)}
		if i, ok := apart(&from.Latency, &to.Latency, share); ok {
			if drawn != nil {
				i = i.Join(drawn[k])
			}
			i = i.Scale(1e-3)
			m.CI = &[2]float64{stats.Round(i.Lo), stats.Round(i.Hi)}
		}
		s.Points = append(s.Points, m)
	}
	return s
}

// apart is the interval of the difference of two quantiles from those of each,
// which are exact: their nearer sides added up as if they were errors at right
// angles.
func apart(from, to *tally.Times, share float64) (i stats.Interval, ok bool) {
	a, okA := from.QuantileInterval(share)
	b, okB := to.QuantileInterval(share)
	if !okA || !okB {
		return i, false
	}
	x, y := float64(from.Quantile(share)), float64(to.Quantile(share))
	return stats.Interval{Lo: y - x - side(y-b.Lo, a.Hi-x), Hi: y - x + side(b.Hi-y, x-a.Lo)}, true
}

func side(a, b float64) float64 {
	return math.Sqrt(float64(a*a) + float64(b*b)) // converted, so that no machine fuses them
}
