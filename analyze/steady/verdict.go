package steady

import (
	"fmt"
	"slices"
	"time"

	"squall/analyze/figure"
	"squall/analyze/judge"
	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/profiles"
)

// Made is what became of one fault in one block.
type Made struct {
	Arm, Index        int
	Matched, Injected *uint64       // nil: nobody counts
	Killed            bool          // the stand-in's process was
	At, For           time.Duration // measured; a For of 0 lasted to the end of the load, both 0 say nothing
	Error             string
}

// late says of a fault that was in place for less than half of its time, or for
// more than half of what was left for healing: before, during and after it are
// judged by the plan, and were not so.
func (m *Made) late(f *profiles.Fault, w *profiles.World) string {
	begin, end, load := int64(f.At), Ends(f, w), int64(w.LoadTime())
	began, ended := int64(m.At), int64(m.At+m.For)
	switch {
	case f.Kind == profiles.FaultProvisioned || f.Kind == profiles.FaultNoProvisioned:
		ended = max(began, end) // what follows is healing: environments are made anew
	case m.For == 0:
		ended = load
	}
	switch there := min(end, ended) - max(begin, began); {
	case m.At == 0 && m.For == 0 || there*2 >= end-begin && (ended-end)*2 <= load-end:
		return ""
	}
	return fmt.Sprintf("%s was in place from %s to %s and is judged from %s to %s, as planned: making and ending it took too long for so short a fault",
		f.Kind, brief(began), brief(ended), brief(begin), brief(end))
}

func brief(ns int64) string { return time.Duration(ns).Round(100 * time.Millisecond).String() }

// late is why spans of time prove nothing.
const late = "late"

// The verdicts of an experiment.
const (
	Confirmed    = "confirmed"
	Refuted      = "refuted"
	Inconclusive = "inconclusive"
	Aborted      = "aborted"
	Dirty        = "dirty"
)

// Judge adds the experiment to a result, and lets its verdict weigh in that of
// the run.
func (w *Watch) Judge(r *result.Result, made []Made) {
	x := &result.Experiment{Why: []string{}, Steady: []result.Held{}, Faults: []result.FaultProof{}}
	r.Experiment = x
	weak := &weakest{arms: len(w.arms)}
	for i := range w.arms {
		w.steady(x, i, weak)
		for f := range w.arms[i].world.Faults {
			x.Faults = append(x.Faults, w.proof(i, f, made))
		}
	}
	for i := range r.Expectations {
		weak.expected(&w.plan.Expect[i], &r.Expectations[i])
	}
	void := w.decide(r, x, made)
	x.Weakest = weak.of(r, x, void)
}

var verdicts = map[judge.Word]result.Verdict{judge.Holds: result.Pass, judge.Unclear: result.Inconclusive, judge.Fails: result.Fail}

func (w *Watch) held(arm int, when string, e *profiles.Expectation, cells []*tally.Cell) result.Held {
	f, word := w.judge(e, cells)
	ruling := f.Against(e.Op, e.Value)
	return result.Held{Arm: w.plan.Arms[arm].Name, When: when, Expr: e.Expr, Verdict: verdicts[word],
		Observed: f.Given(), CI: f.Limits(), Detail: ruling.Detail}
}

// steady judges the steady state of an arm in its three spans.
func (w *Watch) steady(x *result.Experiment, arm int, weak *weakest) {
	a := w.arms[arm]
	for i := range w.plan.Steady {
		s := &w.plan.Steady[i]
		for when, name := range [...]string{"before", "during", "after"} {
			if !(s.Before && when == before || s.During && when == during || s.After && when == after) || when == during && len(a.world.Faults) == 0 {
				continue
			}
			h := w.held(arm, name, &s.Expectation, a.spans[when].cells)
			x.Steady = append(x.Steady, h)
			weak.steady(&s.Expectation, &h, a.world)
		}
	}
}

