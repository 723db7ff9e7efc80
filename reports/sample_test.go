package reports

import (
	"fmt"
	"math"
	"strings"

	"squall/analyze"
)

// samples are the results that every report is tested with, by name of the
// golden files.
func samples() map[string]*analyze.Result {
	return map[string]*analyze.Result{
		"quickstart":   quickstart(),
		"one-arm":      oneArm(),
		"three-arms":   threeArms(),
		"fail":         failing(),
		"inconclusive": inconclusive(),
		"invalid":      invalid(),
		"aborted":      aborted(),
		"dirty":        dirty(),
		"no-arms":      noArms(),
		"no-data":      noData(),
		"long-names":   longNames(),
		"hostile":      hostile(),
		"zero":         {},
	}
}

func f(v float64) *float64             { return &v }
func ci(low, high float64) *[2]float64 { return &[2]float64{low, high} }

// curve is a latency distribution with a warm body and a share of cold starts.
func curve(p50, cold, coldShare float64) []analyze.CurvePoint {
	var out []analyze.CurvePoint
	for i := range 13 {
		share := 1 - math.Pow(10, -3*float64(i)/12)
		ms := p50 * (0.6 + 0.4*math.Exp(share*2)/math.E)
		if share > 1-coldShare {
			ms = cold * (1 + (share-1+coldShare)/coldShare/2)
		}
		out = append(out, analyze.CurvePoint{Share: round(share), Ms: round(ms)})
	}
	return out
}

func round(v float64) float64 { return math.Round(v*1000) / 1000 }

func quantiles(n uint64, p50, p99 float64) analyze.Quantiles {
	return analyze.Quantiles{N: n, P50: f(p50), P90: f(round(p50 * 1.5)), P95: f(round(p50 * 1.8)), P99: f(p99),
		P999: f(round(p99 * 1.2)), Max: f(round(p99 * 1.3)), Mean: f(round(p50 * 1.15)),
		P50CI: ci(p50-1, p50+1), P99CI: ci(round(p99*0.9), round(p99*1.15))}
}

func rate(count, n uint64) analyze.Rate {
	if n == 0 {
		return analyze.Rate{}
	}
	p := float64(count) / float64(n)
	return analyze.Rate{Count: count, N: n, Rate: f(round(p)), CI: ci(round(max(0, p-0.03)), round(min(1, p+0.03)))}
}

// path is one entry in one arm; refused hits are throttled with a status.
func path(entry, way, function string, n, refused, cold uint64, p50, p99 float64, status string) analyze.PathResult {
	ok := n - refused
	r := rate(cold, ok)
	p := analyze.PathResult{
		Entry: entry, Path: way, Function: function, Scheduled: n, Sent: n,
		Outcomes: map[string]uint64{"ok": ok, "throttled": refused, "function_error": 0, "gateway_error": 0,
			"timeout": 0, "check_failed": 0, "transport_error": 0},
		StatusCodes: map[string]uint64{"200": ok}, Reasons: map[string]uint64{},
		Sources: map[string]map[string]uint64{},
		Latency: quantiles(ok, p50, p99), Service: quantiles(ok, p50, p99), Warm: quantiles(ok-cold, p50, p50*2),
		Cold:         analyze.ColdResult{Known: ok, Count: cold, Rate: r.Rate, RateCI: r.CI},
		ThrottleRate: rate(refused, n), ErrorRate: rate(0, n), Versions: map[string]uint64{"v1": n}, Environments: 60,
		Curve: curve(p50, p99, max(0.002, float64(cold)/float64(ok))),
	}
	if refused > 0 {
		p.StatusCodes[status] = refused
		p.Reasons["ReservedFunctionConcurrentInvocationLimitExceeded"] = refused
		source := "door-log"
		if way == "sdk" {
			source = "wire"
		}
		p.Sources["reason"] = map[string]uint64{source: refused}
		p.Erlang = &analyze.Erlang{Offered: 12, Servers: 10, Expected: 0.302}
	}
	return p
}

