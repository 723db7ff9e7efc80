package book

import (
	"math"
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/standin/core"
)

// The rule book is checked against formulas that hold whatever its code says.
// Notation: Poisson arrivals at rate lambda, mean duration S, a = lambda*S.

// load is a rule book under Poisson arrivals of one function.
type load struct {
	cfg      core.Config
	model    core.Model
	rate     float64 // per second
	n        int
	seed     uint64
	before   []core.Event // settings
	settle   int64        // ns before the first arrival
	qual     core.Qual
	observer func(now int64, e core.Effect)
}

// tally is what a load saw.
type tally struct {
	sent, refused, cold, spilled, done int
	busy                               float64 // mean environments in use
}

func (l load) run(t *testing.T) tally {
	t.Helper()
	b := New(l.cfg)
	b.AddModel(l.model)
	for _, ev := range l.before {
		for _, e := range b.Step(0, ev, nil) {
			if e.Reason != core.NoReason {
				t.Fatalf("%v refused: %v", ev.Kind, e.Reason)
			}
		}
	}
	var got tally
	var area float64
	started := map[uint64]int64{}
	see := func(now int64, effects []core.Effect) {
		for _, e := range effects {
			if l.observer != nil {
				l.observer(now, e)
			}
			if e.Kind != core.Reply {
				continue
			}
			if e.Outcome == core.Refused {
				got.refused++
				continue
			}
			got.done++
			area += float64(now - started[e.Req])
			delete(started, e.Req)
			if e.Cold {
				got.cold++
			}
			if !e.Provisioned {
				got.spilled++
			}
		}
	}
	now := l.settle
	for i := range l.n {
		now += int64(-math.Log(dist.U(l.seed, dist.StreamArrival, 0, uint64(i))) / l.rate * 1e9)
		for at, ok := b.Next(); ok && at <= now; at, ok = b.Next() {
			see(at, b.Expire(at, nil))
		}
		b.Expire(now, nil)
		got.sent++
		started[uint64(i+1)] = now
		ev := core.Event{Kind: core.Invoke, Req: uint64(i + 1), Key: uint64(i) + l.seed<<32, Qual: l.qual}
		see(now, b.Step(now, ev, nil))
	}
	got.busy = area / float64(now-l.settle)
	return got
}

func create(reserved int32) []core.Event {
	evs := []core.Event{{Kind: core.CreateFunction, Timeout: 900 * second}}
	if reserved > 0 {
		evs = append(evs, core.Event{Kind: core.PutReserved, N: reserved})
	}
	return evs
}

// erlangB is the loss formula.
func erlangB(a float64, c int) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.5f, the formula says %.5f (+-%.5f)", what, got, want, tolerance)
	}
}

