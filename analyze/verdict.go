package analyze

import (
	"fmt"
	"math"
	"strings"

	"squall/analyze/canary"
	"squall/analyze/design"
	"squall/analyze/figure"
	"squall/analyze/tally"
	"squall/analyze/trust"
)

const (
	lateShare = 0.05 // lag above this share of a p99 would move it
	lateFloor = 2.0  // ms; below it nobody could tell
	unsentMax = 0.01
)

// generator says whether the generator was the limit.
func (v *view) generator() Generator {
	var lag tally.Times
	g := Generator{Roads: v.end.Roads}
	var why []string
	reasons := map[string]uint64{}
	for a := range v.merged {
		for e, c := range v.merged[a] {
			lag.Merge(&c.Lag)
			g.Unsent += c.Unsent
			if n := max(c.Scheduled, c.Sent+c.Unsent); float64(c.Unsent) > unsentMax*float64(n) {
				why = append(why, fmt.Sprintf("arm %s, entry %s: %s of %s scheduled hits were never sent",
					v.c.plan.Arms[a].Name, v.c.plan.Entries[e], design.Thousands(c.Unsent), design.Thousands(n)))
			}
			for reason, n := range c.Reasons {
				reasons[reason] += n
			}
			if s := v.lateEntry(a, e); s != "" {
				why = append(why, s)
			}
		}
	}
	g.Lag = quantiles(&lag)
	if g.Lag.P99 != nil {
		if s := v.late("the generator sent", *g.Lag.P99); s != "" {
			why = append(why, s)
		}
	}
	why = append(why, trust.Limits(reasons)...)
	if v.end.CPU != nil {
		g.CPU = number(*v.end.CPU)
		if s := trust.CPU(*v.end.CPU); s != "" {
			why = append(why, s)
		}
	}
	g.Saturated, g.Why = len(why) > 0, strings.Join(why, "; ")
	return g
}

// lateEntry says in a sentence that the lag of an entry would move its own
// p99, or nothing: over all entries a small one could hide.
func (v *view) lateEntry(arm, entry int) string {
	c, p := v.merged[arm][entry], v.result.Arms[arm].Path(v.c.plan.Entries[entry])
	if c.Lag.N() == 0 || p == nil || p.Ledger != nil || p.Latency.P99 == nil || p.Latency.P99CI == nil {
		return ""
	}
	if lag, p99 := *quantiles(&c.Lag).P99, *p.Latency.P99; lag > lateFloor && lag > lateShare*p99 {
		return fmt.Sprintf("arm %s, entry %s was sent %s late at p99, which is more than 5 %% of its own p99 (%s)",
			v.c.plan.Arms[arm].Name, p.Entry, figure.MsUnit(&lag), figure.MsUnit(&p99))
	}
	return v.moved(arm, p)
}

// moved says which percentile of an entry lag has moved, or nothing. Where clients
// try again the send is that of the last attempt.
func (v *view) moved(arm int, p *PathResult) string {
	if p.Retries != nil {
		return ""
	}
	return trust.Moved("arm "+v.c.plan.Arms[arm].Name+", entry "+p.Entry, lateFloor, lateShare, &p.Latency, &p.Service)
}

// drifted says which ways to a target changed by more than would move a p99.
func (v *view) drifted() []string {
	p99, _ := trust.SmallestP99(v.result.Arms)
	allowed := lateFloor
	if !math.IsInf(p99, 1) {
		allowed = max(allowed, lateShare*p99)
	}
	var why []string
	for _, r := range v.end.Roads {
		if r.Before == nil || r.During == nil || r.After == nil {
			continue
		}
		road := trust.Road{Where: "arm " + r.Arm + ", entry " + r.Entry, Before: *r.Before, During: *r.During, After: *r.After}
		if s := road.Drift(allowed); s != "" {
			why = append(why, s)
		}
	}
	return why
}

// late says in a sentence that a lag would move the smallest p99, or nothing.
func (v *view) late(who string, lagMs float64) string {
	p99, where := trust.SmallestP99(v.result.Arms)
	if lagMs <= lateFloor || lagMs <= lateShare*p99 {
		return ""
	}
	return fmt.Sprintf("%s %s late at p99, which is more than 5 %% of the smallest p99 (%s, %s)", who, figure.MsUnit(&lagMs), figure.MsUnit(&p99), where)
}

// standin says whether the stand-in was late.
func (v *view) standin() Standin {
	l := v.end.Lag
	if l == nil {
		return Standin{}
	}
	ms := func(ns int64) *float64 { return number(float64(ns) / 1e6) }
	s := Standin{Lag: Quantiles{N: l.N, P50: ms(int64(l.P50)), P99: ms(int64(l.P99)), Max: ms(int64(l.Max))}}
	s.Late = v.late("the stand-in acted", *s.Lag.P99) != ""
	return s
}

