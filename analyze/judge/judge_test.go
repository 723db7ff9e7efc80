package judge

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"squall/analyze/ledger"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/metric"
)

// served is a cell of n ok hits spread over environments, lognormal around a
// median in ms, the first of each environment cold.
func served(side uint64, n, envs int, median, sigma float64) *tally.Cell {
	c := &tally.Cell{}
	for i := range n {
		ns := int64(median * 1e6 * dist.Exp(sigma*dist.Probit(dist.U(side, dist.StreamDuration, uint64(i), 0))))
		h := hit.Hit{Due: int64(i) * 1e7, Sent: int64(i) * 1e7, Done: int64(i)*1e7 + ns, Status: 200, Version: "v1",
			Environment: fmt.Sprint("e", i%envs), Start: hit.Warm, InitType: hit.OnDemand, StartFrom: hit.Tail}
		if i < envs {
			h.Start, h.Init = hit.Cold, 1e8
		}
		c.Add(&h, false)
	}
	c.Settle()
	return c
}

func with(c *tally.Cell, n int, h hit.Hit) *tally.Cell {
	for range n {
		c.Add(&h, false)
	}
	c.Settle()
	return c
}

func TestNames(t *testing.T) {
	for _, name := range strings.Fields(`p50 p90 p95 p99 p999 max mean service_p99 warm_p99 cold_p99 cold_rate init_p50 throttle_rate error_rate
		failure_rate unsent_rate status.502 reason.Unhandled spillover_rate environments cost version.v2
		lost accepted dead_lettered expired attempts_max`) {
		if _, ok := Named(name); !ok {
			t.Errorf("there is no metric %s", name)
		}
	}
	for _, name := range strings.Fields(`p p0 px p50x 99 P99 median status.x status.99999 warm_ latency_p99 cold_rates`) {
		if _, ok := Named(name); ok {
			t.Errorf("%s is taken for a metric", name)
		}
	}
}

// Every figure that a profile may name exists here, and is judged the way the
// table says.
func TestNamesOfTheTable(t *testing.T) {
	all := metric.All()
	if len(all) < 20 {
		t.Fatalf("the table holds %d figures", len(all))
	}
	c := served(1, 400, 20, 40, .3)
	usd := 1.0
	s := &Scope{Cell: c, USD: &usd, Events: &ledger.Account{Accepted: 1, Gaps: []ledger.Gap{{Attempt: 2, Measured: 1e9}}, Ages: ledger.Waits{5000: 1}}}
	for _, x := range all {
		name := x.Name
		if x.Prefix {
			name += map[string]string{"status": ".200", "reason": ".X", "version": ".v1", "gap": ".2"}[x.Name]
		}
		m, ok := Named(name)
		if !ok {
			t.Errorf("there is no metric %s", name)
			continue
		}
		if f := m.Of(s); f.Exact != (x.Kind == metric.Count) {
			t.Errorf("%s: exact %v, and the table says %s", name, f.Exact, x.Kind)
		}
		if x.Online && !m.Streams() {
			t.Errorf("%s may stand in a stop rule, and is known only after the run", name)
		}
	}
}

