package trail

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"squall/attack/evidence"
	"squall/attack/hit"
)

func ran(id string) evidence.Attempt {
	return evidence.Attempt{RequestID: id, Version: "7", Environment: "stream", Cold: true, Init: 250 * time.Millisecond}
}

func TestWhatALineSays(t *testing.T) {
	known := hit.Hit{TraceID: "r", RequestID: "id", Status: 200, Version: "6", VersionFrom: hit.Wire}
	for _, tc := range []struct {
		name string
		hit  hit.Hit
		line evidence.Attempt
		want hit.Hit
	}{
		{"cold", hit.Hit{TraceID: "r", RequestID: "id", Status: 200}, ran("id"),
			hit.Hit{TraceID: "r", RequestID: "id", Status: 200, Version: "7", VersionFrom: hit.Logs, Environment: "stream", Start: hit.Cold, StartFrom: hit.Logs, Init: 250e6}},
		{"warm, of which the wire has said the version", known, evidence.Attempt{RequestID: "id", Version: "7", Environment: "stream"},
			hit.Hit{TraceID: "r", RequestID: "id", Status: 200, Version: "6", VersionFrom: hit.Wire, Environment: "stream", Start: hit.Warm, StartFrom: hit.Logs}},
		{"its START line was never seen", hit.Hit{TraceID: "r", RequestID: "id", Status: 200}, evidence.Attempt{RequestID: "id", Environment: "s"},
			hit.Hit{TraceID: "r", RequestID: "id", Status: 200, Environment: "s", Start: hit.Warm, StartFrom: hit.Logs}},
		{"timeout behind a gateway", hit.Hit{TraceID: "r", RequestID: "id", Status: 502, Outcome: hit.GatewayError}, evidence.Attempt{RequestID: "id", Version: "7", Environment: "s", Failed: true, Status: "timeout"},
			hit.Hit{TraceID: "r", RequestID: "id", Status: 502, Outcome: hit.FunctionError, Reason: "timeout", ReasonFrom: hit.Logs, Version: "7", VersionFrom: hit.Logs, Environment: "s", Start: hit.Warm, StartFrom: hit.Logs}},
		{"explained by the door", hit.Hit{TraceID: "r", RequestID: "id", Status: 502, Outcome: hit.GatewayError, Reason: "x", ReasonFrom: hit.DoorLog}, evidence.Attempt{RequestID: "id", Environment: "s", Failed: true},
			hit.Hit{TraceID: "r", RequestID: "id", Status: 502, Outcome: hit.GatewayError, Reason: "x", ReasonFrom: hit.DoorLog, Environment: "s", Start: hit.Warm, StartFrom: hit.Logs}},
		{"by the trace alone", hit.Hit{TraceID: "r", Status: 200}, evidence.Attempt{RequestID: "id", Trace: "r", Environment: "s"},
			hit.Hit{TraceID: "r", RequestID: "id", Status: 200, Environment: "s", Start: hit.Warm, StartFrom: hit.Logs}},
	} {
		for _, first := range []string{"hit", "line"} {
			var got *hit.Hit
			tr := New(10, 1000, func(h *hit.Hit) { got = h })
			h := tc.hit
			if first == "hit" {
				tr.Hit(&h, true, 0)
				if got != nil {
					t.Fatalf("%s: released before its line", tc.name)
				}
				tr.Line(tc.line)
			} else {
				tr.Line(tc.line)
				tr.Hit(&h, true, 0)
			}
			if got == nil || *got != tc.want {
				t.Errorf("%s, %s first:\ngot  %+v\nwant %+v", tc.name, first, got, tc.want)
			}
		}
	}
}