// decide sets the verdict and what decided it.
func (v *view) decide() {
	r := v.result
	for _, step := range []func() (Verdict, []string){v.dirty, v.aborted, v.invalid, v.failed, v.inconclusive} {
		if verdict, why := step(); len(why) > 0 {
			if r.Verdict == "" {
				r.Verdict = verdict
			}
			r.Why = append(r.Why, why...)
		}
	}
	if r.Verdict != "" {
		return
	}
	r.Verdict = Pass
	if r.Canary != nil {
		r.Why = append(r.Why, r.Canary.Sentence())
	}
	switch n := len(r.Expectations); n {
	case 0:
		if r.Canary == nil {
			r.Why = append(r.Why, "the run is valid, and the profile expects nothing")
		}
	case 1:
		r.Why = append(r.Why, "the one expectation holds")
	default:
		r.Why = append(r.Why, fmt.Sprintf("all %d expectations hold", n))
	}
}

func (v *view) dirty() (Verdict, []string) {
	var why []string
	for _, d := range v.end.Dirty {
		why = append(why, "not undone: "+d)
	}
	return Dirty, why
}

func (v *view) aborted() (Verdict, []string) {
	var why []string
	switch {
	case v.end.Refused:
		why = append(why, "the run was refused: "+v.end.Failed)
	case len(v.end.Dirty) > 0 && strings.HasSuffix(v.end.Failed, v.end.Dirty[0]): // told above
	case v.end.Failed != "":
		why = append(why, "internal error: "+v.end.Failed)
	}
	if v.end.Aborted != "" {
		why = append(why, "stopped early: "+v.end.Aborted)
	}
	return Aborted, why
}

func (v *view) invalid() (Verdict, []string) {
	var why []string
	sent, answered := uint64(0), uint64(0)
	for _, a := range v.merged {
		for _, c := range a {
			sent, answered = sent+c.Sent, answered+c.Answered()
		}
	}
	switch real := v.c.plan.Canary != nil && v.c.plan.Canary.Real; {
	case v.end.Aborted != "" || real:
	case sent == 0:
		why = append(why, "nothing was sent")
	case answered == 0 && len(v.result.Expectations) == 0:
		why = append(why, "no request was answered, and the profile does not expect that")
	}
	if v.result.Generator.Saturated {
		why = append(why, "the generator was the limit: "+v.result.Generator.Why)
	}
	if v.end.Slept != "" {
		why = append(why, v.end.Slept)
	}
	why = append(why, v.drifted()...)
	if v.result.Standin.Late {
		why = append(why, v.late("the stand-in acted", *v.result.Standin.Lag.P99))
	}
	if v.end.Aborted == "" {
		why = append(why, design.Idle(v.c.plan, v.merged)...)
	}
	return Invalid, why
}

func (v *view) failed() (Verdict, []string) {
	why := v.released(canary.RollBack)
	for _, x := range v.result.Expectations {
		if x.Verdict == Fail && x.RestsOn != "unsure" {
			why = append(why, sentence(x))
		}
	}
	return Fail, why
}

// inconclusive takes in what fails on a guess: that cannot fail a run.
func (v *view) inconclusive() (Verdict, []string) {
	why := v.released(canary.Inconclusive)
	for _, x := range v.result.Expectations {
		switch {
		case x.Verdict == Inconclusive:
			why = append(why, sentence(x))
		case x.Verdict == Fail && x.RestsOn == "unsure":
			why = append(why, sentence(x)+", by a rule that is a guess")
		}
	}
	return Inconclusive, why
}

// released is what became of a release, if it is the decision.
func (v *view) released(d canary.Decision) []string {
	if c := v.end.Canary; c != nil && c.Decision == d {
		return []string{c.Sentence()}
	}
	return nil
}

func sentence(x Expected) string {
	s, write := fmt.Sprintf("%s: %s", x.Verdict, x.Expr), figure.Observed(x.Expr)
	if x.Observed != nil {
		s += strings.TrimRight(fmt.Sprintf(", observed %s %s", write(x.Observed), figure.Interval(x.CI, write)), " ")
	}
	if x.Detail != "" {
		s += " (" + x.Detail + ")"
	}
	if x.NeedRepeats != nil {
		s += fmt.Sprintf(", needs about %d repeats", *x.NeedRepeats)
	}
	if x.NeedN != nil {
		s += fmt.Sprintf(", needs n of about %s", design.Thousands(*x.NeedN))
	}
	return s
}

// ExitCode is the process's exit code for a result; inconclusive is the flag
// of that name: fail, warn or pass. Missing data is never waived.
func ExitCode(r *Result, inconclusive string) int {
	if r.Error != "" && r.Verdict != Dirty {
		return 1
	}
	switch r.Verdict {
	case Pass:
		return 0
	case Fail:
		return 10
	case Aborted:
		return 12
	case Dirty:
		return 13
	case Incomparable:
		return 14
	case Invalid:
		return 15
	case Inconclusive:
		if inconclusive != "warn" && inconclusive != "pass" {
			return 11
		}
		for _, x := range r.Expectations {
			if x.NoData {
				return 11
			}
		}
		return 0
	}
	return 1
}