func timeline(rate, p50, p99, busy float64, cold uint64) analyze.Timeline {
	tl := analyze.Timeline{BinS: 1}
	for i := range 16 {
		wave := 1 + 0.1*math.Sin(float64(i))
		n := uint64(rate * wave)
		row := analyze.TimelineRow{T: float64(i), Sent: n, OK: n - n/20, Throttled: n / 20, P99: f(round(p50 * 2 * wave)),
			Concurrency: round(rate * p50 / 1000 * wave), ProvisionedBusy: round(busy * wave)}
		if i == 0 {
			row.Cold, row.P99 = cold, f(p99)
			row.Spillover = cold / 9
		}
		tl.Rows = append(tl.Rows, row)
	}
	return tl
}

func ledger(accepted, exhausted uint64) *analyze.Ledger {
	return &analyze.Ledger{
		Accepted: accepted, Succeeded: accepted - exhausted, RetriesExhausted: exhausted,
		Attempts: map[string]uint64{"1": accepted * 7 / 10, "2": accepted * 2 / 10, "3": accepted - accepted*7/10 - accepted*2/10},
		GapModes: []analyze.GapMode{{Attempt: 2, N: 48, NominalS: 60.2, MeasuredS: 1.003}, {Attempt: 3, N: 15, NominalS: 120.1, MeasuredS: 2.002}},
		Deliveries: map[string]analyze.Delivery{
			"dead_letter": {Expected: exhausted, Received: exhausted},
		},
	}
}

func armOf(name string, p99s [3]float64, cold uint64, busy float64) analyze.ArmResult {
	events := path("thumbnail", "async", "thumbnail", 160, 0, 0, 6, 11, "")
	events.StatusCodes = map[string]uint64{"202": 160}
	events.Ledger = ledger(160, 4)
	return analyze.ArmResult{
		Name: name,
		Paths: []analyze.PathResult{
			path("alb", "alb", "checkout:live", 1603, 0, cold, 46.1, p99s[0], ""),
			path("apigw-rest", "apigw-rest", "checkout:live", 962, 0, cold/2, 57.4, p99s[1], ""),
			path("sdk", "sdk", "checkout:live", 1400, 0, cold, 42.7, p99s[2], ""),
			path("report-sdk", "sdk", "report:live", 280, 85, 10, 201, 560, "429"),
			path("report-alb", "alb", "report:live", 281, 86, 11, 204, 565, "502"),
			path("report-rest", "apigw-rest", "report:live", 279, 82, 12, 215, 577, "500"),
			events,
		},
		Timeline: timeline(310, 50, p99s[0], busy, cold),
		Cost:     &analyze.Cost{USD: 0.0123, Dated: "2026-11-01", Note: "requests and GB-seconds; doors and transfer are not in it"},
	}
}

func compared(base, candidate string, ratios map[string]float64, reading string, order ...string) []analyze.Comparison {
	var out []analyze.Comparison
	for _, entry := range order {
		v := ratios[entry]
		out = append(out, analyze.Comparison{Base: base, Candidate: candidate, Entry: entry, Metric: "p99",
			BaseValue: f(560), CandidateValue: f(560 * v), Ratio: f(v), CI: ci(round(v*0.83), round(v*1.26)), Reading: reading, N: 1603})
	}
	return out
}

