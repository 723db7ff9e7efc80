package preview

import (
	"fmt"
	"strings"
	"time"

	"squall/analyze/canary"
	"squall/analyze/figure"
	"squall/profiles"
)

// Release says what the release of a plan can decide, and what not, as far as
// that is known before it begins; "" without one. Modelled says that functions
// run for as long as their models do.
func Release(plan *profiles.Plan, modelled bool) string {
	c := plan.Canary
	if c == nil {
		return ""
	}
	l := load(plan, modelled)
	f := canary.Foresee(*c, l)
	said := []string{}
	add := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	if f.Candidate > 0 {
		add("%s gets about %s of %s requests in %s.", c.Candidate, rough(f.Candidate), rough(f.All), brief(c.Length()))
	}
	if c.Latency != nil && f.Need > 0 {
		who := fmt.Sprintf("By %s, margin %.3g %%,", c.Latency.Metric, 100*c.Latency.Margin)
		switch {
		case f.Equal > 0:
			add("%s one that is as good is promoted in %s of releases, and one that is %.2g %% slower there is rolled back in 90 %%; what lies between may stay undecided.",
				who, percent(f.Equal), 100*(f.Found-1))
			if f.Equal < 0.9 {
				add("With about %s of them it would be 90 %%.", rough(f.Need))
			}
		case f.Candidate > 0:
			add("%s nothing will be decided: that takes %s requests of each version, and about %s of %s to pass.", who, figure.Count(f.Least), rough(f.Need), c.Candidate)
		default:
			add("%s it takes about %s requests of %s to pass one that is as good, in 90 %%.", who, rough(f.Need), c.Candidate)
		}
		if f.Guessed {
			add("(That is if p99 is three times the median: how times scatter is not known before a run.)")
		}
	}
	said = append(said, errorsSeen(f.Typical, l.Errors)...)
	return strings.Join(said, " ")
}

// errorsSeen says when errors that are more frequent are found.
func errorsSeen(list []canary.Caught, base float64) []string {
	var found, missed, all []string
	for _, t := range list {
		if rate := percent(t.Times * base); t.At > 0 {
			found = append(found, rate+" after "+brief(t.At))
		} else {
			missed = append(missed, rate)
		}
	}
	if len(found) > 0 {
		all = append(all, "typically found are "+strings.Join(found, ", "))
	}
	if len(missed) > 0 {
		all = append(all, "not found by the end "+strings.Join(missed, ", "))
	}
	if len(all) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Where %s of errors are normal, %s.", percent(base), strings.Join(all, "; "))}
}

// normal is the share of errors that is taken for normal where a model has none.
const normal = 0.01

// load is what the plan knows of the requests of its release.
func load(plan *profiles.Plan, modelled bool) canary.Load {
	w, l := &plan.Arms[0].World, canary.Load{Errors: normal}
	for i := range w.Attack {
		if e := &w.Attack[i]; plan.Released(e) && !e.Closed() && e.Length() > 0 && !plan.Canary.Real {
			l.Rate += e.Hits() / e.Length().Seconds()
		}
	}
	f := w.Function(plan.Canary.Function)
	v := f.Version(plan.Canary.Baseline)
	if !modelled || v == nil || v.Process != nil || v.Model.Duration.IsZero() {
		return l
	}
	l.Quantile = v.Model.Duration.Quantile
	if v.Model.Errors > 0 {
		l.Errors = v.Model.Errors
	}
	return l
}

// rough is a count of two digits.
func rough(n float64) string {
	scale := 1.0
	for n/scale >= 100 {
		scale *= 10
	}
	return count(float64(int(n/scale+0.5)) * scale)
}

func percent(share float64) string {
	if share > 0.995 {
		return "over 99 %"
	}
	return fmt.Sprintf("%.2g %%", 100*share)
}

// brief is a time without zeros at its end.
func brief(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zero) {
			s = s[:len(s)-2]
		}
	}
	return s
}