func TestOf(t *testing.T) {
	c := with(served(1, 1000, 50, 40, .3), 100, hit.Hit{Outcome: hit.Throttled, Status: 429, Reason: "R", ReasonFrom: hit.Wire})
	with(c, 10, hit.Hit{Outcome: hit.GatewayError, Status: 502})
	c.Unsent, c.Scheduled = 5, 1115
	usd := 0.25
	s := &Scope{Name: "a", Cell: c, USD: &usd, Waits: 60, Events: &ledger.Account{
		Accepted: 9, Lost: 1, Expired: 2, Attempts: map[int]uint64{0: 1, 1: 7, 3: 1}, DeadLetter: ledger.Delivery{Received: 3},
		First: ledger.Waits{0: 4, 1500: 4, 9000: 1}, Ages: ledger.Waits{6000: 2},
	}}
	for name, want := range map[string]float64{
		"cold_rate": .05, "throttle_rate": 100. / 1110, "error_rate": 10. / 1110, "failure_rate": 110. / 1110,
		"unsent_rate": 5. / 1115, "status.429": 100, "status.200": 1000, "status.404": 0, "reason.R": 100,
		"spillover_rate": 1, "environments": 50, "cost": .25, "version.v1": 1, "version.v2": 0, "init_p50": 100,
		"lost": 1, "accepted": 9, "expired": 2, "dead_lettered": 3, "attempts_max": 3, "gap.1": 90, "expired_age": 360,
	} {
		m, _ := Named(name)
		f := m.Of(s)
		if f.None || math.Abs(f.Value-want) > 1e-9 {
			t.Errorf("%s = %+v, want %g", name, f, want)
		}
	}
	for name, limits := range map[string][2]float64{"p50": {38, 42}, "p99": {70, 90}, "max": {80, 130}, "mean": {40, 44}, "service_p99": {70, 90}, "warm_p99": {70, 90}} {
		m, _ := Named(name)
		if f := m.Of(s); f.Value < limits[0] || f.Value > limits[1] || !f.Exact && !f.CI.Contains(f.Value) {
			t.Errorf("%s = %+v, want within %v", name, f, limits)
		}
	}
}

// No data never passes, whatever the operator and the limit.
func TestNoDataNeverPasses(t *testing.T) {
	for _, name := range strings.Fields("p50 p99 max mean cold_rate throttle_rate error_rate failure_rate spillover_rate status.502 reason.X environments cost version.v1 lost attempts_max") {
		m, ok := Named(name)
		if !ok {
			t.Fatal(name)
		}
		for _, s := range []*Scope{{Name: "gone"}, {Name: "empty", Cell: &tally.Cell{}}, {Name: "empty", Cell: &tally.Cell{}, Events: &ledger.Account{}}} {
			f, r := m.Of(s), m.Ratio(1, s, s)
			for _, op := range []string{"<", "<=", ">", ">=", "==", "!="} {
				for _, limit := range []float64{0, 1, 1e9} {
					if a, b := f.Against(op, limit), r.Against(op, limit); a.Word != Unclear || !a.NoData || b.Word != Unclear || !b.NoData {
						t.Errorf("%s %s %g without data: %+v, ratio %+v", name, op, limit, a, b)
					}
				}
			}
		}
	}
}

