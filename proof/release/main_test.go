package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"squall/analyze/stats"
	"squall/cmd/squall/trial"
)

// A few releases of a kind that leaves no doubt.
func TestOneRow(t *testing.T) {
	var out, diag strings.Builder
	if code := run(t.Context(), []string{"-runs", "5", "-only", "errors 3x"}, &out, &diag); code != exitRight {
		t.Fatalf("exit %d: %s", code, diag.String())
	}
	if !strings.Contains(out.String(), "| errors 3x | 0.0 % [") {
		t.Errorf("got\n%s", out.String())
	}
	if code := run(t.Context(), []string{"-runs", "0"}, &out, &diag); code != exitUsage {
		t.Errorf("no runs: exit %d", code)
	}
}

// Weights really split as they are asked for: the shares' intervals hold as
// often as they say, and all together come to the weight.
func TestWeightsSplit(t *testing.T) {
	short := effect{"", []string{"canary.steps=[{weight: 5%, for: 1s, samples: 1}, {weight: 30%, for: 1s, samples: 1}, {weight: 50%, for: 1s, samples: 1}]",
		"canary.look=1s", "canary.latency=none", "attack.sdk.phases=[{for: 4s, rate: 300/s, arrival: poisson}]"}}
	plans, err := seeded(short, 30)
	if err != nil {
		t.Fatal(err)
	}
	var held, steps int
	seen, of := map[float64]float64{}, map[float64]float64{}
	for _, o := range trial.All(t.Context(), plans, trial.Options{Epoch: time.Unix(1_767_225_600, 0)}) {
		for _, s := range o.Result.Canary.Steps {
			steps++
			seen[s.Weight] += float64(s.Seen)
			of[s.Weight] += float64(s.Of)
			if s.Interval[0] <= s.Weight && s.Weight <= s.Interval[1] {
				held++
			}
		}
	}
	if want := stats.Wilson(uint64(held), uint64(steps)); steps < 85 || want.Lo > 0.95 || want.Hi < 0.95 {
		t.Errorf("%d of %d intervals of 95 %% hold the weight", held, steps)
	}
	for _, w := range []float64{0.05, 0.3, 0.5} {
		if off := math.Abs(seen[w]-w*of[w]) / math.Sqrt(of[w]*w*(1-w)); of[w] < 5000 || off > 4 {
			t.Errorf("weight %g: %g of %g, %.1f standard errors off", w, seen[w], of[w], off)
		}
	}
}