func mustDist(t *testing.T, d dist.Dist, err error) dist.Dist {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Throttling under reserved concurrency is the Erlang loss formula, whatever
// the distribution of durations.
func TestReservedConcurrencyIsErlangLoss(t *testing.T) {
	constant, err := dist.Constant(time.Second)
	constant = mustDist(t, constant, err)
	lognormal, err := dist.LognormalMeanSigma(time.Second, 1)
	lognormal = mustDist(t, lognormal, err)
	for _, c := range []struct {
		a float64
		c int32
		d dist.Dist
	}{{2, 3, constant}, {10, 10, constant}, {10, 10, lognormal}, {100, 100, constant}} {
		got := load{model: core.Model{Duration: c.d}, rate: c.a, n: 100_000, seed: 7, before: create(c.c)}.run(t)
		want := erlangB(c.a, int(c.c))
		within(t, "share refused", float64(got.refused)/float64(got.sent), want, 6*math.Sqrt(want/100_000)*2)
		within(t, "mean busy", got.busy, c.a*(1-want), 0.03*c.a)
	}
}

// Provisioned first, on-demand unlimited: the spilled share is B(a, P).
func TestSpilloverIsErlangLoss(t *testing.T) {
	d, err := dist.Exponential(time.Second)
	alias := core.Qual{Kind: core.Number, N: 1}
	before := append(create(0), core.Event{Kind: core.PublishVersion}, core.Event{Kind: core.PutProvisioned, Qual: alias, N: 20})
	l := load{model: core.Model{Duration: mustDist(t, d, err)}, rate: 20, n: 100_000, seed: 3, before: before, settle: second, qual: alias}
	got := l.run(t)
	within(t, "share spilled", float64(got.spilled)/float64(got.done), 0.15889196, 0.012)
}

// One environment, deterministic expiry tau, cold extra C0:
// p_cold = exp(-lambda*tau), p_throttle = lambda*S'/(1+lambda*S').
func TestOneEnvironmentExpires(t *testing.T) {
	d, err := dist.Constant(time.Second)
	init, err2 := dist.Constant(500 * time.Millisecond)
	idle, err3 := dist.Constant(300 * time.Second)
	got := load{
		cfg:   core.Config{IdleExpiry: mustDist(t, idle, err3)},
		model: core.Model{Duration: mustDist(t, d, err), Init: mustDist(t, init, err2)},
		rate:  0.01, n: 200_000, seed: 11, before: create(1),
	}.run(t)
	within(t, "p_cold", float64(got.cold)/float64(got.done), 0.04978707, 0.003)
	within(t, "p_throttle", float64(got.refused)/float64(got.sent), 0.01014496, 0.0014)
}

// With most-recently-used reuse and a fixed idle expiry a request is cold if
// and only if it lifts the number of busy environments above its maximum over
// the last tau. Checked for every single request.
func TestColdStartsFollowThePathwiseRule(t *testing.T) {
	const tau = 20 * second
	d, err := dist.Exponential(time.Second)
	idle, err2 := dist.Constant(time.Duration(tau))
	init, err3 := dist.Constant(300 * time.Millisecond)
	type change struct {
		at   int64
		busy int
	}
	var path []change // every change of the number of busy environments
	busy := 0
	started := map[uint64]bool{}
	checked := 0
	l := load{
		cfg:   core.Config{IdleExpiry: mustDist(t, idle, err2)},
		model: core.Model{Duration: mustDist(t, d, err), Init: mustDist(t, init, err3)},
		rate:  3, n: 20_000, seed: 5, before: create(0),
	}
	colds := map[uint64]bool{}
	arrivals := 0
	l.observer = func(now int64, e core.Effect) {
		switch e.Kind {
		case core.EnvStarted:
			colds[e.Req] = true
		case core.Reply:
			busy--
			path = append(path, change{now, busy})
			started[e.Req] = true
		}
	}
	arrive := func(now int64, req uint64, cold bool) {
		high := 0
		for i := len(path) - 1; i >= 0; i-- {
			high = max(high, path[i].busy)
			if path[i].at <= now-tau {
				break
			}
		}
		busy++
		if want := busy > high; want != cold {
			t.Fatalf("request %d at %s: cold %v, the rule says %v (busy %d, maximum %d)", req, time.Duration(now), cold, want, busy, high)
		}
		path = append(path, change{now, busy})
		checked++
	}
	b := New(l.cfg)
	b.AddModel(l.model)
	for _, ev := range l.before {
		b.Step(0, ev, nil)
	}
	now := int64(0)
	for i := range l.n {
		now += int64(-math.Log(dist.U(l.seed, dist.StreamArrival, 0, uint64(i))) / l.rate * 1e9)
		for at, ok := b.Next(); ok && at <= now; at, ok = b.Next() {
			for _, e := range b.Expire(at, nil) {
				l.observer(at, e)
			}
		}
		b.Expire(now, nil)
		arrivals++
		req := uint64(arrivals)
		for _, e := range b.Step(now, core.Event{Kind: core.Invoke, Req: req, Key: req}, nil) {
			l.observer(now, e)
		}
		arrive(now, req, colds[req])
	}
	if checked != l.n || len(colds) < 100 {
		t.Fatalf("checked %d requests, %d of them cold", checked, len(colds))
	}
}

// A bucket of 1000 + 100/s against R arrivals/s: first throttle at
// t* = 1000/(R-100), then R-100 refusals a second.
func TestScalingRateRamp(t *testing.T) {
	d, err := dist.Constant(100 * time.Second)
	b := New(core.Config{ScalingBurst: 1000, ScalingPer: 10 * second})
	b.AddModel(core.Model{Duration: mustDist(t, d, err)})
	b.Step(0, core.Event{Kind: core.SetAccount, N: 100_000}, nil)
	b.Step(0, core.Event{Kind: core.CreateFunction, Timeout: 900 * second}, nil)
	const rate = 600
	first, refused := int64(0), 0
	for i := range rate * 10 {
		now := int64(i) * second / rate
		for _, e := range b.Step(now, core.Event{Kind: core.Invoke, Req: uint64(i + 1), Key: uint64(i)}, nil) {
			if e.Outcome == core.Refused && e.Kind == core.Reply {
				if first == 0 {
					first = now
				}
				refused++
			}
		}
	}
	within(t, "first throttle, s", float64(first)/second, 1000.0/(rate-100), 0.01)
	within(t, "refused after it", float64(refused), (10-2)*(rate-100), 10)
}

// Each try fails with probability q: the dead-letter share is q^3 and the mean
// number of attempts 1+q+q^2.
func TestAsynchronousAttempts(t *testing.T) {
	d, err := dist.Constant(10 * time.Millisecond)
	b := New(core.Config{})
	b.AddModel(core.Model{Duration: mustDist(t, d, err), Errors: 0.3})
	b.Step(0, core.Event{Kind: core.CreateFunction, Timeout: second}, nil)
	b.Step(0, core.Event{Kind: core.PutDeadLetter, N: 1}, nil)
	const n = 50_000
	attempts, dead := 0, 0
	count := func(effects []core.Effect) {
		for _, e := range effects {
			switch e.Kind {
			case core.Ran:
				attempts++
			case core.Deliver:
				dead++
			}
		}
	}
	for i := range n {
		now := int64(i) * second / 50
		count(b.Expire(now, nil))
		count(b.Step(now, core.Event{Kind: core.InvokeEvent, Req: uint64(i + 1), Key: uint64(i)}, nil))
	}
	for at, ok := b.Next(); ok; at, ok = b.Next() {
		count(b.Expire(at, nil))
	}
	within(t, "dead-letter share", float64(dead)/n, 0.027, 0.004)
	within(t, "attempts", float64(attempts)/n, 1.39, 0.02)
	if b.Waiting() != 0 {
		t.Errorf("%d events are left", b.Waiting())
	}
}

// Events that are only ever throttled are tried 80 times in six hours.
func TestThrottledEventIsTried80Times(t *testing.T) {
	b := New(core.Config{})
	d, err := dist.Constant(time.Second)
	b.AddModel(core.Model{Duration: mustDist(t, d, err)})
	b.Step(0, core.Event{Kind: core.CreateFunction, Timeout: 900 * second}, nil)
	b.Step(0, core.Event{Kind: core.PutReserved, N: 1}, nil)
	held, ended := 0, false
	// Another request holds the only unit for as long as it takes.
	b.fns[0].Busy = 1 << 20
	see := func(effects []core.Effect) {
		for _, e := range effects {
			held += btoi(e.Kind == core.Held && e.Req == 2)
			ended = ended || e.Kind == core.Forget && e.Req == 2 && e.Condition == core.EventAgeExceeded
		}
	}
	see(b.Step(0, core.Event{Kind: core.InvokeEvent, Req: 2, Key: 2}, nil))
	for at, ok := b.Next(); ok; at, ok = b.Next() {
		see(b.Expire(at, nil))
	}
	if held != 80 || !ended {
		t.Errorf("tried %d times, expired %v; want 80, true", held, ended)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
