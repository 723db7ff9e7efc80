package compare

import (
	"squall/analyze/picture"
	"squall/analyze/result"
)

// Curve is the latency of an entry on both sides, for pictures.
type Curve struct {
	Arm       string          `json:"arm"`
	Entry     string          `json:"entry"`
	Base      []picture.Point `json:"base"`
	Candidate []picture.Point `json:"candidate"`
}

// pictures gives what can be drawn of an entry: an asynchronous one answers
// before it does anything.
func (j *judging) pictures(p pair, b, c *result.PathResult) {
	if b.Ledger != nil || c.Ledger != nil || b.Latency.N == 0 || c.Latency.N == 0 {
		return
	}
	if len(b.Curve) > 0 && len(c.Curve) > 0 {
		j.c.Curves = append(j.c.Curves, Curve{Arm: p.name, Entry: b.Entry, Base: b.Curve, Candidate: c.Curve})
	}
	s := j.shift(p, b, c)
	s.Arm = p.name
	if len(s.Points) > 0 {
		j.c.Shifts = append(j.c.Shifts, s)
	}
}

// Shift is by how much the latencies of an entry differ, quantile by quantile.
type Shift struct {
	Arm string `json:"arm"`
	picture.Shift
}

// shift takes the differences from the hits of both sides, from what one run
// says of its own arms, or from the quantiles of two results, which have no
// interval of a difference.
func (j *judging) shift(p pair, b, c *result.PathResult) Shift {
	from, to := j.called(p)
	x, y := j.base.Cells[[2]string{p.base.Name, b.Entry}], j.cand.Cells[[2]string{p.cand.Name, c.Entry}]
	if x.All != nil && y.All != nil {
		return Shift{Shift: picture.ShiftOf(j.cand.Result.Run.Seed, from, to, b.Entry, x.All, y.All)}
	}
	if j.c.Kind == OfArms {
		for _, s := range j.base.Result.Shifts {
			if s.Base == p.base.Name && s.Candidate == p.cand.Name && s.Entry == b.Entry {
				return Shift{Shift: s}
			}
		}
	}
	out := Shift{Shift: picture.Shift{Base: from, Candidate: to, Entry: b.Entry, Points: []picture.Moved{}}}
	u, v := &b.Latency, &c.Latency
	for _, at := range [...]struct {
		share float64
		u, v  *float64
	}{{.5, u.P50, v.P50}, {.9, u.P90, v.P90}, {.95, u.P95, v.P95}, {.99, u.P99, v.P99}, {.999, u.P999, v.P999}} {
		if at.u != nil && at.v != nil {
			out.Points = append(out.Points, picture.Moved{Share: at.share, BaseMs: *at.u, CandidateMs: *at.v, DiffMs: *number(*at.v - *at.u)})
		}
	}
	return out
}

// called is what the two sides are called in a picture.
func (j *judging) called(p pair) (base, cand string) {
	if j.c.Kind == OfArms {
		return p.base.Name, p.cand.Name
	}
	return "base", "candidate"
}
