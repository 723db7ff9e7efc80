package live

import (
	"fmt"
	"testing"
	"time"

	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/core/fault"
	"squall/standin/invoke"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
	"squall/standin/metrics/expr"
)

// An alarm judges by what CloudWatch shows it: where metrics are late it acts
// late, where they are missing it has no data, and when the fault has ended it
// is what it would have been.
func TestAlarmsSeeLateMetrics(t *testing.T) {
	const minute = time.Minute
	tests := []struct {
		kind  string
		delay time.Duration
		want  string // states at the ends of minutes
	}{
		{"none", 0, "OK OK ALARM ALARM ALARM OK OK OK OK"},
		{"metrics.lag", 2 * minute, "OK INSUFFICIENT_DATA OK OK ALARM OK OK OK OK"}, // each two minutes after its time
		{"metrics.gap", 0, "OK INSUFFICIENT_DATA INSUFFICIENT_DATA INSUFFICIENT_DATA INSUFFICIENT_DATA OK OK OK OK"},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			inWorld(t, core.Config{}, core.Model{Duration: constant(t, time.Millisecond)}, func(w *world) {
				w.create("")
				where := metrics.Scope{Account: "111122223333", Region: "us-east-1"}
				st, _, _ := metrics.ParseStatistic("Sum")
				w.loop.Alarms(func(now int64, a *alarm.Alarms) {
					a.Put(now, where, alarm.Settings{Name: "busy", Watched: "m", Single: true, Statistic: "Sum", Period: 60, Evaluated: 1, Threshold: 5,
						Comparison: "GreaterThanThreshold", Enabled: true, Queries: []expr.Query{{ID: "m", Stat: st, Period: 60,
							Metric: metrics.ID{Namespace: "AWS/Lambda", Name: "Invocations", Dimensions: []metrics.Dimension{{Name: "FunctionName", Value: "f"}}}}}})
				})
				var states string
				for i := range 9 {
					requests := 1
					if i >= 2 && i <= 4 {
						requests = 10
					}
					if k, ok := fault.Named(tt.kind); ok && i == 1 {
						err := w.loop.Inject(fault.Order{Fault: fault.Fault{ID: 1, Kind: k, Fn: fault.Any, Version: fault.Any, Share: 1, Delay: constant(t, max(tt.delay, 1))},
							Lasts: int64(4 * minute)})
						if err != nil {
							t.Fatal(err)
						}
					}
					for range requests {
						w.invoke(invoke.Request{})
					}
					w.pass(minute)
					w.control(func(*catalog.Catalog) *catalog.Error { return nil })
					w.loop.Alarms(func(_ int64, a *alarm.Alarms) { states += " " + a.Find(where, "busy").State })
				}
				if states[1:] != tt.want {
					t.Errorf("%s\nwant %s", states[1:], tt.want)
				}
				counts, err := w.loop.Faults()
				if err != nil || tt.kind != "none" && fmt.Sprint(counts) == "[]" {
					t.Errorf("no look was counted: %v %v", counts, err)
				}
			})
		})
	}
}
