package experiment

import (
	"slices"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/result"
)

// The tables say at which time a condition broke, and what nobody saw.
func TestTables(t *testing.T) {
	rate, soon, n := .031, 2.5, uint64(40)
	r := &analyze.Result{Arms: []result.ArmResult{{Name: "base"}}, Experiment: &analyze.Experiment{Verdict: "refuted",
		Steady: []result.Held{
			{Arm: "base", When: "before", Expr: "sdk.failure_rate < 5%", Verdict: result.Pass, Observed: &rate, CI: &[2]float64{.01, .04}},
			{Arm: "base", When: "after", Expr: "sdk.failure_rate < 5%", Verdict: result.Fail, Detail: "for 3 s"},
		},
		Faults: []result.FaultProof{{Arm: "base", Kind: "invoke.delay", Target: "f", AtS: 30, ForS: 20, Matched: &n, Injected: &n, Sent: 1200, Failed: 3, Observed: "yes", DetectS: &soon,
			Expect: []result.Held{{Expr: "p99 > 1s", Observed: &rate}}}},
	}}
	tables := Tables(r)
	if got, want := tables[0].Rows, []string{"sdk.failure_rate < 5%", "held\n3.1% [1.0%,4.0%]", "not asked", "BROKE\nno data; for 3 s"}; len(got) != 1 || !slices.Equal(got[0], want) {
		t.Errorf("%q, want %q", got, want)
	}
	row := strings.Join(tables[1].Rows[0], "|")
	if want := "invoke.delay on f\nfrom 30 s for 20 s|40 of 40|3|0|1,200|yes, after 2.5 s\np99 > 1s (0.03 ms)|never"; row != want {
		t.Errorf("%q, want %q", row, want)
	}
	r.Experiment.Faults[0].Killed = true
	if got := Tables(r)[1].Rows[0][0]; !strings.HasSuffix(got, "from 30 s for 20 s, its process killed and started again") {
		t.Errorf("a kill that was real is %q", got)
	}
	r.Experiment.Faults[0].Observed = "no"
	if got := Tables(r)[1].Rows[0][6]; got != "-" {
		t.Errorf("what was not observed healed %q", got)
	}
	r.Experiment.Steady = r.Experiment.Steady[:1]
	if got := Tables(r)[1].Rows[0][6]; got != "not asked" {
		t.Errorf("where nobody says what it is to be well it healed %q", got)
	}
	r.Arms = append(r.Arms, result.ArmResult{Name: "other"})
	if got := Tables(r)[0].Rows[0][0]; !strings.HasSuffix(got, "\nin arm base") {
		t.Errorf("%q does not name its arm", got)
	}
}
