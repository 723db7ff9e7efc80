package simulate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/standin/catalog"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// one is a profile of one entry.
func one(function, entry string) string {
	return "name: one\nplatform: {sandbox: none, invoke_overhead: none, door_latency: {alb: {constant: 0ms}, apigw-rest: {constant: 0ms}}}\n" +
		"functions: [{name: f, timeout: 60s, " + function + "}]\nattack: [{function: f, " + entry + "}]\n"
}

// Who stops waiting first decides what the client sees, and when.
func TestPatience(t *testing.T) {
	tests := []struct {
		name, entry string
		status      uint16
		outcome     hit.Outcome
		from        hit.Source
		took        time.Duration
		answered    bool
	}{
		{"in time", "path: alb", 200, hit.OK, hit.Unknown, 40 * time.Second, true},
		{"the gateway", "path: apigw-rest", 504, hit.GatewayError, hit.DoorLog, 29 * time.Second, true},
		{"the client of a gateway", "path: apigw-rest, timeout: 10s", 0, hit.Timeout, hit.Wire, 10 * time.Second, false},
		{"the client of the SDK", "path: sdk, timeout: 3s", 0, hit.Timeout, hit.Wire, 3 * time.Second, false},
		{"the client of a load balancer", "path: alb, timeout: 39s", 0, hit.Timeout, hit.Wire, 39 * time.Second, false},
	}
	for _, tt := range tests {
		plan := planOf(t, one("model: {duration: {constant: 40s}}", tt.entry+", phases: [{for: 2s, rate: 1/s}]"))
		_, m := simulated(t, plan, epoch)
		if len(m.hits) != 2 {
			t.Fatalf("%s: %d hits", tt.name, len(m.hits))
		}
		h := m.hits[1]
		if h.Status != tt.status || h.Outcome != tt.outcome || h.ReasonFrom != tt.from {
			t.Errorf("%s: %d %s from %s", tt.name, h.Status, h.Outcome, h.ReasonFrom)
		}
		if took := time.Duration(h.Latency()); took != tt.took || (h.FirstByte != 0) != tt.answered {
			t.Errorf("%s: took %v, first byte %d", tt.name, took, h.FirstByte)
		}
	}
}

// A door that lets nothing through answers by itself, and nothing runs.
func TestClosedDoor(t *testing.T) {
	plan := planOf(t, one("model: {duration: {constant: 1s}}", "path: alb, headers: {Upgrade: websocket, Connection: upgrade}, phases: [{for: 5s, rate: 2/s}]"))
	r, m := simulated(t, plan, epoch)
	for _, h := range m.hits {
		if h.Status != 400 || h.Latency() != 0 || h.Outcome != hit.CheckFailed || h.Environment != "" {
			t.Fatalf("%+v", h)
		}
	}
	if len(m.hits) != 10 || m.scheduled[0] != 10 {
		t.Errorf("%d hits of %d", len(m.hits), m.scheduled[0])
	}
	if r.ending.Alive[0].Mean != 0 {
		t.Errorf("%g environments were alive", r.ending.Alive[0].Mean)
	}
}

// A capped line sends no more than its workers can carry; a request that its
// client gave up is no longer in flight.
func TestWorkers(t *testing.T) {
	tests := []struct {
		entry        string
		sent, unsent int
	}{
		{"path: sdk, workers: 2", 20, 30},                 // 2 of 5 a second
		{"path: sdk, workers: 9", 50, 0},                  //
		{"path: sdk, workers: 2, timeout: 500ms", 34, 16}, // given up after half of it: 2 of 3
	}
	for _, tt := range tests {
		plan := planOf(t, one("model: {duration: {constant: 1s}}", tt.entry+", phases: [{for: 10s, rate: 5/s}]"))
		_, m := simulated(t, plan, epoch)
		if len(m.hits) != tt.sent || m.unsent[0] != uint64(tt.unsent) || m.scheduled[0] != 50 {
			t.Errorf("%s: %d sent, %d unsent of %d", tt.entry, len(m.hits), m.unsent[0], m.scheduled[0])
		}
	}
}

