package simulate

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack"
	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/pace"
	"squall/profiles"
	"squall/profiles/read"
	"squall/standin"
	"squall/standin/catalog"
	"squall/standin/invoke"
	"squall/standin/live"
	"squall/standin/queue"

	gocmp "github.com/google/go-cmp/cmp"
	"squall/cmd/squall/simulate/wire"
)

// everything has a rule of most kinds: limits, spillover, retries, weights,
// environments that expire, and settings that change under load.
const everything = `
name: everything
account: {concurrency: 130}
platform:
  idle_expiry: {uniform: [1s, 3s]}
  max_lifetime: 5s
  scaling_rate: 8/4s
  provisioning: {delay: 2s}
functions:
  - name: shop
    timeout: 1s
    versions:
      v1: {model: {runtime: python3.13, init: {preset: app}, duration: {lognormal: {median: 60ms, p99: 400ms}}, errors: 5%}}
      v2: {model: {runtime: nodejs22.x, duration: {exponential: {mean: 300ms}}}}
    aliases: {live: {to: v1, weights: {v2: 30%}}, prod: v1}
  - name: report
    model: {duration: {constant: 200ms}}
    aliases: {live: v1}
    reserved: 4
  - name: kept
    model: {runtime: python3.13, init: {preset: hello}, duration: {lognormal: {median: 80ms, p99: 300ms}}}
    aliases: {live: v1}
    provisioned: {live: 3}
  - name: job
    model: {duration: {exponential: {mean: 50ms}}, errors: 40%}
    aliases: {live: v1}
    async: {retries: 2, max_age: 170s, dead_letter: sqs:job-dlq, on_success: sqs:job-done, on_failure: sqs:job-failed}
attack:
  - {path: alb, function: shop:live, phases: [{for: 15s, rate: 20/s, arrival: poisson}]}
  - {name: prod, path: apigw-http, function: shop:prod, phases: [{for: 15s, rate: 10/s, arrival: sine, amplitude: 9/s, period: 7s, shift: 1s}]}
  - {name: bare, path: url, function: shop, phases: [{for: 15s, rate: 45/min, arrival: minute, spread: 12s}]}
  - {path: apigw-rest, function: report:live, warmup: 1s, phases: [{for: 15s, rate: 20/s, arrival: poisson}]}
  - {path: sdk, function: kept:live, phases: [{for: 15s, rate: 30/s, arrival: poisson}]}
  - {name: events, path: async, function: job:live, phases: [{for: 15s, rate: 10/s, arrival: poisson}]}
  - {name: again, path: sdk, function: kept:live, phases: [{for: 15s, arrival: replay, trace: testdata/agree.csv}]}
  - {name: batch, path: async, function: job:live, phases: [{for: 5s, arrival: replay, trace: testdata/agree.csv, speed: 3x}]}
faults:
  - {at: 5s, for: 5s, kind: throttle.reserved, function: report, value: 1}
  - {at: 6s, kind: alias.repoint, function: shop, alias: prod, value: v2}
`

// memory is a recorder that keeps everything.
type memory struct {
	hits      []hit.Hit
	sightings []hit.Sighting
	scheduled map[int]uint64
	unsent    map[int]uint64
}

func newMemory() *memory { return &memory{scheduled: map[int]uint64{}, unsent: map[int]uint64{}} }

func (m *memory) Hit(h *hit.Hit)           { m.hits = append(m.hits, *h) }
func (m *memory) Sighting(s *hit.Sighting) { m.sightings = append(m.sightings, *s) }
func (m *memory) Scheduled(_, entry, _ int, scheduled, unsent uint64) {
	m.scheduled[entry] += scheduled
	m.unsent[entry] += unsent
}

