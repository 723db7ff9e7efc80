package cloudwatch

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

// FuzzOperations: no request of any operation panics or is answered with 500,
// nor does judging an alarm that it made.
func FuzzOperations(f *testing.F) {
	for _, body := range []string{`{}`, `{"Namespace":"N","MetricData":[{"MetricName":"m","Values":[1,-2e300],"Counts":[1,2],"StorageResolution":1}]}`,
		`{"StartTime":0,"EndTime":1e10,"MetricDataQueries":[{"Id":"a","MetricStat":{"Metric":{"Namespace":"N","MetricName":"m"},"Period":1,"Stat":"p99"}},{"Id":"b","Expression":"FILL(a, LINEAR) + SUM([a])"}]}`,
		`{"Namespace":"N","MetricName":"m","StartTime":-1e12,"EndTime":1e12,"Period":86400,"Statistics":["Sum"],"ExtendedStatistics":["p0"]}`,
		`{"AlarmName":"a","Namespace":"N","MetricName":"m","Statistic":"Sum","Period":10,"EvaluationPeriods":8640,"DatapointsToAlarm":1,"Threshold":1e308,"ComparisonOperator":"LessThanThreshold"}`,
		`{"AlarmName":"a","EvaluationPeriods":1,"Threshold":0,"ComparisonOperator":"LessThanThreshold","Metrics":[{"Id":"x","Expression":"1/0","Period":60}]}`,
		`{"AlarmName":"a","Namespace":"N","MetricName":"m","Statistic":"Sum","Period":60,"EvaluationPeriods":1,"Threshold":"NaN","ComparisonOperator":"LessThanThreshold","TreatMissingData":"breaching"}`,
		`{"AlarmName":"a","StateValue":"OK","StateReason":"","StateReasonData":"{}","NextToken":"99999999999999999999"}`} {
		for op := range 15 {
			f.Add(op, body)
		}
	}
	f.Fuzz(func(t *testing.T, op int, body string) {
		o := &owner{now: noon, store: metrics.New(), alarms: alarm.New()}
		api := New(Options{Account: "111122223333", Region: "us-east-1"}, o)
		names := slices.Sorted(maps.Keys(api.Operations))
		name := names[uint(op)%uint(len(names))]
		for range 2 {
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.Header.Set("X-Amz-Target", "GraniteServiceVersion20100801."+name)
			w := httptest.NewRecorder()
			if api.ServeHTTP(w, r); w.Code == 500 {
				t.Errorf("%s %q: %s", name, body, w.Body)
			}
		}
		o.alarms.Expire(noon.Add(time.Minute).UnixNano(), o.store, nil)
		for _, act := range o.alarms.Take() {
			_, _ = act.ForTopic(), act.ForFunction()
		}
	})
}
