package compare

import (
	"fmt"
	"math"

	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/profiles/dist"
)

// LeastPool is how many runs a pooled base has at least: of fewer nobody can say
// how runs differ.
const LeastPool = 3

// among gives the entry in every run of a pooled base that has it.
func (j *judging) among(p pair, entry string) (out []*result.PathResult) {
	for _, r := range j.base.Pool {
		if a := r.Arm(p.base.Name); a != nil {
			if e := a.Path(entry); e != nil {
				out = append(out, e)
			}
		}
	}
	return out
}

// pooledTime sets a time beside those of several runs: the base is their
// geometric mean, and the interval is that in which one more run of the same
// kind would lie (Student's t), never narrower than the candidate's own.
func (j *judging) pooledTime(r *Row, runs []*result.PathResult, c *result.PathResult) (f measured) {
	v, own, n := quantile(c, r.Metric)
	var logs []float64
	for _, run := range runs {
		if v, _, n := quantile(run, r.Metric); v != nil && *v > 0 {
			logs = append(logs, dist.Ln(*v))
			r.BaseN += n
		}
	}
	r.CandidateN, r.CandidateValue = n, v
	if len(logs) < LeastPool || v == nil || *v <= 0 {
		r.Detail = fmt.Sprintf("no data: %d runs of the base have it, of which %d are needed, or the candidate has none", len(logs), LeastPool)
		return f
	}
	mean, spread := 0.0, 0.0
	for _, l := range logs {
		mean += l / float64(len(logs))
	}
	for _, l := range logs {
		spread += float64((l-mean)*(l-mean)) / float64(len(logs)-1)
	}
	base := dist.Exp(mean)
	r.BaseValue, r.Ratio, r.Diff = number(base), number(*v/base), number(*v-base)
	if own == nil {
		r.Detail = "too few requests, or too few environments, for an interval"
		return f
	}
	half := stats.TQuantile(0.975, float64(len(logs)-1)) * math.Sqrt(spread*(1+1/float64(len(logs))))
	i := stats.Interval{Lo: *v / base * dist.Exp(-half), Hi: *v / base * dist.Exp(half)}
	i = i.Join(stats.Interval{Lo: own[0] / base, Hi: own[1] / base})
	f.ratio = &i
	r.keep(i)
	return f
}

// pooledShare adds the counts of several runs up.
func (j *judging) pooledShare(r *Row, runs []*result.PathResult, c *result.PathResult) measured {
	var x, n uint64
	for _, run := range runs {
		events, trials := counted(run, r.Metric)
		x, n = x+events, n+trials
	}
	x2, n2 := counted(c, r.Metric)
	return r.share(x, n, x2, n2)
}
