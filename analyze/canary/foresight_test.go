package canary

import (
	"math"
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/profiles/rollout"
)

// three is the release that docs/canary.md has measured.
func three(t *testing.T, margin float64) rollout.Plan {
	t.Helper()
	gate, ok := rollout.Gate("warm_p99", margin)
	if !ok {
		t.Fatal("no gate")
	}
	return rollout.Plan{Look: 5 * time.Second, Latency: &gate,
		Steps: []rollout.Step{{Weight: 0.1, For: time.Minute}, {Weight: 0.25, For: time.Minute}, {Weight: 0.5, For: time.Minute}}}
}

func model(t *testing.T) func(float64) time.Duration {
	t.Helper()
	d, err := dist.LognormalP99(40*time.Millisecond, 120*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	return d.Quantile
}

// What is foreseen is what thousands of releases in virtual time have shown.
func TestForesight(t *testing.T) {
	f := Foresee(three(t, 0.1), Load{Rate: 300, Quantile: model(t), Errors: 0.01})
	if math.Abs(f.Candidate-15300) > 1 || math.Abs(f.All-54000) > 1 || f.Guessed || f.Least != 368 {
		t.Errorf("%+v", f)
	}
	if f.Equal < 0.95 || f.Equal > 0.99 || f.Found < 1.17 || f.Found > 1.23 || f.Need < 8000 || f.Need > 13000 {
		t.Errorf("passes in %.3g, finds %.3g, needs %.0f", f.Equal, f.Found, f.Need)
	}
	if c := f.Typical; len(c) != 2 || c[1].At < 40*time.Second || c[1].At > 100*time.Second || c[0].At < 10*time.Second || c[0].At > 30*time.Second {
		t.Errorf("errors: %+v", c)
	}
	// The guess is that very model.
	g := Foresee(three(t, 0.1), Load{Rate: 300})
	if !g.Guessed || math.Abs(g.Equal-f.Equal) > 0.02 || math.Abs(g.Found-f.Found) > 0.02 {
		t.Errorf("%+v, with a model %+v", g, f)
	}
}

func TestForesightOfLittle(t *testing.T) {
	few := Foresee(three(t, 0.1), Load{Rate: 1, Quantile: model(t)})
	if few.Equal != 0 || few.Found != 0 || few.Need < 8000 {
		t.Errorf("one a second: %+v", few)
	}
	unknown := Foresee(three(t, 0.1), Load{})
	if unknown.Candidate != 0 || unknown.Equal != 0 || unknown.Need < 8000 || unknown.Typical != nil {
		t.Errorf("nobody knows how many: %+v", unknown)
	}
	plan := three(t, 0.1)
	plan.Latency = nil
	if f := Foresee(plan, Load{Rate: 300, Errors: 0.01}); f.Equal != 0 || f.Need != 0 || len(f.Typical) != 2 {
		t.Errorf("without a gate: %+v", f)
	}
	plan = three(t, 0.1)
	plan.Steps = []rollout.Step{{For: time.Minute}} // others move the weight, and nobody knows how far
	if f := Foresee(plan, Load{Rate: 300}); f.Need != 0 || f.Equal != 0 {
		t.Errorf("without a weight: %+v", f)
	}
}

// More requests decide more; a wider margin lets more pass and finds less.
func TestForesightGrows(t *testing.T) {
	a, b := Foresee(three(t, 0.1), Load{Rate: 100}), Foresee(three(t, 0.1), Load{Rate: 200})
	wide := Foresee(three(t, 0.2), Load{Rate: 100})
	if a.Equal >= b.Equal || a.Found <= b.Found || wide.Equal <= a.Equal || wide.Found <= a.Found || wide.Need >= a.Need {
		t.Errorf("%+v\n%+v\n%+v", a, b, wide)
	}
}

func TestPowerOfALook(t *testing.T) {
	se := 0.0256
	l := LatencyLook{Known: true, Ratio: 1, Bound: 1.837, Interval: [2]float64{dist.Exp(-1.837 * se), dist.Exp(1.837 * se)}}
	if equal, found, ok := l.Power(0.1); !ok || math.Abs(equal-0.97) > 0.01 || math.Abs(found-1.19) > 0.01 {
		t.Errorf("%g, %g, %v", equal, found, ok)
	}
	if _, _, ok := (&LatencyLook{}).Power(0.1); ok {
		t.Error("a look that knew nothing tells something")
	}
}
