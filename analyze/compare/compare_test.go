package compare

import (
	"fmt"
	"strings"
	"testing"

	"squall/analyze/result"
	"squall/analyze/stats"
)

func f(x float64) *float64 { return &x }

// made is a result of n requests with intervals of so many percent either way.
func made(n, failed, cold uint64, p50, p99, width float64) *result.Result {
	ok := n - failed
	ci := func(v float64) *[2]float64 { return &[2]float64{v * (1 - width), v * (1 + width)} }
	q := result.Quantiles{N: ok, P50: f(p50), P99: f(p99), P50CI: ci(p50), P99CI: ci(p99)}
	rate := func(x, n uint64) result.Rate {
		i := stats.Wilson(x, n)
		return result.Rate{Count: x, N: n, Rate: f(float64(x) / float64(n)), CI: &[2]float64{i.Lo, i.Hi}}
	}
	c := rate(cold, n)
	p := result.PathResult{
		Entry: "web", Path: "alb", Sent: n, Outcomes: map[string]uint64{"ok": ok, "function_error": failed}, Latency: q, Warm: q,
		Cold: result.ColdResult{Known: n, Count: cold, Rate: c.Rate, RateCI: c.CI}, ErrorRate: rate(failed, n), ThrottleRate: rate(0, n),
		Clustered: &result.Clustered{Environments: 30, P50CI: ci(p50), P99CI: ci(p99), WarmP50CI: ci(p50), WarmP99CI: ci(p99)},
	}
	if cold > 0 && c.CI[0] <= .01 && .01 <= c.CI[1] {
		p.Boundary = []string{"p99"}
	}
	return &result.Result{
		Schema: result.Schema, Verdict: result.Pass, Arms: []result.ArmResult{{Name: "base", Paths: []result.PathResult{p}}},
		Run: result.Run{Clock: "virtual", Target: "local", Model: "default", Compress: 1, Squall: "v1", Fingerprint: map[string]string{"profile": "p", "functions.f.memory": "512"}},
	}
}

func of(base, cand *result.Result, change func(*Options)) *Comparison {
	o := Usual()
	if change != nil {
		change(&o)
	}
	return Of(Side{Result: base, Label: "a"}, Side{Result: cand, Label: "b"}, o)
}

func row(t *testing.T, c *Comparison, metric string) *Row {
	t.Helper()
	for i := range c.Rows {
		if c.Rows[i].Metric == metric {
			return &c.Rows[i]
		}
	}
	t.Fatalf("no %s among %+v", metric, c.Rows)
	return nil
}

// Non-inferiority: inside the margin as a whole is PASS, beyond it as a whole
// FAIL, and across it the sample that would decide.
func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		name          string
		base, cand    *result.Result
		change        func(*Options)
		want          result.Verdict
		p99           result.Verdict
		reading, says string
	}{
		{"the same", made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 200, .02), nil, result.Pass, result.Pass, "same", "all 3 primary figures"},
		{"worse within the margin", made(20000, 0, 0, 50, 200, .01), made(20000, 0, 0, 50, 212, .01), nil, result.Pass, result.Pass, "worse", "no worse than a margin of 10 %"},
		{"better", made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 150, .02), nil, result.Pass, result.Pass, "better", "all 3"},
		{"worse", made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 260, .02), nil, result.Fail, result.Fail, "worse", "FAIL: web.p99, 260 ms after 200 ms, ratio 1.30 ["},
		{"too wide to tell", made(2000, 0, 0, 50, 200, .2), made(2000, 0, 0, 50, 210, .2), nil, result.Inconclusive, result.Inconclusive, "unclear", "needs n of about"},
		{"worse by less than the floor", made(20000, 0, 0, 1, 2, .02), made(20000, 0, 0, 1, 2.6, .02), nil, result.Pass, result.Pass, "worse", "all 3"},
		{"without a floor", made(20000, 0, 0, 1, 2, .02), made(20000, 0, 0, 1, 2.6, .02), func(o *Options) { o.Floor = 0 }, result.Fail, result.Fail, "worse", "FAIL"},
		{"more errors", made(20000, 10, 0, 50, 200, .02), made(20000, 400, 0, 50, 200, .02), nil, result.Fail, result.Pass, "same", "web.error_rate, 2.0% after 0.05%"},
		{"more errors below the floor", made(20000, 1, 0, 50, 200, .02), made(20000, 10, 0, 50, 200, .02), nil, result.Pass, result.Pass, "same", "all 3"},
	} {
		c := of(tt.base, tt.cand, tt.change)
		r := row(t, c, "p99")
		if c.Verdict != tt.want || r.Verdict != tt.p99 || r.Reading != tt.reading || !strings.Contains(strings.Join(c.Why, "; "), tt.says) {
			t.Errorf("%s: %s %v, p99 %s %s", tt.name, c.Verdict, c.Why, r.Verdict, r.Reading)
		}
	}
}