// A closed loop keeps its workers busy, each with one request after the other.
func TestClosedLoop(t *testing.T) {
	tests := []struct {
		name, function, entry string
		least, most           int
	}{
		{"two workers of 100 ms, warmed up", "model: {duration: {constant: 100ms}}", "path: sdk, workers: 2, warmup: 1s, phases: [{for: 10s, rate: max}]", 198, 220},
		{"one worker, given up after half", "model: {duration: {constant: 1s}}", "path: sdk, workers: 1, timeout: 500ms, phases: [{for: 10s, rate: max}]", 20, 20},
		{"answers that take no time", "model: {duration: {constant: 100ms}}, reserved: 0", "path: sdk, workers: 1, phases: [{for: 100ms, rate: max}]", 10, 2000},
		{"a door without a function's answer", "model: {duration: {constant: 100ms}}", "path: alb, workers: 3, headers: {Host: ''}, phases: [{for: 100ms, rate: max}]", 1, 6000},
		{"between open phases", "model: {duration: {constant: 100ms}}", "path: sdk, workers: 2, phases: [{for: 2s, rate: 5/s}, {for: 1970ms, rate: max}, {for: 2s, rate: 5/s, arrival: poisson}]", 50, 70},
	}
	for _, tt := range tests {
		plan := planOf(t, one(tt.function, tt.entry))
		_, m := simulated(t, plan, epoch)
		if n := len(m.hits); n < tt.least || n > tt.most || m.scheduled[0] != uint64(n-warmups(m.hits))+m.unsent[0] {
			t.Errorf("%s: %d hits of %d, %d unsent, want %d to %d", tt.name, n, m.scheduled[0], m.unsent[0], tt.least, tt.most)
		}
		inFlight(t, tt.name, plan.Arms[0].World.Attack[0].Workers, m.hits, int(m.unsent[0]))
		again, _ := json.Marshal(m.hits)
		_, m = simulated(t, plan, epoch)
		if twice, _ := json.Marshal(m.hits); string(again) != string(twice) {
			t.Errorf("%s: another run gave other hits", tt.name)
		}
	}
}

func warmups(hits []hit.Hit) (n int) {
	for _, h := range hits {
		if h.Warmup {
			n++
		}
	}
	return n
}

// inFlight checks that no more requests than workers were under way, and that
// arrivals are numbered without a gap but those that were not sent.
func inFlight(t *testing.T, name string, workers int, hits []hit.Hit, unsent int) {
	t.Helper()
	slices.SortFunc(hits, func(a, b hit.Hit) int { return cmp.Compare(a.N, b.N) })
	for i, h := range hits {
		busy := 0
		for _, other := range hits {
			if other.Due <= h.Due && other.Done > h.Due || other.N == h.N {
				busy++
			}
		}
		if busy > workers || h.N < uint64(i) || h.N > uint64(i+unsent) {
			t.Fatalf("%s: arrival %d is number %d, %d in flight with %d workers", name, i, h.N, busy, workers)
		}
	}
}

// Arrivals of one instant come in the order of their entries.
func TestOrderOfArrivals(t *testing.T) {
	plan := planOf(t, `
name: order
functions: [{name: f, timeout: 9s, model: {duration: {constant: 5s}}, reserved: 1}]
attack:
  - {name: first, path: sdk, function: f, phases: [{for: 4s, rate: 1/s}]}
  - {name: second, path: sdk, function: f, phases: [{for: 4s, rate: 1/s}]}
`)
	_, m := simulated(t, plan, epoch)
	var got []string
	for _, h := range m.hits {
		got = append(got, fmt.Sprintf("%s %d %s", plan.Entries[h.Entry], h.N, h.Outcome))
	}
	want := "second 0 throttled, first 1 throttled, second 1 throttled, first 2 throttled, second 2 throttled, " +
		"first 3 throttled, second 3 throttled, first 0 ok"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("order %s", text)
	}
}

// Provisioned environments are waited for, count as alive, and all is taken
// down in the end.
func TestProvisionedAndTeardown(t *testing.T) {
	plan := planOf(t, `
name: kept
functions:
  - {name: f, model: {duration: {constant: 10ms}}, aliases: {live: v1}, provisioned: {live: 3}, reserved: 3, async: {dead_letter: sqs:q}}
attack: [{path: sdk, function: f:live, warmup: 2s, phases: [{for: 10s, rate: 10/s}]}]
repeat: 2
`)
	r, m := simulated(t, plan, epoch)
	if len(m.hits) != 240 || m.scheduled[0] != 200 {
		t.Errorf("%d hits, %d scheduled", len(m.hits), m.scheduled[0])
	}
	if mean := r.ending.Alive[0].Mean; mean != 3 {
		t.Errorf("%g environments were alive", mean)
	}
	if span := r.ending.Span; span < 144*time.Second || span > 146*time.Second { // 2 x (60 s, 12 s and a little)
		t.Errorf("took %v", span)
	}
	left := 0
	r.local.World.Control(func(c *catalog.Catalog) {
		left = len(c.Functions(r.local.Applier.Account, r.local.Applier.Region, true))
	})
	if left != 0 || r.changes.Left() != 0 || r.local.World.Waiting() != 0 {
		t.Errorf("left: %d functions, %d changes, %d requests", left, r.changes.Left(), r.local.World.Waiting())
	}
	for _, c := range r.ending.Changes {
		if !c.Undone || c.What == "" || c.Before == c.After {
			t.Errorf("change %+v", c)
		}
	}
}