func quickstart() *analyze.Result {
	cmp := compared("on-demand", "provisioned", map[string]float64{"alb": 0.234, "apigw-rest": 0.262, "sdk": 0.271}, "better", "alb", "apigw-rest", "sdk")
	cmp = append(cmp, compared("on-demand", "provisioned", map[string]float64{"report-sdk": 1.01, "report-alb": 0.99, "report-rest": 1}, "same", "report-sdk", "report-alb", "report-rest")...)
	cmp = append(cmp, analyze.Comparison{Base: "on-demand", Candidate: "provisioned", Entry: "alb", Metric: "cold_rate",
		BaseValue: f(0.056), CandidateValue: f(0), Ratio: f(0), CI: ci(0, 0.04), Reading: "better", N: 1603})
	warm := armOf("provisioned", [3]float64{131, 160, 148.5}, 0, 15)
	warm.Varies = "60 provisioned environments"
	return &analyze.Result{
		Schema: analyze.Schema, Verdict: analyze.Pass,
		Run: analyze.Run{ID: "20261122-105400-7f3a", Profile: "quickstart", ProfileHash: "3b1f", Seed: 1, Clock: "live", Target: "local", Model: "default",
			Description: "On-demand against provisioned concurrency through three doors, one throttled function and one that retries.",
			Compress:    60, Repeat: 2, Started: "2026-11-22T10:54:00Z", DurationS: 48.2, Squall: "0.1.0"},
		Arms: []analyze.ArmResult{
			armOf("on-demand", [3]float64{560, 612, 548}, 90, 0),
			warm,
		},
		Generator:   analyze.Generator{Lag: quantiles(9930, 0.05, 0.41), CPU: f(0.41)},
		Standin:     analyze.Standin{Lag: quantiles(20000, 0.02, 0.18)},
		Comparisons: cmp,
		Expectations: []analyze.Expected{
			{Expr: "provisioned.alb.cold_rate < 1%", Verdict: analyze.Pass, Observed: f(0), CI: ci(0, 0.0024), RestsOn: "documented"},
			{Expr: "provisioned/on-demand.sdk.p99 < 0.8", Verdict: analyze.Pass, Observed: f(0.271), CI: ci(0.22, 0.34), RestsOn: "measured"},
			{Expr: "report-sdk.throttle_rate > 25%", Verdict: analyze.Pass, Observed: f(0.3036), CI: ci(0.267, 0.343), RestsOn: "documented"},
			{Expr: "report-alb.status.502 > 0", Verdict: analyze.Pass, Observed: f(172), RestsOn: "documented"},
			{Expr: "thumbnail.lost == 0", Verdict: analyze.Pass, Observed: f(0), RestsOn: "documented"},
			{Expr: "thumbnail.attempts_max <= 3", Verdict: analyze.Pass, Observed: f(3), RestsOn: "documented"},
		},
		Changes: []analyze.ChangeSeen{{What: "reserved concurrency of report", Before: "none", After: "10", Undone: true}},
	}
}

func oneArm() *analyze.Result {
	r := quickstart()
	r.Arms, r.Comparisons, r.Expectations = r.Arms[:1], nil, nil
	r.Arms[0].Name = "base"
	r.Run.Clock, r.Run.Repeat, r.Run.Compress, r.Run.Description = "virtual", 1, 1, ""
	r.Run.Profile = "day-of-production"
	r.Arms[0].Paths[0].Versions = map[string]uint64{"v1": 1443, "v2": 160}
	return r
}

func threeArms() *analyze.Result {
	r := quickstart()
	third := armOf("provisioned-20", [3]float64{431, 12_345, 448.5}, 44, 8)
	third.Paths[3] = path("report-sdk", "sdk", "report:live", 280, 200, 10, 201, 560, "429")
	r.Arms = append(r.Arms, third)
	r.Comparisons = append(r.Comparisons, compared("on-demand", "provisioned-20", map[string]float64{"alb": 0.77, "apigw-rest": 20.2}, "worse", "alb", "apigw-rest")...)
	r.Comparisons = append(r.Comparisons, compared("on-demand", "provisioned-20", map[string]float64{"sdk": 0.82}, "unclear", "sdk")...)
	r.Run.Target = "http://127.0.0.1:9400"
	r.Run.Model = "calibrated on 2026-11-02, p99 error 4 %"
	r.Faults = []analyze.FaultSeen{
		{Arm: "on-demand", Kind: "throttle.reserved", Target: "report", AtS: 4, ForS: 3, Undone: true},
		{Arm: "provisioned", Kind: "throttle.reserved", Target: "report", AtS: 4, ForS: 3, Undone: true},
		{Arm: "provisioned-20", Kind: "throttle.reserved", Target: "report", AtS: 4, ForS: 3, Undone: true},
	}
	return r
}