// On the cold-start boundary p99 decides nothing: the warm p99 and the cold
// share do, each from its own requests.
func TestBoundary(t *testing.T) {
	base, cand := made(10000, 0, 98, 50, 350, .5), made(10000, 0, 104, 50, 600, .5)
	for _, r := range []*result.Result{base, cand} {
		p := &r.Arms[0].Paths[0]
		p.Warm.P99, p.Clustered.WarmP99CI = f(90), &[2]float64{89, 91}
	}
	c := of(base, cand, func(o *Options) { o.Primary = []string{"p99"}; o.RateFloor = .005 })
	if r := row(t, c, "p99"); !r.Boundary || r.Role != Secondary {
		t.Errorf("p99 decides: %+v", r)
	}
	if c.Verdict != result.Pass || row(t, c, "warm_p99").Role != Primary || row(t, c, "cold_rate").Role != Primary {
		t.Errorf("%s %v", c.Verdict, c.Why)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "cold-start boundary") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

// One metric at the edge of luck fails alone and not among five.
func TestHolmOverPrimary(t *testing.T) {
	base := made(20000, 0, 0, 50, 200, .02)
	cand := made(20000, 0, 0, 50, 226.8, .02)
	alone := of(base, cand, func(o *Options) { o.Primary = []string{"p99"} })
	many := of(base, cand, func(o *Options) { o.Primary = []string{"p99", "p50", "warm_p50", "cold_rate", "warm_p99"} })
	one, five := row(t, alone, "p99"), row(t, many, "p99")
	if one.Verdict != result.Fail || *one.P > .025 || *one.P < .005 {
		t.Fatalf("alone it is %s, p %v, %v", one.Verdict, *one.P, *one.CI)
	}
	if five.Verdict != result.Inconclusive || !strings.Contains(five.Detail, "but 5 are judged together") {
		t.Errorf("among five it is %s, %s", five.Verdict, five.Detail)
	}
}

// A worse metric that decides nothing is a warning.
func TestOthersWarn(t *testing.T) {
	c := of(made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 70, 200, .02), nil)
	if c.Verdict != result.Pass || !strings.Contains(fmt.Sprint(c.Warnings), "web.p50: 70 ms after 50 ms") {
		t.Errorf("%s, warnings %q", c.Verdict, c.Warnings)
	}
}

func TestIncomparable(t *testing.T) {
	change := func(r *result.Result, f func(*result.Result)) *result.Result { f(r); return r }
	fresh := func() *result.Result { return made(2000, 0, 0, 50, 200, .02) }
	for _, tt := range []struct {
		name   string
		cand   *result.Result
		vary   string
		want   result.Verdict
		reason string
	}{
		{"memory", change(fresh(), func(r *result.Result) { r.Run.Fingerprint["functions.f.memory"] = "1024" }), "", result.Incomparable, "functions.f.memory is 512 and 1024"},
		{"memory that may", change(fresh(), func(r *result.Result) { r.Run.Fingerprint["functions.f.memory"] = "1024" }), "memory", result.Pass, ""},
		{"a profile that differs in memory, as it may", change(fresh(), func(r *result.Result) {
			r.Run.Fingerprint["functions.f.memory"], r.Run.Fingerprint["profile"] = "1024", "q"
		}), "memory", result.Pass, ""},
		{"a profile that differs otherwise", change(fresh(), func(r *result.Result) { r.Run.Fingerprint["profile"] = "q" }), "memory", result.Incomparable, "profile is p and q"},
		{"another squall", change(fresh(), func(r *result.Result) { r.Run.Squall = "v2" }), "", result.Incomparable, "squall is v1 and v2"},
		{"something only one has", change(fresh(), func(r *result.Result) { r.Run.Fingerprint["new"] = "1" }), "", result.Incomparable, "new is not known and 1"},
		{"anything", change(fresh(), func(r *result.Result) { r.Run.Squall, r.Run.Model = "v2", "none" }), "all", result.Pass, ""},
		{"an invalid run", change(fresh(), func(r *result.Result) { r.Verdict = result.Invalid }), "all", result.Incomparable, "is INVALID: its figures are no evidence"},
		{"an internal error", change(fresh(), func(r *result.Result) { r.Error = "disk full" }), "all", result.Incomparable, "disk full"},
		{"other arms", change(fresh(), func(r *result.Result) {
			r.Arms = []result.ArmResult{{Name: "x"}, {Name: "y"}}
		}), "all", result.Incomparable, "no arm has the same name"},
		{"no entry in common", change(fresh(), func(r *result.Result) { r.Arms[0].Paths[0].Entry = "other" }), "all", result.Inconclusive, "no data: the two sides have no primary metric in common"},
	} {
		c := of(fresh(), tt.cand, func(o *Options) { o.Vary = strings.Split(tt.vary, ",") })
		if c.Verdict != tt.want || !strings.Contains(strings.Join(c.Why, "; "), tt.reason) {
			t.Errorf("%s: %s %v", tt.name, c.Verdict, c.Why)
		}
	}
}

