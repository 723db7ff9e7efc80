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
		{"an experiment", sends(analyze.Result{Verdict: analyze.Pass, Experiment: &analyze.Experiment{Verdict: "confirmed", Why: []string{"1 of 1 faults was observed"}}}),
			[]string{"The experiment is confirmed: 1 of 1 faults was observed."}},
		{"a refuted one", sends(analyze.Result{Verdict: analyze.Fail, Experiment: &analyze.Experiment{Verdict: "refuted"}}), []string{"The experiment is refuted."}},
		{"an unclear one", sends(analyze.Result{Verdict: analyze.Inconclusive, Experiment: &analyze.Experiment{Verdict: "inconclusive"}}),
			[]string{"The experiment cannot be decided on this data."}},
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
		if got := Ground(test.run); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
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
