package compare

import (
	"math"

	"squall/analyze/judge"
	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/profiles/dist"
)

// rule judges non-inferiority: a candidate passes when even the upper end of
// its interval is within the margin, or within the floor, and fails when even
// the lower end is beyond both.
func (j *judging) rule(r *Row, f measured) {
	floor := j.floor(r)
	if f.diff == nil && f.ratio != nil && r.BaseValue != nil { // of times, whose base is taken as known
		d := stats.Interval{Lo: *r.BaseValue * (f.ratio.Lo - 1), Hi: *r.BaseValue * (f.ratio.Hi - 1)}
		f.diff = &d
	}
	if f.ratio == nil && f.diff == nil {
		return
	}
	if r.Kind == judge.Exact {
		r.exact(f)
		return
	}
	r.Reading = reading(f, j.o.Margin, floor)
	pass := f.ratio != nil && f.ratio.Hi <= r.Limit || f.diff != nil && f.diff.Hi <= floor
	fail := f.ratio != nil && f.ratio.Lo > r.Limit && (f.diff == nil || f.diff.Lo > floor)
	switch {
	case pass:
		r.Verdict, r.Detail = result.Pass, ""
		if r.Reading == "worse" {
			r.Detail = "worse, within the margin"
		}
	case fail:
		r.Verdict = result.Fail
		r.P = number(luck(r, f, r.Limit, floor))
	default:
		r.Verdict = result.Inconclusive
		j.across(r, f, floor, r.Limit)
	}
}

// across says what keeps a row from telling: too few requests, repeats that
// differ, or both.
func (j *judging) across(r *Row, f measured, floor, limit float64) {
	across := func(i stats.Interval) bool { return i.Lo <= limit && limit <= i.Hi }
	if f.alone != nil && across(f.repeats.Interval()) {
		r.Detail = judge.Joined(judge.Differ(f.repeats), r.Detail)
		if k := f.repeats.Enough(limit); k > 0 {
			r.NeedRepeats = &k
		}
		if !across(*f.alone) {
			return
		}
	}
	if r.Detail == "" {
		r.Detail = "the interval lies across the margin"
	}
	if r.NeedN == nil {
		r.NeedN = need(r, f, floor)
	}
}

func (j *judging) floor(r *Row) float64 {
	if r.Diff != nil && r.DiffCI != nil {
		return j.o.RateFloor
	}
	return j.o.Floor
}

// exact compares counts, the longest time among them, by their values.
func (r *Row) exact(f measured) {
	switch {
	case f.ratio == nil:
	case f.ratio.Lo > r.Limit:
		r.Verdict, r.Reading, r.P = result.Fail, "worse", new(float64)
	default:
		r.Verdict = result.Pass
	}
}

// luck is the p-value that Holm's method goes by: the larger of the two, as
// both limits must be broken.
func luck(r *Row, f measured, limit, floor float64) float64 {
	p := 0.0
	if f.ratio != nil && r.Ratio != nil {
		q := judge.Figure{Value: *r.Ratio, CI: f.ratio}
		p = math.Max(q.Luck(limit, true), f.repeats.Luck(limit))
	}
	if f.diff != nil && r.Diff != nil && (floor > 0 || r.Ratio == nil) {
		d := judge.Figure{Value: *r.Diff, CI: f.diff}
		p = math.Max(p, d.Luck(floor, false))
	}
	return p
}

// need is the sample a side in which an interval would no longer reach its
// limit, the smaller one of ratio and difference; nil when no sample would do.
func need(r *Row, f measured, floor float64) *uint64 {
	best := math.Inf(1)
	try := func(v, lo, hi, limit float64) {
		reach, margin := hi-v, limit-v
		if margin < 0 {
			reach, margin = v-lo, -margin
		}
		if n := float64(f.n) * (reach / margin) * (reach / margin); margin > 0 && n > 0 {
			best = math.Min(best, n)
		}
	}
	if i := f.requests(); i != nil && r.Ratio != nil && *r.Ratio > 0 && i.Lo > 0 {
		try(dist.Ln(*r.Ratio), dist.Ln(i.Lo), dist.Ln(i.Hi), dist.Ln(r.Limit))
	}
	if f.diff != nil && r.Diff != nil {
		try(*r.Diff, f.diff.Lo, f.diff.Hi, floor)
	}
	if best > 1e12 {
		return nil
	}
	n := max(uint64(math.Ceil(stats.Round(best))), f.n+1)
	return &n
}

// requests is the interval that more requests would make narrower.
func (f *measured) requests() *stats.Interval {
	if f.alone != nil {
		return f.alone
	}
	return f.ratio
}

// reading says what the intervals say, whatever the limit.
func reading(f measured, margin, floor float64) string {
	i := f.ratio
	switch {
	case i != nil && 1/(1+margin) <= i.Lo && i.Hi <= 1+margin && i.Contains(1),
		i == nil && f.diff != nil && -floor <= f.diff.Lo && f.diff.Hi <= floor:
		return "same"
	case i == nil:
		return "unclear"
	case i.Hi < 1:
		return "better"
	case i.Lo > 1:
		return "worse"
	}
	return "unclear"
}

// predicted judges equivalence: what was measured must be what was foretold, up
// to the margin or the floor, on either side.
func (j *judging) predicted(r *Row, f measured) {
	if r.Kind == judge.Exact {
		r.Role = Secondary
	}
	r.off()
	floor := j.floor(r)
	if f.diff == nil && f.ratio != nil && r.BaseValue != nil {
		d := stats.Interval{Lo: *r.BaseValue * (f.ratio.Lo - 1), Hi: *r.BaseValue * (f.ratio.Hi - 1)}
		f.diff = &d
	}
	if f.ratio == nil && f.diff == nil {
		return
	}
	lo, hi := 1/r.Limit, r.Limit
	within := f.ratio != nil && lo <= f.ratio.Lo && f.ratio.Hi <= hi || f.diff != nil && -floor <= f.diff.Lo && f.diff.Hi <= floor
	apart := f.ratio != nil && (f.ratio.Lo > hi || f.ratio.Hi < lo) && (f.diff == nil || f.diff.Lo > floor || f.diff.Hi < -floor)
	r.Reading = reading(f, j.o.Margin, floor)
	switch {
	case within:
		r.Verdict, r.Detail = result.Pass, ""
	case apart:
		r.Verdict = result.Fail
		limit := hi
		if f.ratio.Hi < lo {
			limit = lo
		}
		r.P = number(luck(r, f, limit, math.Copysign(floor, limit-1)))
	default:
		limit := hi
		if r.Ratio != nil && *r.Ratio < 1 {
			limit = lo
		}
		j.across(r, f, floor, limit)
	}
}
