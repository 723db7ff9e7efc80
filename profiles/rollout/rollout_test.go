package rollout_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"squall/profiles/rollout"
)

func TestNamed(t *testing.T) {
	for _, name := range rollout.Configs() {
		for _, prefix := range []string{"", "Lambda", "CodeDeployDefault.Lambda"} {
			steps, err := rollout.Named(prefix + name)
			if err != nil {
				t.Fatalf("%s: %v", prefix+name, err)
			}
			if last := steps[len(steps)-1].Weight; last >= 1 || steps[0].Weight != 0.1 {
				t.Errorf("%s: weights from %g to %g", name, steps[0].Weight, last)
			}
		}
	}
	steps, _ := rollout.Named("Linear10PercentEvery3Minutes")
	if len(steps) != 9 || steps[8].Weight != 0.9 || steps[8].For != 3*time.Minute {
		t.Errorf("linear steps are %v", steps)
	}
	for name, word := range map[string]string{"AllAtOnce": "nothing can be compared", "Canary7Percent5Minutes": "Canary10Percent5Minutes", "": "no configuration"} {
		if _, err := rollout.Named(name); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: error %v, want one with %q", name, err, word)
		}
	}
}

func TestInformation(t *testing.T) {
	p := rollout.Plan{Steps: []rollout.Step{{Weight: 0.1, For: time.Minute}, {Weight: 0.5, For: time.Minute}}}
	for _, c := range []struct {
		at   time.Duration
		want float64
	}{
		{0, 0},
		{time.Minute, 0.09 / (0.09 + 0.25)},
		{2 * time.Minute, 1}, {time.Hour, 1},
	} {
		if got := p.Information(c.at); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("after %s: %g, want %g", c.at, got, c.want)
		}
	}
}

func TestGate(t *testing.T) {
	if g, ok := rollout.Gate("warm_p95", 0.2); !ok || !g.Warm || g.Quantile != 0.95 || g.Margin != 0.2 {
		t.Errorf("warm_p95 is %+v", g)
	}
	for _, name := range []string{"", "warm_", "p98", "cold_p99"} {
		if _, ok := rollout.Gate(name, 0.1); ok {
			t.Errorf("%q is taken for a metric", name)
		}
	}
}
