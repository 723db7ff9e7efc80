package releasing

import (
	"math"
	"strings"
	"testing"

	"squall/analyze/canary"
)

// Every picture stands for what is there, and none is drawn of what is not.
func TestCharts(t *testing.T) {
	o := &canary.Outcome{Candidate: "v2<script>", Baseline: "v1", Limit: 300, Margin: canary.Margin{Metric: "warm_p99", Latency: 0.1},
		Steps: []canary.Step{{Weight: 0.1, ForS: 20}}}
	for k := range 4 {
		l := canary.Look{AtS: float64(5 * (k + 1)), Weight: 0.1, Candidate: canary.Counts{N: 10}, Baseline: canary.Counts{N: 90}, Errors: math.Pow(10, float64(k))}
		if k == 3 {
			l.Latency = &canary.LatencyLook{Known: true, Ratio: 1.02, Interval: [2]float64{0.9, 1.2}}
		}
		o.Looks = append(o.Looks, l)
	}
	o.Sides[0] = canary.Side{Version: "v2<script>", Ms: []canary.Quantile{{P: 0.5, Ms: 40}, {P: 0.99, Ms: 100}}}
	charts := strings.Join(Charts(o), "")
	for _, word := range []string{"Weight of v2", "rolls back at 300", "margin 1.1", "Times of both versions"} {
		if !strings.Contains(charts, word) {
			t.Errorf("no %q", word)
		}
	}
	if strings.Contains(charts, "<script") || strings.Contains(charts, "NaN") {
		t.Errorf("what is not to be there: %s", charts)
	}
	if none := Charts(&canary.Outcome{Candidate: "v2", Limit: 300}); strings.Contains(strings.Join(none, ""), "NaN") {
		t.Errorf("of nothing: %v", none)
	}
}