func failing() *analyze.Result {
	r := quickstart()
	r.Verdict = analyze.Fail
	r.Why = []string{"FAIL: provisioned.alb.cold_rate < 1%, observed 0.032 [0.021, 0.043]"}
	r.Expectations[0].Verdict, r.Expectations[0].Observed, r.Expectations[0].CI = analyze.Fail, f(0.032), ci(0.021, 0.043)
	need := uint64(12_000)
	r.Expectations[1].Verdict, r.Expectations[1].NeedN, r.Expectations[1].CI = analyze.Inconclusive, &need, ci(0.5, 1.1)
	l := r.Arms[1].Paths[6].Ledger
	l.Succeeded, l.Unaccounted, l.Lost, l.Duplicates = l.Succeeded-3, 3, 3, 1
	l.Deliveries["dead_letter"] = analyze.Delivery{Expected: 4, Received: 3, Refused: 1}
	r.Arms[0].Paths[0].ErrorRate = rate(12, 1603)
	r.Arms[0].Paths[0].Outcomes["gateway_error"] = 12
	r.Arms[0].Paths[0].Sources["reason"] = map[string]uint64{"unknown": 12}
	return r
}

func inconclusive() *analyze.Result {
	r := quickstart()
	r.Verdict = analyze.Inconclusive
	need := uint64(4_600)
	r.Expectations = append(r.Expectations[:1], analyze.Expected{Expr: "sdk.p999 < 900ms", Verdict: analyze.Inconclusive,
		Observed: f(712), NeedN: &need, RestsOn: "unsure", Detail: "the interval of p999 has no upper end with 1,400 hits"})
	return r
}

func invalid() *analyze.Result {
	r := quickstart()
	r.Verdict = analyze.Invalid
	r.Why = []string{
		"arm on-demand saw 0 cold starts in 3,580 requests, although it varies provisioned concurrency",
		"the generator's lag p99 (14 ms) would move the p99 of alb by more than 5 %",
	}
	r.Generator.Saturated, r.Generator.Why = true, "lag p99 is 10 % of the smallest judged p99"
	r.Generator.Lag = quantiles(9930, 1.2, 14)
	r.Generator.Unsent = 1234
	r.Standin.Late = true
	for i := range 40 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("entry %d: p99 sits on the cold-start boundary, a few more cold starts would move it by a factor", i))
	}
	return r
}

func aborted() *analyze.Result {
	r := quickstart()
	r.Verdict = analyze.Aborted
	r.Why = []string{"stop rule fired in arm provisioned, repeat 2, at 3.2 s: error_rate > 50% for 5s"}
	r.Arms[1].Paths = r.Arms[1].Paths[:2]
	r.Arms[1].Timeline = analyze.Timeline{}
	r.Comparisons = nil
	for i := range r.Expectations {
		r.Expectations[i].Verdict, r.Expectations[i].Observed, r.Expectations[i].CI = "", nil, nil
	}
	return r
}

func dirty() *analyze.Result {
	r := quickstart()
	r.Run.Target, r.Run.Model, r.Verdict = "aws", "none", analyze.Dirty
	r.Why = []string{"reserved concurrency of report was changed and could not be set back"}
	r.Changes = append(r.Changes,
		analyze.ChangeSeen{What: "provisioned concurrency of checkout:live", Before: "", After: "60"},
		analyze.ChangeSeen{What: "reserved concurrency of report", Before: "none", After: "10"})
	r.Faults = []analyze.FaultSeen{{Arm: "on-demand", Kind: "throttle.reserved", Target: "report", AtS: 10, ForS: 5, Error: "PutFunctionConcurrency: AccessDenied"}}
	return r
}

func noArms() *analyze.Result {
	return &analyze.Result{Schema: analyze.Schema, Verdict: analyze.Invalid, Why: []string{"the target did not become ready"},
		Run: analyze.Run{ID: "x", Profile: "empty", Target: "local", Clock: "live", Model: "default"}}
}

