package formula

import (
	"context"
	"testing"
	"time"

	"squall/analyze"
	"squall/analyze/oracle"
	"squall/attack/hit"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/read"
)

// Every built-in profile, with environments that end after an idle time alone
// and doors that add nothing: all cold starts of functions whose requests are
// all among the hits follow from the hits.
func TestColdStartsOfBuiltins(t *testing.T) {
	const idle = 4 * time.Second
	set := []string{"platform.idle_expiry={constant: 4s}", "platform.max_lifetime=none", "platform.invoke_overhead=none", "platform.door_latency=none"}
	checked, functions := 0, map[string]bool{}
	for _, name := range profiles.Builtins() {
		text, ok := profiles.Builtin(name)
		if !ok {
			t.Fatalf("%s is not there", name)
		}
		plan, err := read.Profile(name, text, set)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := &Run{Plan: plan}
		opt := simulate.Options{Epoch: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Recorder: &recorder{analyze.New(plan, analyze.Meta{}), r},
			Keep: func(uint64) bool { return true }}
		if _, err := simulate.Run(context.Background(), plan, opt); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		of := func(h *hit.Hit) string {
			for _, e := range plan.Arms[h.Arm].World.Attack {
				if e.Name == plan.Entries[h.Entry] {
					return e.Function
				}
			}
			return ""
		}
		n, misfits := oracle.Fleets(r.Hits, of, int64(float64(idle)/plan.Compress))
		t.Logf("%s: %d hits, %d checked, %d misfits", name, len(r.Hits), n, len(misfits))
		if len(misfits) > 0 {
			t.Errorf("%s: %d of %d cold starts do not fit, first: %s", name, len(misfits), n, misfits[0])
		}
		if n > 0 {
			functions[name] = true
		}
		checked += n
	}
	if checked < 10_000 || len(functions) < 5 {
		t.Errorf("checked only %d hits of %d profiles", checked, len(functions))
	}
}
