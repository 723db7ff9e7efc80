package judge

import "squall/analyze/stats"

// alike is how far from 1 a whole interval of a ratio may lie for two arms to
// be called the same.
const alike = 0.10

// alikeRate is the same for the difference of two shares, where no ratio can be
// given, and for what is unknown of a share.
const alikeRate = 0.01

// Pair is one metric of two arms side by side.
type Pair struct {
	Base, Candidate Figure
	Ratio           Figure // of the candidate to the base
	Reading         string // better, worse, same or unclear; less is better
}

// Compare sets a candidate beside its base.
func (m *Metric) Compare(seed uint64, base, cand *Scope) Pair {
	p := Pair{Base: m.Of(base), Candidate: m.Of(cand), Reading: "unclear"}
	if p.Base.None || p.Candidate.None {
		p.Ratio = nothing("only one side was seen")
		return p
	}
	p.Ratio = m.Ratio(seed, cand, base)
	switch {
	case m.kind == isRate && p.Base.Doubt+p.Candidate.Doubt > alikeRate:
		// What is unknown could turn it.
	case p.Ratio.CI != nil:
		p.Reading = reading(*p.Ratio.CI)
	case m.kind == isRate && m.nearlyEqual(base, cand):
		p.Reading = "same"
	}
	return p
}

func reading(i stats.Interval) string {
	switch {
	case 1-alike <= i.Lo && i.Hi <= 1+alike:
		return "same"
	case i.Hi < 1:
		return "better"
	case i.Lo > 1:
		return "worse"
	}
	return "unclear"
}

// nearlyEqual judges two shares without events by their difference.
func (m *Metric) nearlyEqual(base, cand *Scope) bool {
	x1, n1, _ := m.rate(cand.Cell)
	x2, n2, _ := m.rate(base.Cell)
	d := stats.Newcombe(x1, n1, x2, n2)
	return -alikeRate <= d.Lo && d.Hi <= alikeRate
}