func noData() *analyze.Result {
	r := quickstart()
	r.Verdict = analyze.Inconclusive
	r.Comparisons = nil
	for i := range r.Arms {
		for j, p := range r.Arms[i].Paths {
			r.Arms[i].Paths[j] = analyze.PathResult{Entry: p.Entry, Path: p.Path, Function: p.Function, Scheduled: p.Scheduled}
			if p.Ledger != nil {
				r.Arms[i].Paths[j].Ledger = &analyze.Ledger{}
			}
		}
		r.Arms[i].Timeline, r.Arms[i].Cost = analyze.Timeline{}, nil
	}
	for i := range r.Expectations {
		e := &r.Expectations[i]
		e.Verdict, e.Observed, e.CI, e.Detail = analyze.Inconclusive, nil, nil, "no data"
	}
	r.Generator, r.Standin = analyze.Generator{}, analyze.Standin{}
	return r
}

func longNames() *analyze.Result {
	r := quickstart()
	long := strings.Repeat("very-long-name-", 8)
	r.Run.Profile = long
	for i := range r.Arms {
		r.Arms[i].Name = fmt.Sprintf("%sarm-%d", long, i)
		for j := range r.Arms[i].Paths {
			p := &r.Arms[i].Paths[j]
			p.Entry += "-" + long + "end"
			p.Function = long + p.Function
		}
	}
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		c.Base, c.Candidate, c.Entry = r.Arms[0].Name, r.Arms[1].Name, c.Entry+"-"+long+"end"
	}
	for i := range r.Expectations {
		r.Expectations[i].Expr = long + "." + long + "." + r.Expectations[i].Expr
		r.Expectations[i].Detail = strings.Repeat("detail ", 30) + long + long
	}
	r.Warnings = []string{long + long + long}
	r.Changes = []analyze.ChangeSeen{{What: long + long}}
	return r
}

// hostile holds what a target could have answered to harm a report's reader.
func hostile() *analyze.Result {
	r := quickstart()
	bad := "</script><script>alert(1)</script> | `x` \x1b[31mred\x07\r\n\t&amp; <!-- ]]> \xff 日本語 \u2028"
	r.Run.Profile, r.Run.Description, r.Run.Target, r.Run.Model = bad, bad, bad, bad
	r.Arms[1].Name = bad
	r.Arms[0].Paths[0].Entry, r.Arms[0].Paths[0].Function = bad, bad
	r.Arms[0].Paths[3].Reasons[bad+"Throttled"] = 3
	r.Expectations[0].Expr, r.Expectations[0].Detail = bad, bad
	r.Warnings, r.Why = []string{bad}, []string{bad}
	r.Changes = []analyze.ChangeSeen{{What: bad, Before: bad, After: bad}}
	r.Faults = []analyze.FaultSeen{{Kind: bad, Target: bad, Error: bad, Arm: bad}}
	r.Verdict = analyze.Fail
	return r
}

// huge is larger than any run: every list and table is beyond its bound.
func huge() *analyze.Result {
	r := quickstart()
	arms := r.Arms
	r.Arms = nil
	for a := range 12 {
		arm := analyze.ArmResult{Name: fmt.Sprintf("arm-%d", a), Timeline: arms[0].Timeline}
		for i := range 600 {
			row := arms[0].Timeline.Rows[i%16]
			row.T = float64(i) + 0.123456
			arm.Timeline.Rows = append(arm.Timeline.Rows, row)
		}
		for e := range 80 {
			p := arms[0].Paths[e%7]
			p.Entry = fmt.Sprintf("entry-%d-%s", e, strings.Repeat("x", 50))
			p.Function = fmt.Sprintf("function-%d", e%9)
			for i := range 70 {
				p.Curve = append(p.Curve, analyze.CurvePoint{Share: float64(i) / 70.1, Ms: float64(i) + 0.123})
			}
			arm.Paths = append(arm.Paths, p)
		}
		r.Arms = append(r.Arms, arm)
	}
	for i := range 400 {
		text := fmt.Sprintf("number %d %s", i, strings.Repeat("| words <b> ", 40))
		r.Warnings = append(r.Warnings, text)
		r.Why = append(r.Why, text)
		r.Changes = append(r.Changes, analyze.ChangeSeen{What: text})
		r.Expectations = append(r.Expectations, analyze.Expected{Expr: text, Verdict: analyze.Fail, Detail: text})
		r.Faults = append(r.Faults, analyze.FaultSeen{Arm: "arm-1", Kind: text, AtS: float64(i), ForS: 1})
	}
	return r
}
