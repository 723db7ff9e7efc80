package book

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"squall/profiles/dist"
	"squall/standin/core"
)

// crowd drives a book with whatever comes, and keeps what was promised to
// whom.
type crowd struct {
	b       *Book
	dice    *rand.Rand
	now     int64
	last    core.Event
	nextReq uint64
	waiting map[uint64]int  // replies of requests that were not forgotten yet
	alive   map[uint64]bool // environments by number
}

// number draws a whole number from 0 to most.
func (c *crowd) number(most int32) int32 { return c.dice.Int32N(most + 1) }

// models of the crowd: quick, slow and failing now and then, broken.
func (c *crowd) models(t *rapid.T) {
	constant := func(d time.Duration) dist.Dist {
		out, err := dist.Constant(d)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	c.b.AddModel(core.Model{Duration: constant(200 * time.Millisecond), Init: constant(time.Second)})
	c.b.AddModel(core.Model{Duration: constant(4 * time.Second), Errors: 0.4, First: second, Init: constant(11 * time.Second)})
	c.b.AddModel(core.Model{Duration: constant(time.Second), InitErrors: 0.9})
}

// settle makes what the crowd then quarrels about: three functions of two
// regions with versions and an alias.
func (c *crowd) settle(t *rapid.T) {
	for fn := range int32(3) {
		for _, ev := range []core.Event{
			{Kind: core.CreateFunction, Region: fn % 2, Model: fn % 2, Timeout: 3 * second}, {Kind: core.PublishVersion},
			{Kind: core.ConfigureLatest, Model: c.number(2), Timeout: 3 * second}, {Kind: core.PublishVersion},
			{Kind: core.PutAlias, Qual: core.Qual{Kind: core.Alias, N: 0}, N: 1},
		} {
			ev.Fn = fn
			c.take(t, c.b.Step(c.now, ev, nil))
		}
	}
}

func (c *crowd) qual() core.Qual {
	q := core.Qual{Kind: core.QualKind(c.number(2))}
	switch q.Kind {
	case core.Number:
		q.N = c.number(4)
	case core.Alias:
		q.N = c.number(1)
	}
	return q
}

// event draws anything that can happen.
func (c *crowd) event() core.Event {
	fn := c.number(2)
	ev := core.Event{Fn: fn, Region: fn % 2, Qual: c.qual()}
	// Traffic is more frequent than all changes together.
	ev.Kind = core.EventKind(1 + c.number(int32(core.PutDeadLetter)-1))
	if c.number(1) == 0 {
		// What has the most to keep together.
		ev.Kind = []core.EventKind{core.PutAlias, core.PutProvisioned, core.DeleteProvisioned, core.DeleteVersion}[c.number(3)]
	}
	if c.number(3) > 0 {
		ev.Kind = core.Invoke + core.EventKind(c.number(1))
	}
	switch ev.Kind {
	case core.Invoke, core.InvokeEvent:
		c.nextReq++
		ev.Req, ev.Key = c.nextReq, c.nextReq
		c.waiting[ev.Req] = 0
	case core.SetAccount:
		ev.Region, ev.N = c.number(1), []int32{1, 99, 103, 110, 1000}[c.number(4)]
	case core.CreateFunction, core.ConfigureLatest:
		ev.Model, ev.Timeout = c.number(3)-1, 3*second
	case core.PutAlias:
		ev.Qual.Kind, ev.N, ev.M = core.Alias, c.number(3), c.number(2)
		ev.Weight = 500_000
	case core.DeleteAlias:
		ev.Qual.Kind = core.Alias
	case core.PutReserved:
		ev.N = c.number(12)
	case core.PutProvisioned:
		ev.N = 1 + c.number(5)
	case core.PutEventInvoke:
		ev.N, ev.MaxAge = c.number(2), int64(60+c.number(200))*second
		ev.Flags = uint8(c.number(3))
	case core.PutDeadLetter:
		ev.N = c.number(1)
	}
	return ev
}

// take checks effects against what was promised.
func (c *crowd) take(t *rapid.T, effects []core.Effect) {
	for _, e := range effects {
		switch e.Kind {
		case core.EnvStarted:
			c.alive[e.Env] = true
			continue
		case core.EnvEnded:
			if !c.alive[e.Env] {
				t.Fatalf("environment %d ended twice: %s", e.Env, e)
			}
			delete(c.alive, e.Env)
			continue
		case core.Answer:
			continue
		}
		replies, ok := c.waiting[e.Req]
		if !ok {
			t.Fatalf("of a request that was forgotten: %s", e)
		}
		switch e.Kind {
		case core.Reply:
			c.waiting[e.Req]++
		case core.Forget:
			if replies != 1 {
				t.Fatalf("request %d was answered %d times", e.Req, replies)
			}
			delete(c.waiting, e.Req)
		}
	}
}

func (c *crowd) pass(t *rapid.T, by int64) {
	c.now += by
	c.take(t, c.b.Expire(c.now, nil))
	if at, ok := c.b.Next(); ok && at <= c.now {
		t.Fatalf("at %d a timer is left at %d", c.now, at)
	}
}

func (c *crowd) check(t *rapid.T) {
	for _, wrong := range inconsistencies(c.b) {
		t.Errorf("at %s after %s %+v: %s", time.Duration(c.now), c.last.Kind, c.last, wrong)
	}
	if n := len(c.b.envs) - len(c.b.freeEnv); n != len(c.alive) {
		t.Errorf("%d environments in the slab, %d started and not ended", n, len(c.alive))
	}
	if c.number(9) == 0 {
		for _, wrong := range orphans(c.b) {
			t.Errorf("at %s after %s %+v: %s", time.Duration(c.now), c.last.Kind, c.last, wrong)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// Whatever happens in whatever order, the counters agree with the slab, nobody
// is answered twice or never, and no timer is left over.
func TestCountersAgreeWithTheSlab(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		idle, err := dist.Uniform(20*time.Second, 60*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		cfg := core.Config{Seed: 7, ScalingBurst: 6, ScalingPer: 10 * second, ProvisionDelay: 5 * second, ProvisionPerMin: 60,
			IdleExpiry: idle, MaxLifetime: 50 * second, Proactive: 0.5}
		// Not rapid's own dice, which love small numbers: nothing much would
		// happen. The story ends at the first thing that is wrong.
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "dice"), 0))
		c := &crowd{b: New(cfg), dice: dice, waiting: map[uint64]int{}, alive: map[uint64]bool{}}
		c.models(t)
		c.settle(t)
		for range 200 + c.number(2000) {
			// Mostly at once, seldom after so long that all has come to rest.
			switch c.number(39) {
			case 0:
				c.pass(t, 40*second)
			case 1, 2:
				c.pass(t, 3*second)
			case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12:
				c.pass(t, second/5)
			}
			if c.number(30) == 30 {
				cfg.ScalingBurst = 3 + int64(c.number(3))
				c.b.Configure(cfg)
			}
			c.last = c.event()
			c.take(t, c.b.Step(c.now, c.last, nil))
			c.check(t)
		}
		if c.number(1) == 0 {
			for range 500 { // 7 hours: longer than any event can last
				c.pass(t, 50*second)
			}
			c.check(t)
			if len(c.waiting) > 0 || c.b.Waiting() > 0 {
				t.Fatalf("%d requests and %d events never end", len(c.waiting), c.b.Waiting())
			}
		}
	})
}
