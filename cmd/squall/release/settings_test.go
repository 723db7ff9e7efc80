package release

import (
	"strings"
	"testing"

	"squall/analyze/result"
)

func TestSettings(t *testing.T) {
	got, err := Settings("shop", "v1", "memory=512, 1769")
	if want := "arms=[{name: memory-512, set: {functions.shop.memory: 512}}, {name: memory-1769, set: {functions.shop.memory: 1769}}]"; err != nil || got != want {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := Settings("shop", "", "arch=arm64,x86_64"); err != nil || !strings.Contains(got, "{name: arch-arm64, set: {functions.shop.model.arch: arm64}}") {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := Settings("shop", "v1", "runtime=python3.13,nodejs22.x"); err != nil || !strings.Contains(got, "{name: runtime-python3-13, set: {functions.shop.versions.v1.model.runtime: python3.13}}") {
		t.Errorf("got %s, %v", got, err)
	}
	for text, want := range map[string]string{"memory": "want one of", "colour=a,b": "want one of", "memory=512": "at least two", "memory=512,": "empty"} {
		if _, err := Settings("shop", "v1", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if len(addresses) != len(settingNames) {
		t.Errorf("%d addresses, %d names", len(addresses), len(settingNames))
	}
}

func compared(verdict result.Verdict, reading string, ratio float64, cost ...float64) *result.Result {
	r := &result.Result{Verdict: verdict, Comparisons: []result.Comparison{
		{Base: "memory-512", Candidate: "memory-1024", Entry: "sdk", Metric: "p50", Ratio: &ratio, CI: &[2]float64{ratio, ratio}, Reading: "better"},
		{Base: "memory-512", Candidate: "memory-1024", Entry: "sdk", Metric: "p99", Ratio: &ratio, CI: &[2]float64{ratio - 0.05, ratio + 0.05}, Reading: reading}}}
	for i, name := range []string{"memory-512", "memory-1024"} {
		r.Arms = append(r.Arms, result.ArmResult{Name: name, Paths: []result.PathResult{{Sent: 1000}}, Cost: &result.Cost{USD: cost[i]}})
	}
	return r
}

func TestChoice(t *testing.T) {
	for _, test := range []struct {
		r        *result.Result
		modelled bool
		want     string
	}{
		{compared(result.Pass, "unclear", 1, 0.01, 0.02), false, "choose  memory-512 is the cheapest, $10 for a million requests. None is clearly faster at p99: take it."},
		{compared(result.Pass, "better", 0.5, 0.01, 0.012), false, "choose  memory-512 is the cheapest, $10 for a million requests. memory-1024 is faster at p99 of sdk, 0.50 [0.45,0.55] times as slow, for 1.20 times the cost."},
		{compared(result.Pass, "worse", 2, 0.02, 0.01), false, "choose  memory-1024 is the cheapest, $10 for a million requests. It is slower at p99 of sdk than memory-512, 2.00 [1.95,2.05] times."},
		{compared(result.Pass, "same", 1, 0.01, 0.02), true, "choose  memory-512 is the cheapest, $10 for a million requests. None is clearly faster at p99: take it. But a model runs as long whatever its memory: only a program (process:) or Lambda itself can tell how yours does."},
		{compared(result.Invalid, "same", 1, 0.01, 0.02), true, ""},
		{compared(result.Pass, "same", 1, 0, 0), true, ""},
	} {
		if got := Choice(test.r, "memory", test.modelled); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