func TestAgainst(t *testing.T) {
	ci := func(lo, hi float64) *stats.Interval { return &stats.Interval{Lo: lo, Hi: hi} }
	for _, c := range []struct {
		name  string
		f     Figure
		op    string
		limit float64
		want  Word
		need  uint64
	}{
		{"inside", Figure{Value: 5, CI: ci(4, 6), N: 100}, "<", 7, Holds, 0},
		{"outside", Figure{Value: 5, CI: ci(4, 6), N: 100}, "<", 3, Fails, 0},
		{"across", Figure{Value: 5, CI: ci(4, 7), N: 100}, "<", 6, Unclear, 400},
		{"across below", Figure{Value: 5, CI: ci(4, 7), N: 100}, ">", 4.5, Unclear, 400},
		{"at the limit", Figure{Value: 6, CI: ci(4, 7), N: 100}, "<", 6, Unclear, 0},
		{"touching", Figure{Value: 5, CI: ci(4, 6), N: 100}, "<=", 6, Holds, 0},
		{"touching strictly", Figure{Value: 5, CI: ci(4, 6), N: 100}, "<", 6, Unclear, 101},
		{"too small", Figure{Value: 5, N: 100, Need: 368}, "<", 7, Unclear, 368},
		{"count", Figure{Value: 3, Exact: true}, "==", 3, Holds, 0},
		{"count off", Figure{Value: 3, Exact: true}, "==", 0, Fails, 0},
		{"count in doubt", Figure{Value: 0, Exact: true, Doubt: 2}, "==", 0, Unclear, 0},
		{"count above all doubt", Figure{Value: 3, Exact: true, Doubt: 2}, ">", 1, Holds, 0},
		{"count that doubt leads past", Figure{Value: 3, Exact: true, Doubt: 5}, "==", 6, Unclear, 0},
		{"count that doubt does not lead to", Figure{Value: 3, Exact: true, Doubt: 2}, "==", 6, Fails, 0},
		{"ratio of counts that could fall", Figure{Value: 2.5, Exact: true, Less: 1.5}, ">", 2, Unclear, 0},
		{"rate of exactly 0", Figure{Value: 0, CI: ci(0, .1)}, "==", 0, Holds, 0},
		{"not equal", Figure{Value: .1, CI: ci(0, .2)}, "!=", 0, Holds, 0},
		{"doubt within the margin", Figure{Value: .01, CI: ci(.005, .02), Doubt: .03}, "<", .05, Holds, 0},
		{"doubt beyond the margin", Figure{Value: .01, CI: ci(.005, .02), Doubt: .05}, "<", .05, Unclear, 0},
		{"infinite ratio", Figure{Value: math.Inf(1), CI: ci(20, math.Inf(1))}, "<", .8, Fails, 0},
		{"an operator that is none", Figure{Value: 1, Exact: true}, "~", 1, Fails, 0},
	} {
		r := c.f.Against(c.op, c.limit)
		got := uint64(0)
		if r.Need != nil {
			got = *r.Need
		}
		if r.Word != c.want || got != c.need || r.NoData {
			t.Errorf("%s: %+v (need %d), want word %d, need %d", c.name, r, got, c.want, c.need)
		}
	}
}

// A slower request more never turns a failed limit on a quantile into a met
// one.
func TestSlowerNeverHelps(t *testing.T) {
	m, _ := Named("p90")
	rapid.Check(t, func(t *rapid.T) {
		var c tally.Cell
		n := rapid.IntRange(36, 120).Draw(t, "n")
		for range n {
			c.Add(&hit.Hit{Done: rapid.Int64Range(1e6, 100e6).Draw(t, "ns")}, false)
		}
		limit := rapid.Float64Range(1, 100).Draw(t, "limit")
		c.Settle()
		before := m.Of(&Scope{Cell: &c})
		was := before.Against("<", limit)
		for range rapid.IntRange(1, 20).Draw(t, "more") {
			c.Add(&hit.Hit{Done: 200e6}, false)
		}
		c.Settle()
		after := m.Of(&Scope{Cell: &c})
		if is := after.Against("<", limit); was.Word == Fails && is.Word == Holds {
			t.Fatalf("%+v failed, and %+v holds", before, after)
		}
	})
}

func TestRatioOfQuantiles(t *testing.T) {
	a, b := &Scope{Name: "b", Cell: served(1, 3000, 60, 40, .3)}, &Scope{Name: "a", Cell: served(2, 3000, 60, 80, .3)}
	for _, name := range []string{"p50", "p99", "mean", "service_p99", "warm_p50"} {
		m, _ := Named(name)
		f := m.Ratio(1, a, b)
		if f.CI == nil || !f.CI.Contains(f.Value) || f.CI.Lo < .35 || f.CI.Hi > .65 || f.CI.Hi-f.CI.Lo < .005 {
			t.Errorf("%s: %+v, interval %+v, want about 0.5", name, f, f.CI)
		}
		if p := m.Compare(1, b, a); p.Reading != "better" {
			t.Errorf("%s reads %s, want better", name, p.Reading)
		}
		if p := m.Compare(1, a, b); p.Reading != "worse" {
			t.Errorf("%s the other way reads %s, want worse", name, p.Reading)
		}
	}
}