// A prediction is judged on both sides: being too pessimistic is wrong as well.
func TestPrediction(t *testing.T) {
	for _, tt := range []struct {
		p99  float64
		want result.Verdict
	}{{203, result.Pass}, {300, result.Fail}, {130, result.Fail}, {219, result.Inconclusive}} {
		measured := made(20000, 0, 0, 50, tt.p99, .02)
		measured.Run.Clock, measured.Run.Fingerprint["os"] = "live", "linux"
		for _, c := range []*Comparison{of(made(20000, 0, 0, 50, 200, .02), measured, nil), of(measured, made(20000, 0, 0, 50, 200, .02), nil)} {
			if c.Kind != OfPrediction || c.Base.Clock != "virtual" || c.Verdict != tt.want {
				t.Errorf("p99 %g: %s of %s, %s %v", tt.p99, c.Kind, c.Base.Clock, c.Verdict, c.Why)
			}
		}
	}
	// The model may be from another run than the measured one's profile says.
	calibrated, measured := made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 203, .02)
	measured.Run.Clock = "live"
	calibrated.Run.Model, calibrated.Run.Fingerprint["profile"] = "calibrated on 2026-11-22, p99 error 4 %", "another"
	for _, key := range []string{"platform", "functions.shop.v1.model"} {
		calibrated.Run.Fingerprint[key], measured.Run.Fingerprint[key] = "found", "guessed"
	}
	if c := of(calibrated, measured, nil); c.Verdict != result.Pass {
		t.Errorf("calibrated: %s %v", c.Verdict, c.Why)
	}
	calibrated.Run.Fingerprint["functions.shop.memory"], measured.Run.Fingerprint["functions.shop.memory"] = "128", "512"
	if c := of(calibrated, measured, nil); c.Verdict != result.Incomparable {
		t.Errorf("another memory: %s %v", c.Verdict, c.Why)
	}
	// So may a rehearsal be with it: it foretells what another run measured.
	delete(calibrated.Run.Fingerprint, "functions.shop.memory")
	delete(measured.Run.Fingerprint, "functions.shop.memory")
	calibrated.Run.Clock = "live"
	for _, c := range []*Comparison{of(calibrated, measured, nil), of(measured, calibrated, nil)} {
		if c.Kind != OfPrediction || c.Base.Model != calibrated.Run.Model || c.Verdict != result.Pass {
			t.Errorf("rehearsed: %s of %s, %s %v", c.Kind, c.Base.Model, c.Verdict, c.Why)
		}
		for _, r := range c.Rows {
			if r.Metric == "p99" && (r.Error == nil || *r.Error > -0.014 || *r.Error < -0.016 || r.ErrorCI == nil || r.ErrorCI[0] >= *r.Error || r.ErrorCI[1] <= *r.Error) {
				t.Errorf("error %v %v, ratio %v", r.Error, r.ErrorCI, *r.Ratio)
			}
		}
	}
	// A rehearsal foretells a run on AWS whatever its model.
	guess, proof := made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 203, .02)
	guess.Run.Clock, guess.Run.Model, guess.Run.Target = "live", "default", "local"
	proof.Run.Clock, proof.Run.Model, proof.Run.Target = "live", "none", "aws"
	if c := of(proof, guess, nil); c.Kind != OfPrediction || c.Base.Target != "local" || c.Verdict != result.Pass {
		t.Errorf("on AWS: %s of %s, %s %v", c.Kind, c.Base.Target, c.Verdict, c.Why)
	}
	// Two rehearsals with it are two runs, and two simulations are no evidence.
	again := made(20000, 0, 0, 50, 200, .02)
	again.Run.Clock, again.Run.Model = "live", "calibrated on 2026-11-22, p99 error 4 %"
	if c := of(calibrated, again, nil); c.Kind != OfRuns || c.Verdict != result.Incomparable {
		t.Errorf("both rehearsed: %s %s", c.Kind, c.Verdict)
	}
	calibrated.Run.Clock, measured.Run.Clock = "virtual", "virtual"
	if c := of(calibrated, measured, nil); c.Kind != OfRuns || c.Verdict != result.Incomparable {
		t.Errorf("both simulated: %s %s", c.Kind, c.Verdict)
	}
	none := made(20000, 0, 0, 50, 200, .02)
	some := made(20000, 900, 0, 50, 200, .02)
	some.Run.Clock = "live"
	if c := of(none, some, nil); c.Verdict != result.Fail {
		t.Errorf("errors that nobody foretold: %s %v", c.Verdict, c.Why)
	}
}

