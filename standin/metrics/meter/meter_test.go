package meter

import (
	"testing"

	"squall/standin/core"
	"squall/standin/metrics"
)

// Nobody reads for a day: what is kept beside the store stays small, and
// nothing is lost.
func TestWithoutReaders(t *testing.T) {
	where := metrics.Scope{Account: "111122223333", Region: "us-east-1"}
	store := metrics.New()
	all := New(store)
	m := all.Make(Subject{Where: where, Fn: 1, Function: "f", Qual: core.Qual{Kind: core.Alias, N: 1}, Qualifier: "live"})
	const start, minutes = 1_763_812_800, 1440
	for i := range int64(minutes) {
		at := (start + 60*i) * second
		for version := range int32(3) {
			b := m.Began(at, &core.Effect{Version: version, N: 2, Provisioned: version == 0}, core.AccountView{Busy: 1})
			m.Ended(at+second, &b, &core.Effect{Version: version}, 10)
		}
		m.Throttled(at)
	}
	if len(m.windows) > maxWindows {
		t.Errorf("%d windows are kept", len(m.windows))
	}
	all.Flush((start + 60*minutes) * second)
	st, _, _ := metrics.ParseStatistic("Sum")
	for name, want := range map[string]float64{"Invocations": 3 * minutes, "Throttles": minutes, "ProvisionedConcurrencyInvocations": minutes,
		"ProvisionedConcurrencySpilloverInvocations": 2 * minutes} {
		id := metrics.ID{Namespace: "AWS/Lambda", Name: name, Dimensions: []metrics.Dimension{{Name: "FunctionName", Value: "f"}}}
		points, _ := store.Read(where, id, "", start, start+60*minutes, 86400)
		if len(points) != 1 {
			t.Fatalf("%s: %d days", name, len(points))
		}
		if v, _ := points[0].Value(st); v != want {
			t.Errorf("%s: %v, want %v", name, v, want)
		}
	}
	if m := all.Find(1, core.Qual{Kind: core.Alias, N: 1}); m == nil || all.Find(2, core.Qual{}) != nil {
		t.Error("a name's meter is not found, or one that there is not")
	}
}

// What runs through several minutes counts in each of them.
func TestLongRequest(t *testing.T) {
	where := metrics.Scope{Account: "111122223333", Region: "us-east-1"}
	store := metrics.New()
	all := New(store)
	m := all.Make(Subject{Where: where, Fn: 1, Function: "f"})
	const start = 1_763_812_800
	b := m.Began(start*second, &core.Effect{}, core.AccountView{Busy: 1})
	m.Ended((start+301)*second, &b, &core.Effect{Outcome: core.TimedOut}, 301_000)
	m.leave((start+301)*second, &b) // once more changes nothing
	all.Flush((start + 400) * second)
	id := metrics.ID{Namespace: "AWS/Lambda", Name: "ConcurrentExecutions"}
	if points, _ := store.Read(where, id, "", start, start+600, 60); len(points) != 6 {
		t.Errorf("it runs in %d minutes", len(points))
	}
}
