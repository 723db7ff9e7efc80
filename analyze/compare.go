package analyze

import (
	"squall/analyze/judge"
	"squall/analyze/picture"
)

// compared are the metrics in which every two arms are set side by side;
// warm_p99 only where p99 sits on the cold-start boundary.
var compared = []string{"p50", "p99", "warm_p99", "cold_rate", "throttle_rate", "error_rate"}

// comparisons sets every other arm beside the first, entry by entry. What
// neither of the two has seen is left out.
func (v *view) comparisons() []Comparison {
	out := []Comparison{}
	arms := v.c.plan.Arms
	for other := 1; other < len(arms); other++ {
		for e, entry := range v.c.plan.Entries {
			for _, name := range compared {
				m, _ := judge.Named(name)
				base, cand := v.scope(0, e, &m), v.scope(other, e, &m)
				flagged := onBoundary(base.Cell, "p99") || onBoundary(cand.Cell, "p99")
				if name == "warm_p99" && !flagged {
					continue
				}
				p := m.Compare(v.c.plan.Seed, base, cand)
				if p.Base.None && p.Candidate.None {
					continue
				}
				out = append(out, Comparison{
					Base: arms[0].Name, Candidate: arms[other].Name, Entry: entry, Metric: name,
					BaseValue: p.Base.Given(), CandidateValue: p.Candidate.Given(),
					Ratio: p.Ratio.Given(), CI: p.Ratio.Limits(), Reading: p.Reading,
					N: min(p.Base.N, p.Candidate.N), Boundary: name == "p99" && flagged,
				})
			}
		}
	}
	return out
}

// shifts compares the latencies of every other arm with the first's, quantile by
// quantile. Asynchronous entries answer before they do anything.
func (v *view) shifts() []picture.Shift {
	out := []picture.Shift{}
	arms := v.c.plan.Arms
	for other := 1; other < len(arms); other++ {
		for e, entry := range v.c.plan.Entries {
			if v.c.lanes[other][e].Async() || v.c.lanes[0][e].Async() {
				continue
			}
			s := picture.ShiftOf(v.c.plan.Seed, arms[0].Name, arms[other].Name, entry, v.merged[0][e], v.merged[other][e])
			if len(s.Points) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}