func TestWhatIsHeld(t *testing.T) {
	whole := hit.Hit{Status: 200, StartFrom: hit.Probe, VersionFrom: hit.Probe, Environment: "e"}
	for _, tc := range []struct {
		name   string
		hit    hit.Hit
		logged bool
		held   int
	}{
		{"its log is read", hit.Hit{Status: 200}, true, 1},
		{"its log is not read", hit.Hit{Status: 200}, false, 0},
		{"the probe said it all", whole, true, 0},
		{"refused", hit.Hit{Status: 429, Outcome: hit.Throttled}, true, 0},
		{"no answer", hit.Hit{Outcome: hit.TransportError}, true, 0},
		{"a gateway's error", hit.Hit{Status: 502, Outcome: hit.GatewayError}, true, 1},
	} {
		released := 0
		tr := New(10, 1000, func(*hit.Hit) { released++ })
		tr.Hit(&tc.hit, tc.logged, 5)
		tr.Expire(1004)
		if tr.Held() != tc.held || released != 1-tc.held {
			t.Errorf("%s: held %d, released %d", tc.name, tr.Held(), released)
		}
		tr.Expire(1005)
		tr.Flush()
		if released != 1 || tr.Held() != 0 {
			t.Errorf("%s: released %d times in all", tc.name, released)
		}
	}
}

// Which invoke was whose may come from the door's log, before or after the
// others.
func TestNamedByTheDoor(t *testing.T) {
	h := func() *hit.Hit { return &hit.Hit{TraceID: "r", Status: 200} }
	for name, steps := range map[string][]func(*Trail){
		"hit, name, line": {func(tr *Trail) { tr.Hit(h(), true, 0) }, func(tr *Trail) { tr.Named("r", "id") }, func(tr *Trail) { tr.Line(ran("id")) }},
		"hit, line, name": {func(tr *Trail) { tr.Hit(h(), true, 0) }, func(tr *Trail) { tr.Line(ran("id")) }, func(tr *Trail) { tr.Named("r", "id") }},
		"name, hit, line": {func(tr *Trail) { tr.Named("r", "id") }, func(tr *Trail) { tr.Hit(h(), true, 0) }, func(tr *Trail) { tr.Line(ran("id")) }},
		"name, line, hit": {func(tr *Trail) { tr.Named("r", "id") }, func(tr *Trail) { tr.Line(ran("id")) }, func(tr *Trail) { tr.Hit(h(), true, 0) }},
		"line, name, hit": {func(tr *Trail) { tr.Line(ran("id")) }, func(tr *Trail) { tr.Named("r", "id") }, func(tr *Trail) { tr.Hit(h(), true, 0) }},
	} {
		var got *hit.Hit
		tr := New(10, 1000, func(h *hit.Hit) { got = h })
		for _, step := range steps {
			step(tr)
		}
		if got == nil || got.RequestID != "id" || got.Start != hit.Cold || got.Version != "7" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// Whatever comes in whatever order, every hit comes out once and with nobody
// else's version, and nothing piles up.
func TestEveryHitOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		seen, sent := map[string]int{}, map[string]bool{}
		tr := New(limit, 50, func(h *hit.Hit) {
			seen[h.TraceID]++
			if h.VersionFrom == hit.Logs && h.Version != "of "+h.TraceID {
				t.Fatalf("%s has the version %q", h.TraceID, h.Version)
			}
		})
		for now := range int64(rapid.IntRange(0, 300).Draw(t, "steps")) {
			n := rapid.IntRange(0, 200).Draw(t, "n")
			root, id := fmt.Sprint("r", n), fmt.Sprint("i", n)
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				if !sent[root] {
					sent[root] = true
					h := &hit.Hit{TraceID: root, Status: 200}
					if n%2 == 0 {
						h.RequestID = id
					}
					tr.Hit(h, true, now)
				}
			case 1:
				a := evidence.Attempt{RequestID: id, Version: "of " + root}
				if n%3 == 0 {
					a.Trace = root
				}
				tr.Line(a)
			case 2:
				tr.Named(root, id)
			default:
				tr.Expire(now)
			}
			if len(tr.early.by) > limit || len(tr.early.trace) > limit || len(tr.named) > limit || tr.Held() > limit || len(tr.roots) > limit {
				t.Fatalf("%d lines, %d names and %d hits are held", len(tr.early.by), len(tr.named), tr.Held())
			}
		}
		tr.Flush()
		if len(seen) != len(sent) {
			t.Fatalf("%d hits in, %d out", len(sent), len(seen))
		}
		for root, n := range seen {
			if n != 1 {
				t.Fatalf("%s came out %d times", root, n)
			}
		}
	})
}