// An arm that only one side has is named, and not compared.
func TestArmsAlone(t *testing.T) {
	base, cand := made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 200, .02)
	base.Arms = append(base.Arms, base.Arms[0])
	base.Arms[1].Name = "gone"
	cand.Arms = append(cand.Arms, cand.Arms[0])
	cand.Arms[1].Name = "new"
	c := of(base, cand, nil)
	if said := strings.Join(c.Warnings, "; "); c.Verdict != result.Pass || said != "arm gone is in the base alone: it is not compared; arm new is in the candidate alone: it is not compared" {
		t.Errorf("%s, warnings %q", c.Verdict, said)
	}
}

// A side without data never passes.
func TestNoData(t *testing.T) {
	empty := made(2000, 0, 0, 50, 200, .02)
	empty.Arms[0].Paths[0] = result.PathResult{Entry: "web", Path: "alb"}
	for _, c := range []*Comparison{of(empty, made(2000, 0, 0, 50, 200, .02), nil), of(made(2000, 0, 0, 50, 200, .02), empty, nil), of(empty, made(1, 0, 0, 1, 1, 0), nil)} {
		if c.Verdict != result.Inconclusive || !strings.Contains(strings.Join(c.Why, "; "), "no data") {
			t.Errorf("%s %v", c.Verdict, c.Why)
		}
	}
	old := made(20000, 0, 0, 50, 200, .02)
	old.Arms[0].Paths[0].Clustered = nil
	if c := of(old, made(20000, 0, 0, 50, 200, .02), nil); c.Verdict == result.Pass || row(t, c, "p99").CI != nil {
		t.Errorf("requests as if independent: %s", c.Verdict)
	}
}

func TestLostEventsAreExact(t *testing.T) {
	base, cand := made(2000, 0, 0, 50, 200, .02), made(2000, 0, 0, 50, 200, .02)
	for _, r := range []*result.Result{base, cand} {
		r.Arms[0].Paths[0].Ledger = &result.Ledger{Accepted: 2000}
	}
	cand.Arms[0].Paths[0].Ledger.Lost = 1
	if c := of(base, cand, nil); c.Verdict != result.Fail || row(t, c, "lost").Kind != "exact" {
		t.Errorf("%s %v", c.Verdict, c.Why)
	}
	if c := of(cand, base, nil); row(t, c, "lost").Reading != "better" {
		t.Error("one lost event less is not better")
	}
}

// A run beside itself passes nobody; two of its arms are compared as such, also
// where it was read twice.
func TestSameRunTwice(t *testing.T) {
	a, b := made(20000, 0, 0, 50, 200, .02), made(20000, 0, 0, 50, 200, .02)
	for _, r := range []*result.Result{a, b} {
		r.Run.ID, r.Run.Started = "one", "2026-01-01T00:00:00Z"
		r.Arms = append(r.Arms, r.Arms[0])
		r.Arms[1].Name = "other"
	}
	if c := of(a, b, nil); c.Verdict != result.Incomparable || !strings.Contains(c.Why[0], "both sides are run one") {
		t.Errorf("%s %v", c.Verdict, c.Why)
	}
	if c := of(a, b, func(o *Options) { o.Base, o.Candidate = "base", "other" }); c.Verdict != result.Pass || c.Kind != OfArms || c.Arms != "base:other" {
		t.Errorf("%s %s %q %v", c.Verdict, c.Kind, c.Arms, c.Why)
	}
	b.Run.ID, b.Run.Started, a.Run.Clock, b.Run.Clock = "two", "2025-01-01T00:00:00Z", "live", "live"
	if c := of(a, b, nil); !strings.Contains(strings.Join(c.Warnings, ""), "the base comes first") {
		t.Errorf("%s, warnings %q", c.Verdict, c.Warnings)
	}
}
