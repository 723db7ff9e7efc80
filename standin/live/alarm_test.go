package live

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/permit"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
	"squall/standin/metrics/expr"
)

// An alarm on a function's errors tells a topic, and so a queue, and invokes a
// function, on the stand-in's clock.
func TestAlarmActs(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		w.ears()
		w.control(func(c *catalog.Catalog) *catalog.Error {
			_, err := attached.AddPermission(c, catalog.Ref{Name: "f"}, permit.Grant{Sid: "alarms", Action: "lambda:InvokeFunction",
				Principal: "lambda.alarms.cloudwatch.amazonaws.com", SourceARN: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors"})
			return err
		})
		st, _, _ := metrics.ParseStatistic("Sum")
		where := metrics.Scope{Account: "111122223333", Region: "us-east-1"}
		w.loop.Alarms(func(now int64, a *alarm.Alarms) {
			a.Put(now, where, alarm.Settings{Name: "errors", Watched: "m", Single: true, Statistic: "Sum", Period: 60, Evaluated: 1, Threshold: 0,
				Comparison: "GreaterThanThreshold", Missing: "notBreaching", Enabled: true,
				Actions: map[string][]string{alarm.Alarmed: {topic.ARN(), "arn:aws:lambda:us-east-1:111122223333:function:f", "arn:aws:sns:us-east-1:111122223333:none"}},
				Queries: []expr.Query{{ID: "m", Stat: st, Period: 60, Metric: metrics.ID{Namespace: "AWS/Lambda", Name: "Errors",
					Dimensions: []metrics.Dimension{{Name: "FunctionName", Value: "f"}}}}}})
		})
		w.invoke(invoke.Request{})
		w.pass(61 * time.Second)
		var history string
		w.loop.Alarms(func(_ int64, a *alarm.Alarms) {
			found := a.Find(where, "errors")
			if found.State != alarm.Alarmed {
				t.Errorf("the alarm is %s: %s", found.State, found.Reason)
			}
			for _, item := range found.History {
				history += item.Summary + "\n"
			}
		})
		for _, want := range []string{"Successfully executed action " + topic.ARN(), "Successfully executed action arn:aws:lambda", "Failed to execute action arn:aws:sns:us-east-1:111122223333:none"} {
			if !strings.Contains(history, want) {
				t.Errorf("the history lacks %s:\n%s", want, history)
			}
		}
		var message struct{ AlarmName, NewStateValue, OldStateValue string }
		if got := w.hears(); len(got) != 1 || json.Unmarshal([]byte(strings.TrimSuffix(got[0], "[]")), &message) != nil ||
			message.AlarmName != "errors" || message.NewStateValue != "ALARM" || message.OldStateValue != "INSUFFICIENT_DATA" {
			t.Errorf("the topic's queue has %s", got)
		}
		if got := w.measured("AsyncEventsReceived", "Sum", "FunctionName", "f"); got != "- 1" {
			t.Errorf("the function was given %s events", got)
		}
	})
}
