package reports

import (
	"fmt"
	"strings"

	"squall/analyze"
)

func oneArm() *analyze.Result {
	r := quickstart()
	r.Arms, r.Comparisons, r.Expectations, r.Shifts = r.Arms[:1], nil, nil, nil
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
	r.Arms[1].Timeline, r.Arms[1].Heat = analyze.Timeline{}, nil
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
		r.Arms[i].Timeline, r.Arms[i].Heat, r.Arms[i].Cost, r.Shifts = analyze.Timeline{}, nil, nil, nil
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
	r.Faults = []analyze.FaultSeen{{Kind: bad, Target: bad, Error: bad, Arm: bad, ForS: 1}}
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

// languages has names of other scripts, some written from the right, one of
// which tries to turn the rest around, and ten thousand words for a refusal.
func languages() *analyze.Result {
	r := quickstart()
	names := []string{"결제-경로", "الدفع السريع", "\u202eevil\u202c", "поиск", "a\u0301\u0301\u0301\u0301", "👩‍👩‍👧"}
	for i := range r.Arms {
		for j := range r.Arms[i].Paths[:6] {
			p := &r.Arms[i].Paths[j]
			p.Entry, p.Function = names[j], "함수:"+names[j]
		}
		r.Arms[i].Paths[3].Reasons["dial tcp 10.0.0.1:80: connection refused مرفوض"] = 7
	}
	r.Arms[1].Name, r.Run.Profile, r.Run.Description = "예약됨", "عربة التسوق", "שלום \u2067 עולם"
	for i := range r.Comparisons {
		r.Comparisons[i].Candidate, r.Comparisons[i].Entry = "예약됨", names[i%6]
	}
	r.Shifts[0].Candidate, r.Shifts[0].Entry = "예약됨", names[0]
	r.Expectations[0].Expr = "예약됨.결제-경로.cold_rate < 1%"
	r.Warnings = []string{"entry \u202ereversed\u202c: الدفع"}
	return r
}
