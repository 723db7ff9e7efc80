package compare

import (
	"fmt"
	"strings"

	"squall/analyze/family"
	"squall/analyze/figure"
	"squall/analyze/judge"
	"squall/analyze/result"
)

// decide judges all primary metrics together and gives the verdict.
func (j *judging) decide() {
	c := j.c
	var primary, worse []int
	var secondary []float64
	others := 0
	for i := range c.Rows {
		r := &c.Rows[i]
		switch {
		case r.Role == Primary:
			primary = append(primary, i)
		case r.Verdict == result.Fail && r.P != nil:
			worse, secondary = append(worse, i), append(secondary, *r.P)
			others++
		default:
			others++
		}
	}
	j.together(primary, func(r *Row) bool { return !guardrail(r.Metric) })
	j.together(primary, func(r *Row) bool { return guardrail(r.Metric) })
	for k, held := range family.Expected(secondary, others, 0.05) {
		r := &c.Rows[worse[k]]
		if held && c.Kind != OfPrediction {
			j.warn("%s%s: %s", j.where(r), r.Metric, r.saw())
		}
		if !held {
			r.Verdict = result.Inconclusive
		}
	}
	j.verdict(primary)
}

// guardrail says whether a metric is one that times are not traded for: those
// are a family of their own.
func guardrail(metric string) bool {
	return strings.HasSuffix(metric, "_rate") && metric != "cold_rate"
}

// together takes back what could be bad luck among so many.
func (j *judging) together(primary []int, member func(*Row) bool) {
	var failed []*Row
	var ps []float64
	m := 0
	for _, i := range primary {
		r := &j.c.Rows[i]
		if r.Kind != judge.Statistical || !member(r) {
			continue
		}
		m++
		if r.Verdict == result.Fail {
			failed, ps = append(failed, r), append(ps, *r.P)
		}
	}
	holds, level := family.Holm(ps, m, family.Alpha)
	for k, r := range failed {
		if !holds[k] {
			r.Verdict = result.Inconclusive
			r.Detail = judge.Joined(fmt.Sprintf("it fails by itself, but %d are judged together and it could be bad luck (p %.2g, below %.2g needed)", m, ps[k], level[k]), r.Detail)
		}
	}
}

func (j *judging) verdict(primary []int) {
	c := j.c
	c.Verdict = result.Pass
	if len(primary) == 0 {
		c.Verdict, c.Why = result.Inconclusive, []string{"no data: the two sides have no primary metric in common"}
		return
	}
	for _, i := range primary {
		r := &c.Rows[i]
		if r.Verdict == result.Fail && r.RestsOn == "unsure" {
			r.Verdict = result.Inconclusive
			r.Detail = judge.Joined("unsure: it rests on a guess about AWS and cannot fail alone", r.Detail)
		}
		if r.Verdict == result.Pass {
			continue
		}
		if c.Verdict != result.Fail {
			c.Verdict = r.Verdict
		}
		c.Why = append(c.Why, fmt.Sprintf("%s: %s%s, %s", r.Verdict, j.where(r), r.Metric, r.saw()))
	}
	if c.Verdict == result.Pass {
		said := fmt.Sprintf("all %d primary figures are no worse than %s allows", len(primary), j.margins())
		if c.Kind == OfPrediction {
			said = fmt.Sprintf("all %d primary figures were foretold to within %s", len(primary), j.margins())
		}
		c.Why = append(c.Why, strings.NewReplacer("all 1 primary figures are", "the one primary figure is", "all 1 primary figures were", "the one primary figure was").Replace(said))
	}
}

func (j *judging) margins() string { return fmt.Sprintf("a margin of %.3g %%", 100*j.o.Margin) }

func (j *judging) where(r *Row) string {
	if r.Arm == "base" || r.Arm == "" || j.c.Kind == OfArms { // which two is said once
		return r.Entry + "."
	}
	return r.Arm + "." + r.Entry + "."
}

// saw is what was seen, and what would tell more.
func (r *Row) saw() string {
	var parts []string
	if seen := r.Saw(); seen != "" {
		parts = append(parts, seen)
	}
	if r.Detail != "" {
		parts = append(parts, r.Detail)
	}
	if r.NeedRepeats != nil {
		parts = append(parts, fmt.Sprintf("needs about %d repeats", *r.NeedRepeats))
	}
	if r.NeedN != nil {
		parts = append(parts, fmt.Sprintf("needs n of about %s a side", figure.Count(*r.NeedN)))
	}
	return strings.Join(parts, "; ")
}

// Saw is what was seen of both sides, in words; "" for nothing.
func (r *Row) Saw() string {
	if r.BaseValue == nil || r.CandidateValue == nil {
		return ""
	}
	write := figure.Observed(r.Metric)
	if off := r.Off(); off != "" {
		return fmt.Sprintf("%s foretold and %s measured, error %s", write(r.BaseValue), write(r.CandidateValue), off)
	}
	s := fmt.Sprintf("%s after %s", write(r.CandidateValue), write(r.BaseValue))
	switch {
	case r.Ratio != nil && r.Metric != "lost":
		s += strings.TrimRight(fmt.Sprintf(", ratio %s %s", figure.Ratio(r.Ratio), figure.Interval(r.CI, figure.Ratio)), " ")
	case r.DiffCI != nil:
		s += ", difference " + figure.Points(r.DiffCI)
	}
	return s
}
