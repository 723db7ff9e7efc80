package view

import (
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func ratio(v float64) *float64 { return &v }

func compare(candidate, entry, reading string, v float64) analyze.Comparison {
	return analyze.Comparison{Base: "base", Candidate: candidate, Entry: entry, Metric: "p99", Reading: reading, Ratio: ratio(v), BaseValue: ratio(100), CandidateValue: ratio(100 * v)}
}

// sends is a result in which something was sent.
func sends(r analyze.Result) *analyze.Result {
	if r.Arms == nil {
		r.Arms = []analyze.ArmResult{{Name: "base"}, {Name: "b"}}
	}
	r.Arms[0].Paths = append(r.Arms[0].Paths, analyze.PathResult{Entry: "x", Sent: 10, Outcomes: map[string]uint64{"ok": 10}})
	return &r
}

func TestHeadline(t *testing.T) {
	fail := analyze.Expected{Verdict: analyze.Fail}
	pass := analyze.Expected{Verdict: analyze.Pass}
	tests := []struct {
		name string
		r    *analyze.Result
		want []string
	}{
		{"nothing expected", sends(analyze.Result{Verdict: analyze.Pass}), []string{"The run is valid; the profile expects nothing."}},
		{"one failed", sends(analyze.Result{Verdict: analyze.Fail, Expectations: []analyze.Expected{fail, pass}}), []string{"1 of 2 expectations failed."}},
		{"undecided without expectations", sends(analyze.Result{Verdict: analyze.Inconclusive}), []string{"The run cannot be decided on this data."}},
		{"a guess fails nothing", sends(analyze.Result{Verdict: analyze.Inconclusive,
			Expectations: []analyze.Expected{pass, {Verdict: analyze.Fail, RestsOn: "unsure"}}}), []string{"1 of 2 expectations cannot be decided on this data."}},
		{"dirty without a list", sends(analyze.Result{Verdict: analyze.Dirty}), []string{"The target could not be set back to what it was."}},
		{"dirty", sends(analyze.Result{Verdict: analyze.Dirty, Changes: []analyze.ChangeSeen{{What: "x"}, {What: "y", Undone: true}}}),
			[]string{"1 change could not be undone on the target."}},
		{"invalid says nothing of figures", sends(analyze.Result{Verdict: analyze.Invalid, Comparisons: []analyze.Comparison{compare("b", "x", "better", 0.5)}}),
			[]string{"The measurement cannot be trusted: the figures below are not evidence."}},
		{"nothing sent", &analyze.Result{Verdict: analyze.Aborted}, []string{"The run was stopped before its end.", "Nothing was sent, so there is nothing to judge."}},
		{"one entry", sends(analyze.Result{Verdict: analyze.Pass, Expectations: []analyze.Expected{pass}, Comparisons: []analyze.Comparison{compare("b", "x", "better", 0.5)}}),
			[]string{"p99 of b is 0.50x that of base."}},
		{"all entries", sends(analyze.Result{Verdict: analyze.Pass, Expectations: []analyze.Expected{pass},
			Comparisons: []analyze.Comparison{compare("b", "x", "worse", 2), compare("b", "y", "worse", 3)}}),
			[]string{"p99 of b is between 2.00x and 3.00x that of base at every door."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, headline(test.r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhyDoesNotRepeatTheExpectations(t *testing.T) {
	r := &analyze.Result{Verdict: analyze.Fail, Why: []string{"stopped early: interrupted", "FAIL: a.p99 < 1s, observed 2000"},
		Expectations: []analyze.Expected{{Expr: "a.p99 < 1s", Verdict: analyze.Fail}}}
	if diff := cmp.Diff([]string{"stopped early: interrupted"}, why(r)); diff != "" {
		t.Error(diff)
	}
	if got := why(&analyze.Result{Verdict: analyze.Pass, Why: []string{"all 6 expectations hold"}}); got != nil {
		t.Errorf("a PASS needs no %q", got)
	}
}

func TestAccounted(t *testing.T) {
	tests := []struct {
		name string
		p    analyze.PathResult
		want []string
	}{
		{"nothing refused", analyze.PathResult{Sent: 5, Outcomes: map[string]uint64{"ok": 5}}, nil},
		{"one refusal", analyze.PathResult{Sent: 5, Outcomes: map[string]uint64{"ok": 4, "throttled": 1}}, []string{"The one refusal is explained."}},
		{"unknown", analyze.PathResult{Sent: 9, Outcomes: map[string]uint64{"ok": 4, "throttled": 2, "gateway_error": 3},
			Sources: map[string]map[string]uint64{"reason": {"unknown": 3, "wire": 2}}}, []string{"The reason of 3 of 5 failed requests is unknown."}},
		{"lost", analyze.PathResult{Ledger: &analyze.Ledger{Accepted: 9, Lost: 2, InFlight: 1}}, []string{"2 of 9 async events were lost."}},
		{"open", analyze.PathResult{Ledger: &analyze.Ledger{Accepted: 9, InFlight: 1}}, []string{"1 of 9 async events had no end yet."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &analyze.Result{Arms: []analyze.ArmResult{{Paths: []analyze.PathResult{test.p}}}}
			if diff := cmp.Diff(test.want, accounted(r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGround(t *testing.T) {
	tests := []struct {
		run  analyze.Run
		want string
	}{
		{analyze.Run{Target: "local", Clock: "live", Model: "default", Seed: 7}, "local stand-in, DEFAULT model, not your code; seed 7"},
		{analyze.Run{Target: "local", Clock: "virtual", Model: "calibrated"}, "simulated in virtual time, model calibrated; seed 0"},
		{analyze.Run{Target: "http://127.0.0.1:9400", Model: "none"}, "stand-in at http://127.0.0.1:9400, no model; seed 0"},
		{analyze.Run{Target: "aws", Model: "none"}, "AWS Lambda, no model; seed 0"},
	}
	for _, test := range tests {
		if got := ground(&analyze.Result{Run: test.run}); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func throttled(entry, path string, codes map[string]uint64, errors uint64, low, high float64) analyze.PathResult {
	return analyze.PathResult{Entry: entry, Path: path, Function: "f", Sent: 100, StatusCodes: codes,
		Outcomes:     map[string]uint64{"ok": 70, "throttled": 30},
		ThrottleRate: analyze.Rate{CI: &[2]float64{low, high}}, ErrorRate: analyze.Rate{Count: errors}}
}

func TestRefusalCodes(t *testing.T) {
	tests := []struct {
		name string
		p    analyze.PathResult
		want map[string]uint64
	}{
		{"only throttles failed", throttled("a", "apigw-rest", map[string]uint64{"200": 70, "500": 30}, 0, 0, 1), map[string]uint64{"500": 30}},
		{"errors beside them", throttled("a", "alb", map[string]uint64{"200": 70, "502": 30, "504": 3}, 3, 0, 1), map[string]uint64{"502": 30}},
		{"a 429 is always one", throttled("a", "apigw-rest", map[string]uint64{"429": 30, "502": 3}, 3, 0, 1), map[string]uint64{"429": 30}},
		{"not a number", throttled("a", "sdk", map[string]uint64{"": 30}, 0, 0, 1), map[string]uint64{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusalCodes(test.p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestArmsAreToldApartOnlyWhereTheyDiffer(t *testing.T) {
	arm := func(name string, low, high float64) analyze.ArmResult {
		return analyze.ArmResult{Name: name, Paths: []analyze.PathResult{throttled("a", "sdk", map[string]uint64{"429": 30}, 0, low, high)}}
	}
	titles := func(arms ...analyze.ArmResult) (out []string) {
		for _, refusal := range refusals(&analyze.Result{Arms: arms}) {
			out = append(out, refusal.Title)
		}
		return out
	}
	if diff := cmp.Diff([]string{"f: refused"}, titles(arm("x", 0.2, 0.4), arm("y", 0.3, 0.5))); diff != "" {
		t.Error(diff)
	}
	want := []string{"f, x, z: refused", "f, y: refused"}
	if diff := cmp.Diff(want, titles(arm("x", 0.2, 0.4), arm("y", 0.6, 0.7), arm("z", 0.3, 0.5))); diff != "" {
		t.Error(diff)
	}
}

func TestLedgerWords(t *testing.T) {
	l := ledger("async e", &analyze.Ledger{
		Accepted: 1320, Succeeded: 1300, RetriesExhausted: 9, Expired: 5, ZeroReserved: 3, InFlight: 2, Unaccounted: 1, Lost: 1,
		Attempts: map[string]uint64{"10": 1, "2": 7, "1": 1000},
		GapModes: []analyze.GapMode{{Attempt: 2, NominalS: 60, MeasuredS: 60}},
		Deliveries: map[string]analyze.Delivery{
			"on_success": {Expected: 3, Received: 3}, "dead_letter": {Expected: 9, Received: 8, Refused: 1}, "on_failure": {}},
	})
	want := Ledger{
		Title:    "async e",
		Equation: "accepted 1,320 = succeeded 1,300 + retries exhausted 9 + expired 5 + zero reserved 3 + in flight 2 + unaccounted 1",
		Attempts: "attempts 1: 1,000  2: 7  10: 1",
		Gaps:     "gaps 60 s",
		Lines: []string{"dead letters 8 of 9 received, 1 refused by the target", "on-success records 3 of 3 received",
			"unaccounted 1, lost 1, duplicates 0"},
		Bad: true,
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Error(diff)
	}
}

func TestExpectationNotes(t *testing.T) {
	need := uint64(4600)
	tests := []struct {
		e    analyze.Expected
		want string
	}{
		{analyze.Expected{Verdict: analyze.Pass, NeedN: &need}, ""},
		{analyze.Expected{Verdict: analyze.Inconclusive, NeedN: &need, Detail: "no upper end"}, "needs n=4,600; no upper end"},
		{analyze.Expected{Verdict: analyze.Pass, RestsOn: "unsure"}, "unsure: rests on a guess about AWS"},
	}
	for _, test := range tests {
		if got := note(test.e); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestFaultsOfSeveralBlocksAreOneLine(t *testing.T) {
	r := &analyze.Result{Faults: []analyze.FaultSeen{
		{Arm: "x", Kind: "throttle.reserved", Target: "f", AtS: 10, ForS: 5},
		{Arm: "y", Kind: "throttle.reserved", Target: "f", AtS: 10, ForS: 5},
		{Arm: "y", Repeat: 1, Kind: "kms.disable", AtS: 1, ForS: 2, Error: "refused"},
	}}
	want := []string{"throttle.reserved on f from 10 s for 5 s (2 blocks)", "kms.disable on nothing from 1 s for 2 s: refused (y, repeat 2)"}
	if diff := cmp.Diff(want, faults(r)); diff != "" {
		t.Error(diff)
	}
}
