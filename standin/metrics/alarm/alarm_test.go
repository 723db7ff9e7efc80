package alarm

import (
	"encoding/json"
	"strings"
	"testing"

	"squall/standin/metrics"
	"squall/standin/metrics/expr"
)

var here = metrics.Scope{Account: "111122223333", Region: "us-east-1"}

func watching(n, m int64, missing string) Settings {
	st, _, _ := metrics.ParseStatistic("Sum")
	return Settings{Name: "a", Watched: "m", Single: true, Statistic: "Sum", Period: 60, Evaluated: n, Datapoints: m, Missing: missing,
		Comparison: "GreaterThanThreshold", Threshold: 1, Enabled: true, Actions: map[string][]string{Alarmed: {"arn:alarmed"}, OK: {"arn:ok"}},
		Queries: []expr.Query{{ID: "m", Metric: metrics.ID{Namespace: "N", Name: "m"}, Stat: st, Period: 60}}}
}

// judged is the state in which an alarm is after periods in the words of the
// guide: 0 is a datapoint that is well, X one that breaches, - none.
func judged(t *testing.T, in Settings, before, periods string) (*Alarm, *Alarms) {
	t.Helper()
	const start = 1_763_812_800 // a whole minute
	store, all := metrics.New(), New()
	for i, p := range strings.Fields(periods) {
		if p == "-" {
			continue
		}
		v := map[string]float64{"0": 0, "X": 21.5, "1": 1.5}[p]
		store.Series(here, in.Queries[0].Metric, "None").Stat(int64(start+60*i), false).Add(v, 1)
	}
	end := int64(start+60*len(strings.Fields(periods))) * second
	all.Put(end-second, here, in)
	a := all.Find(here, "a")
	a.State = before
	if at, ok := all.Next(); !ok || at != end {
		t.Fatalf("due at %d, want %d", at, end)
	}
	all.Expire(end, store, nil)
	return a, all
}

// The tables of
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
func TestMissingData(t *testing.T) {
	const retain = "retain"
	tests := []struct {
		n, m                                     int64
		periods                                  string
		missing, ignore, breaching, notBreaching string
	}{
		{3, 3, "0 - X - X", OK, OK, OK, OK},
		{3, 3, "0 - - - -", OK, OK, OK, OK},
		{3, 3, "- - - - -", Insufficient, retain, Alarmed, OK},
		{3, 3, "0 X X - X", Alarmed, Alarmed, Alarmed, Alarmed},
		{3, 3, "- - X - -", Alarmed, retain, Alarmed, OK},
		{3, 2, "0 - X - X", Alarmed, Alarmed, Alarmed, Alarmed},
		{3, 2, "0 0 X 0 X", Alarmed, Alarmed, Alarmed, Alarmed},
		{3, 2, "0 - X - -", OK, OK, Alarmed, OK},
		{3, 2, "- - - - 0", OK, OK, Alarmed, OK},
		{3, 2, "- - - X -", Alarmed, retain, Alarmed, OK},
	}
	for _, tt := range tests {
		for treatment, want := range map[string]string{"": tt.missing, "missing": tt.missing, "ignore": tt.ignore, "breaching": tt.breaching, "notBreaching": tt.notBreaching} {
			for _, before := range []string{OK, Alarmed, Insufficient} {
				a, _ := judged(t, watching(tt.n, tt.m, treatment), before, tt.periods)
				if expected := strings.Replace(want, retain, before, 1); a.State != expected {
					t.Errorf("%d of %d over %s, missing treated as %q, %s before: %s, want %s", tt.m, tt.n, tt.periods, treatment, before, a.State, expected)
				}
			}
		}
	}
}

func TestReasons(t *testing.T) {
	for _, tt := range []struct {
		in              Settings
		before, periods string
		want            string
	}{
		{watching(1, 0, ""), Insufficient, "X", "Threshold Crossed: 1 datapoint [21.5 (22/11/25 12:00:00)] was greater than the threshold (1.0)."},
		{watching(1, 0, ""), Alarmed, "0", "Threshold Crossed: 1 datapoint [0.0 (22/11/25 12:00:00)] was not greater than the threshold (1.0)."},
		{watching(2, 0, "breaching"), OK, "- - - -", "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching]."},
		{watching(1, 0, "notBreaching"), Alarmed, "- - -", "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."},
		{watching(1, 0, ""), OK, "- - -", "Insufficient Data: 1 datapoint was unknown."},
		{watching(2, 2, ""), OK, "X X", "Threshold Crossed: 2 out of the last 2 datapoints [21.5 (22/11/25 12:01:00), 21.5 (22/11/25 12:00:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition)."},
	} {
		a, all := judged(t, tt.in, tt.before, tt.periods)
		if a.Reason != tt.want {
			t.Errorf("%s\nwant\n%s", a.Reason, tt.want)
		}
		if !json.Valid([]byte(a.Data)) || !strings.Contains(a.Data, `"version":"1.0"`) {
			t.Errorf("data %s", a.Data)
		}
		last := a.History[len(a.History)-1]
		if last.Type != "StateUpdate" || last.Summary != "Alarm updated from "+tt.before+" to "+a.State || !json.Valid([]byte(last.Data)) {
			t.Errorf("history %+v", last)
		}
		acts := all.Take()
		if want := len(tt.in.Actions[a.State]); len(acts) != want || len(all.Take()) != 0 {
			t.Errorf("%d actions of a change to %s", len(acts), a.State)
		}
		for _, act := range acts {
			if !json.Valid([]byte(act.ForTopic())) || !json.Valid([]byte(act.ForFunction())) || act.Old.Value != tt.before {
				t.Errorf("%s\n%s", act.ForTopic(), act.ForFunction())
			}
		}
	}
}

func TestChanges(t *testing.T) {
	all := New()
	if _, ok := all.Next(); ok {
		t.Error("something is due without alarms")
	}
	all.Put(second, here, watching(1, 0, ""))
	a := all.Find(here, "a")
	all.Set(2*second, a, State{Value: Alarmed, Reason: "test"})
	again := watching(2, 0, "")
	again.Enabled = false
	all.Put(3*second, here, again)
	if a.State != Alarmed || a.Evaluated != 2 || a.Transitioned != 2000 {
		t.Errorf("after an update: %+v", a)
	}
	if n := len(all.Take()); n != 1 {
		t.Errorf("%d actions", n)
	}
	all.Set(4*second, a, State{Value: OK})
	if n := len(all.Take()); n != 0 {
		t.Errorf("%d actions while they are disabled", n)
	}
	for range 3 * maxHistory {
		all.Set(5*second, a, State{Value: Alarmed})
		all.Set(6*second, a, State{Value: OK})
	}
	if len(a.History) != maxHistory {
		t.Errorf("%d entries of history", len(a.History))
	}
	all.Delete(here, "a")
	if _, ok := all.Next(); ok || len(all.List(here)) != 0 {
		t.Error("the alarm is still there")
	}
}

// A value that JSON cannot write judges nothing.
func TestValueBeyondAllNumbers(t *testing.T) {
	in := watching(1, 0, "breaching")
	in.Queries = append(in.Queries, expr.Query{ID: "s", Expression: "SUM([m * 10^308, m * 10^308])", Period: 60})
	in.Watched = "s"
	if a, _ := judged(t, in, OK, "1"); a.State != Alarmed || !json.Valid([]byte(a.Data)) {
		t.Errorf("%s: %s", a.State, a.Reason)
	}
}