// One environment on each side says nothing of others: the interval is at
// least that of the requests alone.
func TestRatioOfFewClusters(t *testing.T) {
	m, _ := Named("p50")
	f := m.Ratio(1, &Scope{Name: "b", Cell: served(1, 500, 1, 40, .3)}, &Scope{Name: "a", Cell: served(2, 500, 1, 40, .3)})
	if f.CI == nil || f.CI.Hi-f.CI.Lo < .05 {
		t.Errorf("%+v, interval %+v", f, f.CI)
	}
	m, _ = Named("p99")
	f = m.Ratio(1, &Scope{Name: "b", Cell: served(1, 100, 5, 40, .3)}, &Scope{Name: "a", Cell: served(2, 500, 5, 40, .3)})
	if f.CI != nil || f.Need != 368 {
		t.Errorf("100 requests: %+v, want no interval and a need of 368", f)
	}
}

// Where every block or entry has one environment, drawing environments again
// within blocks draws the same ones: that is no interval.
func TestRatioOfThinStrata(t *testing.T) {
	scope := func(name string, side uint64) *Scope {
		s := &Scope{Name: name, Cell: &tally.Cell{}}
		for r := range uint64(12) {
			for e := range uint64(2) {
				s.Cell.Merge(served(100*side+10*r+e, 40, 1, 40, .5))
			}
		}
		return s
	}
	for _, name := range []string{"p50", "mean"} {
		m, _ := Named(name)
		f := m.Ratio(1, scope("b", 1), scope("a", 2))
		if f.CI == nil || f.CI.Hi-f.CI.Lo < .05 {
			t.Errorf("%s: %+v, interval %+v", name, f, f.CI)
		}
	}
}

func TestRatioByBlocks(t *testing.T) {
	scope := func(name string, shift uint64) *Scope {
		s := &Scope{Name: name, Cell: &tally.Cell{}}
		for r := range uint64(24) {
			c := served(100*shift+r, 60, 3, 40*(1+float64(r%5)/4), .1) // both arms drift alike
			s.Cell.Merge(c)
			s.Blocks = append(s.Blocks, c)
		}
		return s
	}
	m, _ := Named("p50")
	f := m.Ratio(1, scope("b", 1), scope("a", 2))
	if f.CI == nil || !f.CI.Contains(1) || f.CI.Hi-f.CI.Lo > .15 {
		t.Errorf("paired blocks: %+v, interval %+v", f, f.CI)
	}
}

func TestRatioOfRates(t *testing.T) {
	m, _ := Named("cold_rate")
	some, none := &Scope{Name: "a", Cell: served(1, 1600, 90, 40, .1)}, &Scope{Name: "b", Cell: with(&tally.Cell{}, 1600, hit.Hit{Start: hit.Warm})}
	if f := m.Ratio(1, none, some); f.Value != 0 || f.CI.Lo != 0 || f.CI.Hi > .06 {
		t.Errorf("none over some: %+v %+v", f, f.CI)
	}
	f := m.Ratio(1, some, none)
	if r := f.Against("<", 2); f.Given() != nil || f.Limits() != nil || r.Word != Fails {
		t.Errorf("some over none: %+v %+v %+v", f, f.CI, r)
	}
	if p := m.Compare(1, none, none); p.Reading != "same" || p.Ratio.Given() != nil {
		t.Errorf("none on both sides reads %s", p.Reading)
	}
	if p := m.Compare(1, some, none); p.Reading != "better" {
		t.Errorf("from some to none reads %s", p.Reading)
	}
	untold := &Scope{Name: "c", Cell: with(with(&tally.Cell{}, 1600, hit.Hit{Start: hit.Warm}), 400, hit.Hit{})}
	if p := m.Compare(1, some, untold); p.Reading != "unclear" {
		t.Errorf("with a fifth unknown it reads %s", p.Reading)
	}
}

func TestReading(t *testing.T) {
	for i, want := range map[stats.Interval]string{
		{Lo: .95, Hi: 1.05}: "same", {Lo: .91, Hi: .99}: "same", {Lo: .7, Hi: .99}: "better", {Lo: 1.01, Hi: 1.2}: "worse", {Lo: .8, Hi: 1.2}: "unclear",
	} {
		if got := reading(i); got != want {
			t.Errorf("%+v reads %s, want %s", i, got, want)
		}
	}
}