func TestProvisionedFails(t *testing.T) {
	plan := planOf(t, `
name: broken
functions: [{name: f, model: {runtime: python3.13, init_errors: 100%, duration: {constant: 10ms}}, aliases: {live: v1}, provisioned: {live: 3}}]
attack: [{path: sdk, function: f:live, phases: [{for: 10s, rate: 10/s}]}]
`)
	ending, err := Run(t.Context(), plan, Options{Epoch: epoch, Recorder: newMemory(), Keep: func(uint64) bool { return false }})
	if err == nil || !strings.Contains(err.Error(), "base, repeat 1, apply: provisioned concurrency of f:live") ||
		!strings.Contains(err.Error(), "FUNCTION_ERROR_INIT_FAILURE") || ending == nil {
		t.Errorf("%v, ending %+v", err, ending)
	}
}

// stopper is a recorder whose owner has enough at some hit.
type stopper struct {
	*memory
	stop context.CancelFunc
	at   int
}

func (s *stopper) Hit(h *hit.Hit) {
	if s.memory.Hit(h); len(s.memory.hits) == s.at {
		s.stop()
	}
}

// A run that is stopped accounts for what it had sent.
func TestStopped(t *testing.T) {
	plan := planOf(t, one("model: {duration: {constant: 1s}}", "path: sdk, phases: [{for: 1h, rate: 10/s}]"))
	ctx, cancel := context.WithCancel(t.Context())
	rec := &stopper{newMemory(), cancel, 100}
	ending, err := Run(ctx, plan, Options{Epoch: epoch, Recorder: rec, Keep: func(uint64) bool { return false }})
	if err != nil || !ending.Interrupted {
		t.Fatalf("%v, %+v", err, ending)
	}
	if len(rec.hits) != 100 || rec.scheduled[0] != 100 {
		t.Errorf("%d hits, %d scheduled", len(rec.hits), rec.scheduled[0])
	}
	if w := strings.Join(ending.Warnings, "\n"); !strings.Contains(w, "requests in flight when the run was stopped") {
		t.Errorf("warnings %q", w)
	}
}

func TestCheck(t *testing.T) {
	plan := planOf(t, "name: out\nattack: [{name: web, url: 'http://127.0.0.1:1/', phases: [{for: 1s, rate: 1/s}]}]\n")
	if err := Check(plan); err == nil || !strings.Contains(err.Error(), "entry web") || !strings.Contains(err.Error(), "--clock live") {
		t.Errorf("%v", err)
	}
	if err := Check(&profiles.Plan{}); err != nil {
		t.Error(err)
	}
}

// Six hours of retries pass without six hours, and without waits.
func TestSixHours(t *testing.T) {
	plan := planOf(t, `
name: closed
functions: [{name: f, timeout: 20s, model: {duration: {constant: 10s}}, reserved: 1, async: {dead_letter: sqs:q}}]
attack: [{path: async, function: f, phases: [{for: 1s, rate: 3000/s}]}]
`)
	r, m := simulated(t, plan, epoch)
	ends := map[hit.SightingKind]int{}
	for _, s := range m.sightings {
		ends[s.Kind]++
		if s.At < 0 || time.Duration(s.At) > 6*time.Hour+11*time.Second {
			t.Fatalf("%+v", s)
		}
	}
	if ends[hit.Attempt]+ends[hit.DeadLetter] != 3000 || ends[hit.Attempt] < 50 || ends[hit.DeadLetter] < 50 {
		t.Errorf("%d attempts, %d dead letters", ends[hit.Attempt], ends[hit.DeadLetter])
	}
	if r.ending.Span < 5*time.Hour || r.ending.Span > 6*time.Hour+time.Minute {
		t.Errorf("took %v", r.ending.Span)
	}
}
