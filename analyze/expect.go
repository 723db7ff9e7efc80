package analyze

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze/figure"
	"squall/analyze/judge"
	"squall/analyze/ledger"
	"squall/analyze/tally"
	"squall/profiles"
)

// expectations judges the profile's expect list.
func (v *view) expectations() []Expected {
	out := []Expected{}
	var luck []float64
	for _, e := range v.c.plan.Expect {
		x, p := v.expect(e)
		x.RestsOn = v.restsOn(e)
		out, luck = append(out, x), append(luck, p)
	}
	v.together(out, luck)
	return out
}

// expect judges one expectation; luck is how likely its interval lies beyond
// the limit by chance.
func (v *view) expect(e profiles.Expectation) (x Expected, luck float64) {
	m, ok := judge.Named(e.Metric)
	if !ok {
		return judged(e, &m, judge.Figure{None: true, Detail: "there is no metric " + e.Metric})
	}
	switch {
	case e.Base != "":
		num, den := v.named(e.Arm, e.Entry, &m), v.named(e.Base, e.Entry, &m)
		x, luck = judged(e, &m, m.Ratio(v.c.plan.Seed, num, den))
		return v.stratified(x, e, num, den), luck
	case e.Arm != "":
		s := v.named(e.Arm, e.Entry, &m)
		x, luck = judged(e, &m, m.Of(s))
		return v.stratified(x, e, s), luck
	}
	return v.everyArm(e, &m)
}

// everyArm judges an expectation in each arm and shows the worst.
func (v *view) everyArm(e profiles.Expectation, m *judge.Metric) (worst Expected, luck float64) {
	for i, a := range v.c.plan.Arms {
		s := v.named(a.Name, e.Entry, m)
		x, p := judged(e, m, m.Of(s))
		x = v.stratified(x, e, s)
		if len(v.c.plan.Arms) > 1 {
			x.Detail = judge.Joined("in arm "+a.Name, x.Detail)
		}
		if i == 0 || severity(x) > severity(worst) {
			worst, luck = x, p
		}
	}
	return worst, luck
}

// stratified adds to a percentile on the cold-start boundary what it is of warm
// requests alone.
func (v *view) stratified(x Expected, e profiles.Expectation, scopes ...*judge.Scope) Expected {
	warm, ok := judge.Named("warm_" + e.Metric)
	flagged := slices.ContainsFunc(scopes, func(s *judge.Scope) bool { return onBoundary(s.Cell, e.Metric) })
	if !ok || !flagged {
		return x
	}
	f := warm.Of(scopes[0])
	if e.Base != "" {
		f = warm.Ratio(v.c.plan.Seed, scopes[0], scopes[1])
	}
	note := e.Metric + " sits on the cold-start boundary"
	if value := f.Given(); value != nil {
		write := figure.Observed(e.Expr)
		note += strings.TrimRight(fmt.Sprintf(", warm_%s is %s %s", e.Metric, write(value), figure.Interval(f.Limits(), write)), " ")
	}
	x.Detail = judge.Joined(note, x.Detail)
	return x
}

// severity orders by verdict, then by missing data.
func severity(x Expected) int {
	switch {
	case x.Verdict == Fail:
		return 3
	case x.NoData:
		return 2
	case x.Verdict == Inconclusive:
		return 1
	}
	return 0
}

func judged(e profiles.Expectation, m *judge.Metric, f judge.Figure) (Expected, float64) {
	r := f.Against(e.Op, e.Value)
	words := map[judge.Word]Verdict{judge.Holds: Pass, judge.Unclear: Inconclusive, judge.Fails: Fail}
	return Expected{
		Expr: e.Expr, Verdict: words[r.Word], Observed: f.Given(), CI: f.Limits(),
		NeedN: r.Need, NeedRepeats: r.Repeats, NoData: r.NoData, Detail: r.Detail, Kind: m.Kind(), N: f.N,
	}, f.Luck(e.Value, e.Base != "")
}

// named finds the scope of an expectation's arm and entry.
func (v *view) named(arm, entry string, m *judge.Metric) *judge.Scope {
	a, e := -1, -1
	for i, x := range v.c.plan.Arms {
		if x.Name == arm {
			a = i
		}
	}
	for i, name := range v.c.plan.Entries {
		if name == entry {
			e = i
		}
	}
	if a < 0 || entry != "" && e < 0 {
		return &judge.Scope{Name: strings.Trim(arm+"."+entry, ".")}
	}
	return v.scope(a, e, m)
}

// scope is one entry of an arm, or all of them when entry is negative. A metric
// that compressed waits change leaves asynchronous entries out of it.
func (v *view) scope(arm, entry int, m *judge.Metric) *judge.Scope {
	s := &judge.Scope{Name: v.c.plan.Arms[arm].Name, Waits: v.c.plan.Compress}
	if entry >= 0 {
		s.Name += "." + v.c.plan.Entries[entry]
	} else if v.costs[arm] != nil {
		s.USD = &v.costs[arm].USD
	}
	blocks := make([]tally.Cell, v.c.plan.Repeat)
	left, taken := 0, 0
	for e := range v.c.lanes[arm] {
		l := &v.c.lanes[arm][e]
		if l.Entry == nil || entry >= 0 && e != entry {
			continue
		}
		if s.Cell == nil {
			s.Cell = &tally.Cell{}
		}
		v.addEvents(s, arm, e)
		if v.c.plan.Compress > 1 && m.Waits() && l.Async() {
			left++
			continue
		}
		taken++
		s.Cell.Merge(v.merged[arm][e])
		for r, c := range l.cells {
			blocks[r].Merge(c)
		}
	}
	s.Barred = left > 0 && taken == 0
	for r := range blocks {
		s.Blocks = append(s.Blocks, nil)
		if blocks[r].Sent > 0 {
			s.Blocks[r] = &blocks[r]
		}
	}
	return s
}

func (v *view) addEvents(s *judge.Scope, arm, entry int) {
	a := v.accounts[arm][entry]
	if a == nil {
		return
	}
	if s.Events == nil {
		s.Events = &ledger.Account{}
	}
	s.Events.Merge(a)
}

// restsOn says what kind of rule an expectation leans on.
func (v *view) restsOn(e profiles.Expectation) string {
	if v.c.meta.RestsOn != nil {
		return v.c.meta.RestsOn(e)
	}
	if v.c.meta.Run.Model == "none" {
		return "measured"
	}
	name, _, _ := strings.Cut(e.Metric, ".")
	switch name {
	case "status", "reason", "throttle_rate", "error_rate":
		if v.overHTTPAPI(e.Entry) {
			return "unsure" // no document says what an HTTP API makes of a throttled function
		}
		return "documented"
	}
	if m, ok := judge.Named(e.Metric); ok && m.Waits() {
		return "measured"
	}
	return "documented"
}

func (v *view) overHTTPAPI(entry string) bool {
	for _, arm := range v.c.lanes {
		for i := range arm {
			l := &arm[i]
			if l.Entry != nil && l.Entry.Path == profiles.PathHTTP && l.Entry.Name == entry {
				return true
			}
		}
	}
	return false
}
