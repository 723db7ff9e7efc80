package simulate

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/standin"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/keep"
	"squall/standin/live"

	gocmp "github.com/google/go-cmp/cmp"
)

// restarted has something in hand of every kind when the stand-in goes away, and
// when it comes back: cold starts, provisioned environments, credit that is spent,
// events that run, that wait for another attempt and that are throttled.
const restarted = `
name: restarted
waits: 60x
platform: {scaling_rate: 8/4s, provisioning: {delay: 60s}, idle_expiry: none, max_lifetime: none}
functions:
  - {name: shop, model: {runtime: python3.13, init: {preset: app}, duration: {lognormal: {median: 60ms, p99: 400ms}}, errors: 5%}}
  - {name: kept, model: {init: {constant: 300ms}, duration: {constant: 80ms}}, aliases: {live: v1}, provisioned: {live: 3}}
  - {name: report, model: {duration: {constant: 200ms}}, reserved: 3}
  - {name: job, model: {duration: {exponential: {mean: 250ms}}, errors: 40%}, async: {retries: 2, max_age: 3m, dead_letter: sqs:job-dlq, on_success: sqs:job-done}}
  - {name: tight, model: {duration: {constant: 300ms}}, reserved: 2, async: {dead_letter: sqs:tight-dlq}}
attack:
  - {path: sdk, function: shop, phases: [{for: 14s, rate: 30/s, arrival: poisson}]}
  - {path: alb, function: kept:live, phases: [{for: 14s, rate: 30/s, arrival: poisson}]}
  - {path: apigw-http, function: report, phases: [{for: 14s, rate: 10/s, arrival: poisson}]}
  - {name: events, path: async, function: job, phases: [{for: 14s, rate: 10/s, arrival: poisson}]}
  - {name: jam, path: async, function: tight, phases: [{for: 14s, rate: 8/s, arrival: poisson}]}
faults:
  - {at: 5s, for: 3s, kind: standin.restart}
`

// killed is what outlives a loop that is killed: what its keeper was told.
type killed struct {
	records map[string][]byte

	mu   sync.Mutex // guards what follows
	end  context.CancelFunc
	done chan struct{}
}

// Put implements kept.Keeper.
func (k *killed) Put(c keep.Change) {
	if c.Clear {
		clear(k.records)
	}
	for _, r := range c.Records {
		if r.Value == nil {
			delete(k.records, r.Key)
		} else {
			k.records[r.Key] = r.Value
		}
	}
}

// run runs a loop until it is killed.
func (k *killed) run(ctx context.Context, l *live.Loop) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	k.mu.Lock()
	k.end, k.done = cancel, done
	k.mu.Unlock()
	l.Run(ctx)
	close(done)
}

// restart kills the loop, and begins another from what was kept.
func (h *rehearsal) restart(ctx context.Context, begins bool) {
	k := h.killed
	k.mu.Lock()
	end, done := k.end, k.done
	k.mu.Unlock()
	if begins {
		h.become(nil)
		end()
		<-done
		return
	}
	<-done // long ago
	w := &h.plan.Arms[0].World
	next := live.New(live.Options{Account: w.Account.ID, Region: w.Account.Region, Limit: w.Account.Concurrency, Rules: standin.Rules(w, h.plan.Seed, h.plan.Compress)})
	records := maps.Clone(k.records)
	next.KeepIn(k)
	if err := next.Restore(records); err != nil {
		h.t.Error(err)
	}
	h.become(next)
	go k.run(ctx, next)
}

func (h *rehearsal) become(l *live.Loop) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.loop = l
}

// current is the loop that there is; nil while it is dead.
func (h *rehearsal) current() *live.Loop {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.loop
}

// invoke is what a client sees: its connection ends with the stand-in, and it
// gets none while that is away.
func (h *rehearsal) invoke(ctx context.Context, r invoke.Request) invoke.Response {
	l := h.current()
	if l == nil {
		return invoke.Response{Outcome: core.Intercepted, At: time.Now()}
	}
	res := l.Invoke(ctx, r)
	if h.killed != nil && res.Outcome == core.Refused && res.Reason == core.NoReason {
		return invoke.Response{Outcome: core.Intercepted, At: time.Now()}
	}
	return res
}

// ledger is all that clients and events have seen, by arrival, without the
// numbers that are another's after a restart.
func ledger(hits []hit.Hit, sightings []hit.Sighting) (out []string) {
	events := map[string]string{}
	for _, h := range hits {
		at := fmt.Sprintf("entry %d arrival %3d", h.Entry, h.N)
		events[h.RequestID] = at
		out = append(out, fmt.Sprintf("%s answered %s %d %s start %v version %s after %v", at, h.Outcome, h.Status, h.Reason, h.Start, h.Version, time.Duration(h.Done-h.Due)))
	}
	for _, s := range sightings {
		out = append(out, fmt.Sprintf("%s %v at %v failed=%t took %v", cmp.Or(events[s.RequestID], "nobody's"), s.Kind, time.Duration(s.At), s.Failed, time.Duration(s.Duration)))
	}
	slices.Sort(out)
	return out
}

// What a restart that is modelled does to everybody is what the death of the
// process does, and its start from what it kept: on the live clock, on the
// virtual one, and when the loop is really gone.
func TestModelledRestartIsAKill(t *testing.T) {
	plan := planOf(t, restarted)
	modelled := &rehearsal{t: t, plan: plan, wait: time.Hour, answers: map[string]map[uint64]answered{}}
	hits, virtual, want, got := modelled.both(t)
	if diff := gocmp.Diff(hits, virtual); diff != "" {
		t.Errorf("hits (- live, + virtual):\n%.4000s", diff)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("sightings (- live, + virtual):\n%.4000s", diff)
	}
	really := &rehearsal{t: t, plan: plan, wait: time.Hour, answers: map[string]map[uint64]answered{}, killed: &killed{records: map[string][]byte{}}}
	lived, _, seen, _ := really.both(t)
	if diff := gocmp.Diff(ledger(lived, seen), ledger(virtual, got)); diff != "" {
		t.Errorf("- killed, + modelled:\n%.6000s", diff)
	}
	cut, lost := 0, map[string]bool{}
	for _, h := range virtual {
		switch at := time.Duration(h.Due); {
		case h.Outcome != hit.TransportError:
		case at < 5*time.Second:
			cut++
		case at < 8*time.Second:
			lost[profiles.PathAsync] = true
		default:
			t.Errorf("cut off at %v", at)
		}
	}
	if cut < 5 || len(lost) == 0 || len(got) < 300 {
		t.Fatalf("%d were in hand, %d sightings: the scenario shows nothing", cut, len(got))
	}
}
