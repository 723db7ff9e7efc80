package canary

import (
	"math"

	"squall/analyze/sequential"
	"squall/analyze/stats"
	"squall/profiles/dist"
	"squall/profiles/rollout"
)

// measured is the ratio of a quantile between the sides, as a logarithm.
type measured struct {
	log, se             float64
	candidate, baseline *curve
	n, m                uint64
	design              float64 // the larger one of both sides
	ok                  bool    // enough is known of both sides
}

// stratum is one look at which both sides have times.
type stratum struct {
	candidate, baseline spread
	n, m                float64
}

// upper and lower are what a time of the candidate and of the baseline counts:
// each side weighs as much as the other in every look, and a look the more the
// more even they are. That is what says most about a ratio.
func (s *stratum) upper() float64 { return s.m / (s.n + s.m) }
func (s *stratum) lower() float64 { return s.n / (s.n + s.m) }

func strata(candidate, baseline *side) []stratum {
	var out []stratum
	for k := range candidate.looks {
		s := stratum{candidate: candidate.at(k), baseline: baseline.at(k)}
		if s.n, s.m = float64(s.candidate.n()), float64(s.baseline.n()); s.n > 0 && s.m > 0 {
			out = append(out, s)
		}
	}
	return out
}

// compare puts the candidate's times beside those of the baseline, look by
// look, so that a change in time, which meets both, is none of the candidate's
// doing.
func compare(gate *rollout.Latency, candidate, baseline *side) measured {
	r := measured{candidate: new(curve), baseline: new(curve)}
	list := strata(candidate, baseline)
	for i := range list {
		s := &list[i]
		r.candidate.add(s.candidate, s.upper())
		r.baseline.add(s.baseline, s.lower())
		r.n += uint64(s.n)
		r.m += uint64(s.m)
	}
	p, least := gate.Quantile, stats.MinN(gate.Quantile, 0.95)
	if r.n < least || r.m < least {
		return r
	}
	r.ok = true
	r.log = r.candidate.log(p) - r.baseline.log(p)
	above, below := border(r.candidate.log(p)), border(r.baseline.log(p))
	vc, vb, together := variances(list, above, below)
	dc, db := math.Max(together, candidate.design(above)), math.Max(together, baseline.design(below))
	n := r.candidate.total // that of the baseline is the same
	r.se = math.Hypot(r.candidate.error(p, math.Sqrt(dc*vc)/n), r.baseline.error(p, math.Sqrt(db*vb)/n))
	r.design = math.Max(dc, db)
	return r
}

// variances are those of the weighted counts above the borders, on either side,
// for independent requests; together is by how much the difference of the two
// varies more from look to look than that.
func variances(list []stratum, above, below int32) (vc, vb, together float64) {
	sum, looks := 0.0, 0.0
	for i := range list {
		s := &list[i]
		x, _ := s.candidate.above(above)
		y, _ := s.baseline.above(below)
		p := (float64(x+y) + 0.5) / (s.n + s.m + 1) // a look in which none lies above has a variance, too
		u, l := s.upper(), s.lower()
		vc += u * u * s.n * p * (1 - p)
		vb += l * l * s.m * p * (1 - p)
		d := u*float64(x) - l*float64(y)
		sum += d * d
		looks++
	}
	if looks < minClusters {
		return vc, vb, 1
	}
	return vc, vb, sum / (vc + vb)
}

// error is the standard error of the logarithm of a quantile by that of its
// share (Woodruff, Journal of the American Statistical Association 47, 1952).
func (c *curve) error(p, se float64) float64 {
	return math.Max(narrow, (c.log(p+se)-c.log(p-se))/2)
}

// gate is the group sequential test of non-inferiority: where the looks lie,
// and how far the evidence has come.
type gate struct {
	plan      *rollout.Latency
	fractions []float64
	bounds    []float64
	next      int // which look is the next
}

// latencyLooks is how often the latency is judged.
const latencyLooks = 5

// newGate plans the looks at equal steps of information, at alpha for each of
// the two errors.
func newGate(plan *rollout.Latency, alpha float64) (*gate, error) {
	g := &gate{plan: plan}
	for k := 1; k <= latencyLooks; k++ {
		g.fractions = append(g.fractions, float64(k)/latencyLooks)
	}
	var err error
	g.bounds, err = sequential.Bounds(alpha, g.fractions)
	return g, err
}

// due says whether the next look falls at or before a fraction of the
// information; the last one is due at the end only.
func (g *gate) due(fraction float64) bool {
	return g.next < latencyLooks-1 && fraction >= g.fractions[g.next]
}

// look judges the ratio at the next look, or at the last one.
func (g *gate) look(m measured, last bool) *LatencyLook {
	k := g.next
	if last {
		k = latencyLooks - 1
	}
	g.next = k + 1
	out := &LatencyLook{Look: k + 1, Of: latencyLooks, Bound: stats.Round(g.bounds[k]), Candidate: m.n, Baseline: m.m}
	if !m.ok {
		out.Need = stats.MinN(g.plan.Quantile, 0.95)
		return out
	}
	limit, half := dist.Ln(1+g.plan.Margin), g.bounds[k]*m.se
	out.Known, out.Design = true, stats.Round(m.design)
	out.CandidateMs, out.BaselineMs = stats.Round(m.candidate.ms(g.plan.Quantile)), stats.Round(m.baseline.ms(g.plan.Quantile))
	out.Ratio = stats.Round(dist.Exp(m.log))
	out.Interval = [2]float64{stats.Round(dist.Exp(m.log - half)), stats.Round(dist.Exp(m.log + half))}
	out.Z = stats.Round((m.log - limit) / m.se)
	out.Worse = m.log-half > limit
	out.NotWorse = m.log+half <= limit
	if !out.Worse && !out.NotWorse {
		// As many as let a candidate that is as good as the baseline pass nine times in ten.
		wanted := limit / (g.bounds[latencyLooks-1] + dist.Probit(0.9))
		out.Need = uint64(math.Ceil(float64(m.n) * (m.se / wanted) * (m.se / wanted)))
	}
	return out
}
