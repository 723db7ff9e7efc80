package reports

import (
	"math"
	"slices"

	"squall/analyze"
	events "squall/analyze/ledger"
	"squall/analyze/picture"
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
		"languages":    languages(),
		"release":      release(),
		"experiment":   experiment(),
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
	var reserved, capacity []uint64
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
		reserved, capacity = append(reserved, n/20-n/60), append(capacity, n/60)
	}
	tl.Refusals = []picture.Refusals{{Reason: "ReservedFunctionConcurrentInvocationLimitExceeded", N: reserved}, {Reason: "ConcurrentInvocationLimitExceeded", N: capacity}}
	return tl
}

// heat is a band of warm requests over 16 s, and slow ones at their beginning.
func heat(p99 float64) *picture.Heat {
	h := &picture.Heat{BinS: 1}
	for ms := 20.0; ms < 1000; ms *= 1.25 {
		h.EdgesMs = append(h.EdgesMs, round(ms))
	}
	for i := range 16 {
		h.Columns = append(h.Columns, picture.Column{T: float64(i), First: 1, Counts: []uint64{20, 90, 160, 30, 8, 1}})
	}
	slow, _ := slices.BinarySearch(h.EdgesMs, p99)
	h.Columns[0].Counts = append(h.Columns[0].Counts, make([]uint64, max(0, slow-8))...)
	h.Columns[0].Counts = append(h.Columns[0].Counts, 40)
	return h
}

func shift(base, candidate, entry string, by float64) picture.Shift {
	s := picture.Shift{Base: base, Candidate: candidate, Entry: entry}
	for _, share := range []float64{.1, .3, .5, .7, .9, .95, .99} {
		d := round(by * share * share)
		s.Points = append(s.Points, picture.Moved{Share: share, BaseMs: 50, CandidateMs: 50 + d, DiffMs: d, CI: ci(d-10, d+8)})
	}
	s.Points[6].CI = nil
	return s
}

func ledger(accepted, exhausted uint64) *analyze.Ledger {
	return &analyze.Ledger{
		Accepted: accepted, Succeeded: accepted - exhausted, RetriesExhausted: exhausted,
		Attempts: map[string]uint64{"1": accepted * 7 / 10, "2": accepted * 2 / 10, "3": accepted - accepted*7/10 - accepted*2/10},
		GapModes: []analyze.GapMode{{Attempt: 2, N: 48, NominalS: 60.2, MeasuredS: 1.003}, {Attempt: 3, N: 15, NominalS: 120.1, MeasuredS: 2.002}},
		Deliveries: map[string]analyze.Delivery{
			"dead_letter": {Expected: exhausted, Received: exhausted},
		},
		Examples: []events.Trace{
			{ID: "067a5612-8b47-45e5-9979-0b5ff3127a7a", End: "succeeded", AcceptedS: 0.2, Attempts: []events.Ran{{AtS: 0.21, TookS: 0.02}}},
			{ID: "cde85e0c-6b39-4b57-9b80-219007977a10", End: "retries_exhausted", AcceptedS: 1,
				Attempts: []events.Ran{{AtS: 1.01, TookS: 0.02, Failed: true}, {AtS: 2.03, TookS: 0.02, Failed: true}, {AtS: 4.05, TookS: 0.02, Failed: true}},
				Records:  []events.Record{{Kind: "dead_letter", AtS: 4.1}}},
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
		Heat:     heat(p99s[0]),
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
		Shifts:  []picture.Shift{shift("on-demand", "provisioned", "alb", -430), shift("on-demand", "provisioned", "report-sdk", 4)},
	}
}
