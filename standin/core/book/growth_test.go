package book

import (
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/standin/core"
)

// places is how much room a book has made.
type places struct {
	envs, vers, provs, events, regions, fns int
	timers                                  int32
}

// A stand-in that serves for days, with functions that come and go, keeps no
// more than its busiest moment needed.
func TestNothingGrowsWithWhatWas(t *testing.T) {
	d, err := dist.Constant(500 * time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	b := New(core.Config{Seed: 1, ScalingBurst: 1000, ScalingPer: 10 * second, ProvisionDelay: second, ProvisionPerMin: 6000,
		IdleExpiry: d, MaxLifetime: 10 * second, Proactive: 0.5})
	b.AddModel(core.Model{Duration: d, Init: d, Errors: 0.5})
	var room places
	for round := range 50 {
		now := b.now
		req := uint64(round) * 1000
		step := func(ev core.Event) {
			req++
			ev.Req, ev.Key, ev.Timeout = req, req, 3*second
			b.Step(b.now, ev, nil)
		}
		pass := func(until int64) {
			for at, ok := b.Next(); ok && at <= until; at, ok = b.Next() {
				b.Expire(at, nil)
			}
			b.Expire(until, nil)
		}
		alias := core.Qual{Kind: core.Alias}
		step(core.Event{Kind: core.CreateFunction})
		step(core.Event{Kind: core.PublishVersion})
		number := b.fns[0].published
		step(core.Event{Kind: core.PutAlias, Qual: alias, N: number})
		step(core.Event{Kind: core.PutEventInvoke, Qual: core.Qual{Kind: core.Number, N: number}, MaxAge: 60 * second})
		step(core.Event{Kind: core.PutProvisioned, Qual: alias, N: 5})
		pass(now + 5*second)
		for range 20 {
			step(core.Event{Kind: core.Invoke, Qual: alias})
			step(core.Event{Kind: core.InvokeEvent, Qual: alias})
		}
		step(core.Event{Kind: core.ConfigureLatest})
		if round%2 == 0 {
			step(core.Event{Kind: core.DeleteAlias, Qual: alias})
			step(core.Event{Kind: core.DeleteVersion, Qual: core.Qual{Kind: core.Number, N: number}})
		}
		step(core.Event{Kind: core.DeleteFunction})
		pass(now + 7*3600*second)
		made := places{len(b.envs), len(b.vers), len(b.provs), b.events.Places(), len(b.regions), len(b.fns), b.timers.Own(envTimer, 0)}
		b.timers.Disown(made.timers)
		if int(made.timers) > 2*made.envs+made.provs+made.events {
			t.Fatalf("round %d needs %+v: more timers than owners", round, made)
		}
		made.timers = 0 // any of the free ones
		if round == 1 {
			room = made
		} else if round > 1 && made != room {
			t.Fatalf("round %d needs %+v, round 1 needed %+v", round, made, room)
		}
	}
}