func TestCompressedWaits(t *testing.T) {
	c := served(1, 500, 10, 40, .1)
	for name, barred := range map[string]bool{"p99": true, "cold_rate": true, "environments": true, "throttle_rate": false, "status.200": false} {
		m, _ := Named(name)
		f := m.Of(&Scope{Name: "a.events", Cell: c, Barred: true})
		if m.Waits() != barred || f.None != barred {
			t.Errorf("%s: waits %v, %+v", name, m.Waits(), f)
		}
	}
}

// Two arms of one distribution are called different about as often as a 95 %
// interval may be wrong.
func TestEqualArms(t *testing.T) {
	const trials = 100
	for _, name := range []string{"p99", "mean"} {
		m, _ := Named(name)
		wrong := 0
		for k := range uint64(trials) {
			a, b := &Scope{Name: "a", Cell: served(2*k, 600, 30, 40, .3)}, &Scope{Name: "b", Cell: served(2*k+1, 600, 30, 40, .3)}
			f := m.Ratio(k, a, b)
			if f.CI == nil {
				t.Fatalf("%s: no interval", name)
			}
			if !f.CI.Contains(1) {
				wrong++
			}
		}
		if limit := trials*.06 + 3*math.Sqrt(trials*.06*.94); float64(wrong) > limit {
			t.Errorf("%s: %d of %d equal pairs differ, want at most %.0f", name, wrong, trials, limit)
		}
	}
}

func TestLeast(t *testing.T) {
	for _, c := range []struct {
		name, op string
		limit    float64
		ratio    bool
		want     uint64
	}{
		{"p99", "<", 80, false, 368}, {"p99", "<", .8, true, 368}, {"p50", "<", 80, false, 6}, {"mean", "<", 1, false, 30}, {"max", "<", 1, false, 0},
		{"cold_rate", "<", .01, false, 381}, {"cold_rate", "==", 0, false, 0}, {"version.v2", ">", .99, false, 381}, {"cold_rate", "<", .5, true, 0}, {"lost", "==", 0, false, 0},
	} {
		m, _ := Named(c.name)
		if got := m.Least(c.op, c.limit, c.ratio); got != c.want {
			t.Errorf("%s %s %g: %d, want %d", c.name, c.op, c.limit, got, c.want)
		}
	}
	m, _ := Named("cold_rate")
	for n, want := range map[int]Word{381: Holds, 380: Unclear} {
		f := m.Of(&Scope{Cell: with(&tally.Cell{}, n, hit.Hit{Start: hit.Warm})})
		if r := f.Against("<", .01); r.Word != want {
			t.Errorf("n=%d: %+v", n, r)
		}
	}
}

func TestLeastN(t *testing.T) {
	for metric, want := range map[string]uint64{"p99": 368, "lost": 0, "speed": 0} {
		if got := LeastN(profiles.Expectation{Metric: metric, Op: "<", Value: 1}); got != want {
			t.Errorf("%s: %d, want %d", metric, got, want)
		}
	}
}

// A bootstrap needs nothing of a run with one arm, and blocks as a whole where
// there are enough of them.
func TestGroups(t *testing.T) {
	for _, c := range []struct {
		arms, entries, repeats int
		kept                   bool
		want                   int
	}{
		{1, 3, 5, false, -1}, {1, 3, 5, true, 100}, {1, 1, 20, true, 1}, {2, 1, 1, true, tally.DefaultGroups},
		{2, 3, 20, false, 1}, {4, 5, 10, true, 100}, {3, 3, 10, true, 182},
	} {
		if got := Groups(c.arms, c.entries, c.repeats, c.kept); got != c.want {
			t.Errorf("%d arms, %d entries, %d repeats: %d groups, want %d", c.arms, c.entries, c.repeats, got, c.want)
		}
	}
}