func planOf(t testing.TB, text string, set ...string) *profiles.Plan {
	t.Helper()
	plan, err := read.Profile("test.yaml", []byte(text), set)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func simulated(t testing.TB, plan *profiles.Plan, epoch time.Time) (*run, *memory) {
	t.Helper()
	m := newMemory()
	r := newRun(context.Background(), plan, Options{Epoch: epoch, Recorder: m, Keep: func(uint64) bool { return true }})
	if err := r.walk(); err != nil {
		t.Fatal(err)
	}
	r.finish()
	all := newTotal(plan, Options{})
	all.add(r)
	all.finish()
	r.ending = all.ending
	return r, m
}

// rehearsal is the same block on the live shell, in a bubble of virtual time.
type rehearsal struct {
	t       *testing.T
	plan    *profiles.Plan
	loop    *live.Loop
	applier *standin.Applier
	zero    time.Time
	queues  []string
	extra   []Extra       // changes beside the plan's
	killed  *killed       // the loop is, where a fault says so; nil: faults are modelled
	wait    time.Duration // from the time at which all arrivals are known

	mu      sync.Mutex
	answers map[string]map[uint64]answered // by entry and number
}

type answered struct {
	res invoke.Response
	due pace.Due
}

func (h *rehearsal) open(ctx context.Context) {
	w := &h.plan.Arms[0].World
	rules := func(w *profiles.World) live.Options {
		return live.Options{Account: w.Account.ID, Region: w.Account.Region, Limit: w.Account.Concurrency,
			Rules: standin.Rules(w, h.plan.Seed, h.plan.Compress)}
	}
	h.loop = live.New(rules(w))
	if h.killed != nil {
		h.loop.KeepIn(h.killed)
	}
	h.applier = &standin.Applier{Account: w.Account.ID, Region: w.Account.Region,
		CreateQueue: func(name string) (err error) {
			h.queues = append(h.queues, name)
			h.loop.Queues(func(now int64, q *queue.Queues) { err = q.Create(now, h.queue(name), nil) })
			return err
		},
		RegisterDoor: func(string, string, string, bool) error { return nil },
		Configure: func(w *profiles.World) error {
			return h.loop.Configure(ctx, rules(w).Rules, w.Account.Concurrency, standin.Models(w))
		},
		Faults:  h.loop,
		Control: func(f func(*catalog.Catalog)) error { return h.loop.Control(ctx, f) },
	}
}

func (h *rehearsal) queue(name string) queue.ID {
	a := h.plan.Arms[0].World.Account
	return queue.ID{Account: a.ID, Region: a.Region, Name: name}
}

// play makes the changes at once, the arrivals and faults at their times, and
// waits until nothing more can come.
func (h *rehearsal) play(ctx context.Context, zero int64) {
	h.zero = time.Now().Add(time.Duration(zero))
	w := &h.plan.Arms[0].World
	var suffix string
	var load profiles.Step
	for _, s := range h.plan.Steps("") {
		switch s.Kind {
		case profiles.StepSetup, profiles.StepApply:
			h.apply(s.Changes)
			suffix = s.Suffix
		case profiles.StepLoad:
			load = s
		}
	}
	var numbers []string // before anything changes them
	for _, e := range w.Attack {
		numbers = append(numbers, h.applier.Number(e.Function, w.Qualifier(e, suffix)))
	}
	for _, f := range h.plan.Steps("") {
		if f.Kind == profiles.StepFault || f.Kind == profiles.StepFaultEnd {
			go func() {
				time.Sleep(time.Until(h.zero.Add(f.At - load.At)))
				if h.killed != nil {
					h.restart(ctx, f.Kind == profiles.StepFault)
				} else {
					h.apply(f.Changes)
				}
			}()
		}
	}
	for _, x := range h.extra {
		go func() {
			time.Sleep(time.Until(h.zero.Add(x.At)))
			_ = h.applier.Apply(x.Change) // refusals are part of it
		}()
	}
	seed := attack.BlockSeed(h.plan, 0, 0)
	for _, e := range w.Attack {
		h.answers[e.Name] = map[uint64]answered{}
	}
	for i := range w.Attack {
		e := &w.Attack[i]
		schedule, err := attack.Schedule(seed, e, ^uint64(0))
		if err != nil {
			h.t.Fatal(err)
		}
		defer schedule.Close()
		for due, ok := schedule.Next(); ok; due, ok = schedule.Next() {
			go h.arrive(ctx, e, numbers[i], seed, due)
		}
	}
	time.Sleep(h.wait)
}

func (h *rehearsal) apply(changes []profiles.Change) {
	for _, c := range changes {
		if err := h.applier.Apply(c); err != nil {
			h.t.Error(err)
		}
	}
}

func (h *rehearsal) arrive(ctx context.Context, e *profiles.Entry, qualifier string, seed uint64, due pace.Due) {
	time.Sleep(time.Until(h.zero.Add(time.Duration(due.At))))
	res := h.invoke(ctx, invoke.Request{Function: e.Function, Qualifier: qualifier, Payload: []byte("{}"),
		Async: e.Path == profiles.PathAsync, LogTail: true, Door: wire.DoorOf(e.Path),
		Trace: hit.TraceID(0, attack.ArrivalKey(seed, e.Name, due.N), uint32(due.N)), Took: due.Took})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers[e.Name][due.N] = answered{res, due}
}

// sightings reads the log and the queues as a live run does.
func (h *rehearsal) sightings(functions ...string) (out []hit.Sighting) {
	for _, f := range functions {
		var attempts evidence.Attempts
		lines, _, _ := h.current().Log(f, 0, 1<<20)
		for _, line := range lines {
			ev := evidence.LogEvent{LogStreamName: line.Stream, Timestamp: line.Timestamp, Message: line.Message}
			if a, ok := attempts.Add(ev); ok {
				out = append(out, a.Sighting(h.zero))
			}
		}
	}
	for _, name := range h.queues {
		h.current().Queues(func(now int64, q *queue.Queues) {
			for {
				got, err := q.Receive(now, h.queue(name), queue.Ask{Max: 10})
				if err != nil || len(got) == 0 {
					return
				}
				for _, m := range got {
					out = append(out, h.record(m))
				}
			}
		})
	}
	return out
}

func (h *rehearsal) record(r queue.Received) hit.Sighting {
	m := evidence.Message{Body: r.Body, SentAt: r.SentAt, Attributes: map[string]string{}}
	for _, a := range r.Attributes {
		m.Attributes[a.Name] = a.Text
	}
	read := evidence.Record
	if m.Attributes["RequestID"] != "" {
		read = evidence.DeadLetter
	}
	s, err := read(m, h.zero)
	if err != nil {
		h.t.Error(err)
	}
	return s
}

// hits shows the answers to the clients of their paths.
func (h *rehearsal) hits(b *block) (out []hit.Hit) {
	for _, l := range b.lines {
		for n, a := range h.answers[l.entry.Name] {
			seen := b.run.see(l, n, 0, a.res, wire.InTime)
			seen.Arm, seen.Repeat = 0, 0
			seen.Phase, seen.Warmup = uint16(a.due.Phase), a.due.Warmup
			seen.Due, seen.Sent = a.due.At, a.due.At
			seen.Done = int64(a.res.At.Sub(h.zero))
			seen.FirstByte = seen.Done
			at := h.zero.Add(time.Duration(a.due.At))
			seen.TraceID = hit.TraceID(uint32(at.Unix()), l.key(n), uint32(n))
			out = append(out, seen)
		}
	}
	return out
}

func sorted(hits []hit.Hit, sightings []hit.Sighting) {
	slices.SortFunc(hits, func(a, b hit.Hit) int { return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.N, b.N)) })
	slices.SortFunc(sightings, func(a, b hit.Sighting) int {
		return cmp.Or(cmp.Compare(a.RequestID, b.RequestID), cmp.Compare(a.At, b.At), cmp.Compare(a.Kind, b.Kind))
	})
}