// proof says what a fault did and what was seen of it.
func (w *Watch) proof(arm, index int, made []Made) result.FaultProof {
	a := w.arms[arm]
	f := &a.world.Faults[index]
	p := result.FaultProof{Arm: w.plan.Arms[arm].Name, Kind: f.Kind, Target: f.Function, AtS: f.At.Seconds(),
		ForS: stats.Round(float64(Ends(f, a.world)-int64(f.At)) / 1e9), Expect: []result.Held{}}
	if f.Alias != "" {
		p.Target += ":" + f.Alias
	}
	for _, m := range made {
		if m.Arm == arm && m.Index == index && m.Injected != nil {
			p.Matched, p.Injected = sum(p.Matched, *m.Matched), sum(p.Injected, *m.Injected)
			p.Killed = p.Killed || m.Killed
		}
	}
	cells := a.spans[faults+index].cells
	for e, c := range cells {
		if c != nil && a.reaches(w.plan.Entries[e], f.Function) {
			c.Settle()
			p.Sent += c.Sent
			p.Throttled += c.Outcomes[outcomeThrottled]
			p.Failed += c.Failures()
		}
	}
	p.Observed = "unknown"
	for i := range f.Expect {
		h := w.held(arm, "while", &f.Expect[i], cells)
		p.Expect = append(p.Expect, h)
	}
	p.Observed = observed(&p)
	carried := func(m Made) bool { return m.Arm == arm && m.Index == index && m.Error == "" }
	if len(made) > 0 && !slices.ContainsFunc(made, carried) {
		p.Observed = "no"
		return p
	}
	p.DetectS, p.RecoverS = w.detected(a, f), w.recovered(a, f)
	return p
}

// reaches says whether an entry's requests go to a function; "" is every one.
func (a *watched) reaches(entry, function string) bool {
	return function == "" || slices.ContainsFunc(a.world.Attack, func(e profiles.Entry) bool {
		return e.Name == entry && e.Function == function
	})
}

func sum(a *uint64, n uint64) *uint64 {
	if a != nil {
		n += *a
	}
	return &n
}

// observed says whether a fault bit: what injected it says so, and what it was
// expected to show was seen.
func observed(p *result.FaultProof) string {
	if p.Injected != nil && *p.Injected == 0 {
		return "no"
	}
	word := "unknown"
	if p.Injected != nil {
		word = "yes"
	}
	for _, h := range p.Expect {
		switch {
		case h.Verdict == result.Fail:
			return "no"
		case h.Verdict == result.Inconclusive:
			return "unknown"
		}
		word = "yes"
	}
	return word
}

// decide draws the verdict of the experiment, and the run's. What is void is why
// nothing that was seen proves anything.
func (w *Watch) decide(r *result.Result, x *result.Experiment, made []Made) (void []string) {
	why := map[string][]string{}
	say := func(verdict, format string, args ...any) {
		why[verdict] = append(why[verdict], fmt.Sprintf(format, args...))
	}
	failed := map[[2]string]bool{}
	for _, m := range made {
		if m.Error != "" {
			failed[[2]string{w.plan.Arms[m.Arm].Name, w.arms[m.Arm].world.Faults[m.Index].Kind}] = true
			say(Inconclusive, "%s was not carried out: %s", w.arms[m.Arm].world.Faults[m.Index].Kind, m.Error)
			continue
		}
		world := w.arms[m.Arm].world
		if r.Verdict == result.Aborted {
			continue // it ended when the run did
		}
		if text := m.late(&world.Faults[m.Index], world); text != "" {
			say(Inconclusive, "%s", text)
			say(late, "%s", text)
			void = append(void, text)
		}
	}
	for _, p := range x.Faults {
		switch {
		case failed[[2]string{p.Arm, p.Kind}]: // and so said
		case p.Observed == "no":
			say(Inconclusive, "%s on %s was not observed%s", p.Kind, target(p.Target), unseen(&p))
		case p.Observed == "unknown" && len(p.Expect) > 0:
			say(Inconclusive, "whether %s on %s was observed is unclear%s", p.Kind, target(p.Target), unseen(&p))
		case hides(&p):
			void = append(void, fmt.Sprintf(hidden[p.Kind], p.Kind, *p.Injected))
			say(Inconclusive, "%s", void[len(void)-1])
		}
	}
	for _, h := range x.Steady {
		switch {
		case h.Verdict == result.Pass:
		case h.When == "before" && h.Verdict == result.Fail:
			say(Inconclusive, "there was no steady state to begin with: %s", told(&h))
		case h.Verdict == result.Fail:
			say(Refuted, "the steady state broke %s the faults: %s", h.When, told(&h))
		default:
			say(Inconclusive, "the steady state %s the faults is unclear: %s", h.When, told(&h))
		}
	}
	w.conclude(r, x, why)
	return void
}

