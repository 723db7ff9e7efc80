package analyze

import (
	"fmt"
	"math"

	"squall/analyze/family"
	"squall/analyze/judge"
	"squall/analyze/stats"
	"squall/profiles/dist"
)

// together takes back each FAIL of a statistical expectation that could be bad
// luck, given how many are judged at once: by Holm's method they fail together
// where nothing is wrong as rarely as one does alone. Counts are no matter of
// luck, and a PASS needs all of them anyway.
func (v *view) together(all []Expected, luck []float64) {
	m := 0
	var failed []int
	var ps []float64
	for i, x := range all {
		if x.Kind != judge.Statistical {
			continue
		}
		m++
		if v.c.plan.Expect[i].Arm == "" {
			m += len(v.c.plan.Arms) - 1 // judged in each
		}
		if x.Verdict == Fail {
			failed, ps = append(failed, i), append(ps, luck[i])
		}
	}
	holds, level := family.Holm(ps, m, family.Alpha)
	for k, i := range failed {
		if holds[k] {
			continue
		}
		x := &all[i]
		x.Verdict = Inconclusive
		x.Detail = judge.Joined(fmt.Sprintf("it fails by itself, but %d are judged together and it could be bad luck", m), x.Detail)
		x.NeedN = more(x.N, ps[k], level[k])
	}
}

// more is the sample that would bring a p-value down to a level, were the
// figure what it was.
func more(n uint64, p, level float64) *uint64 {
	have, want := dist.Probit(1-p), dist.Probit(1-level)
	if n == 0 || have <= 0 {
		return nil
	}
	need := uint64(math.Ceil(float64(n) * stats.Round(want/have*want/have)))
	return &need
}