// both plays a plan on both shells, the live one first: what their clients and
// the readers of logs and queues have in the end, sorted.
func (h *rehearsal) both(t *testing.T) (hits, virtual []hit.Hit, want, got []hit.Sighting) {
	var epoch time.Time
	var m *memory
	var functions []string
	for _, f := range h.plan.Arms[0].World.Functions {
		functions = append(functions, f.Name)
	}
	synctest.Test(t, func(t *testing.T) {
		epoch = time.Now()
		m = newMemory()
		r := newRun(context.Background(), h.plan, Options{Epoch: epoch, Recorder: m, Keep: func(uint64) bool { return true },
			Extra: func(profiles.Step) []Extra { return h.extra }})
		if err := r.walk(); err != nil && len(h.extra) == 0 { // what the extra ones deleted cannot be taken back
			t.Fatal(err)
		}
		r.finish()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		h.open(ctx)
		go func() {
			defer close(done)
			if h.killed == nil {
				h.loop.Run(ctx)
			} else {
				h.killed.run(ctx, h.loop)
			}
		}()
		h.play(ctx, r.block.zero)
		want = h.sightings(functions...)
		cancel()
		<-done
	})
	for i := range m.sightings {
		m.sightings[i].Entry = 0 // a log does not tell
	}
	hits = h.hits(again(t, h.plan, epoch))
	sorted(hits, want)
	sorted(m.hits, m.sightings)
	return hits, m.hits, want, m.sightings
}

// The live shell and the virtual one give every client the same answers at the
// same nanosecond, and events leave the same traces behind.
func TestLiveAndVirtualAgree(t *testing.T) {
	for _, seed := range []string{"1", "2", "3"} {
		plan := planOf(t, everything, "seed="+seed)
		h := &rehearsal{t: t, plan: plan, wait: time.Hour, answers: map[string]map[uint64]answered{}}
		hits, virtual, want, got := h.both(t)
		if len(hits) < 1000 || len(want) < 300 {
			t.Fatalf("only %d hits and %d sightings", len(hits), len(want))
		}
		if diff := gocmp.Diff(hits, virtual); diff != "" {
			t.Errorf("seed %s: hits (- live, + virtual):\n%.4000s", seed, diff)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("seed %s: sightings (- live, + virtual):\n%.4000s", seed, diff)
		}
	}
}

// again is a block that has its doors registered, as under load.
func again(t *testing.T, plan *profiles.Plan, epoch time.Time) *block {
	t.Helper()
	r := newRun(context.Background(), plan, Options{Epoch: epoch, Recorder: newMemory(), Keep: func(uint64) bool { return true }})
	steps := plan.Steps("")
	for i, s := range steps {
		if s.Kind == profiles.StepLoad {
			b, err := newBlock(r, s, steps[i+1:])
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if err := r.step(s, nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("no load")
	return nil
}