// conclude sets both verdicts: a worse one of the run stays.
func (w *Watch) conclude(r *result.Result, x *result.Experiment, why map[string][]string) {
	lost, passed := len(why[Inconclusive]) > 0, r.Verdict == result.Pass
	switch {
	case r.Verdict == result.Dirty:
		x.Verdict = Dirty
	case r.Verdict == result.Aborted:
		x.Verdict = Aborted
	case r.Verdict == result.Invalid || r.Error != "":
		x.Verdict = Inconclusive
	case lost && blind(x), len(why[late]) > 0 && r.Verdict != result.Fail:
		x.Verdict, r.Verdict = Inconclusive, result.Inconclusive
	case len(why[Refuted]) > 0 || r.Verdict == result.Fail:
		x.Verdict, r.Verdict = Refuted, result.Fail
	case lost || r.Verdict == result.Inconclusive:
		x.Verdict, r.Verdict = Inconclusive, result.Inconclusive
	default:
		x.Verdict = Confirmed
	}
	x.Why = append(x.Why, why[Refuted]...)
	if x.Verdict == Aborted { // what is unclear then is so for that
		r.Why = append(append([]string{}, r.Why...), x.Why...)
		return
	}
	x.Why = append(x.Why, why[Inconclusive]...)
	if x.Verdict == Confirmed {
		x.Why = append(x.Why, confirmed(x))
		return
	}
	if passed { // why the run alone would have passed does not matter now
		r.Why = nil
	}
	r.Why = append(append([]string{}, x.Why...), r.Why...)
}

// hidden has the faults that take evidence away, and what is told of it.
var hidden = map[string]string{
	"logs.loss":   "%s lost the log lines of %d attempts: what they would have told is missing",
	"metrics.gap": "%s kept metrics from %d looks at CloudWatch: what they would have told is missing",
	"metrics.lag": "%s made metrics late at %d looks at CloudWatch: what they would have told is missing",
}

func hides(p *result.FaultProof) bool {
	return hidden[p.Kind] != "" && p.Injected != nil && *p.Injected > 0
}

// blind says that evidence was lost on purpose: nothing that rests on it can
// pass or fail.
func blind(x *result.Experiment) bool {
	for _, p := range x.Faults {
		if hides(&p) {
			return true
		}
	}
	return false
}

func confirmed(x *result.Experiment) string {
	n := 0
	for _, p := range x.Faults {
		if p.Observed == "yes" {
			n++
		}
	}
	seen := fmt.Sprintf("%d of %d faults were observed", n, len(x.Faults))
	if n == 1 && len(x.Faults) == 1 {
		seen = "the fault was observed"
	}
	return seen + fmt.Sprintf(", and all %d conditions of the steady state held", len(x.Steady))
}

func target(name string) string {
	if name == "" {
		return "every function"
	}
	return name
}

func unseen(p *result.FaultProof) string {
	if p.Injected != nil && *p.Injected == 0 {
		return fmt.Sprintf(": it struck none of %d", *p.Matched)
	}
	for _, h := range p.Expect {
		if h.Verdict != result.Pass {
			return ": " + told(&h)
		}
	}
	return ""
}

func told(h *result.Held) string {
	s := h.Expr
	if h.Observed != nil {
		s += ", observed " + shown(h.Expr, h.Observed)
	}
	if h.Detail != "" {
		s += " (" + h.Detail + ")"
	}
	return s
}

// shown writes what was observed: a share as its expression has it.
func shown(expr string, v *float64) string {
	if v == nil {
		return "nothing"
	}
	return figure.Observed(expr)(v)
}
