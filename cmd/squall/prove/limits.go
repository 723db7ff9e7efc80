package prove

import (
	"context"
	"fmt"
	"sync"
	"time"

	"squall/analyze/cost"
	"squall/attack"
	"squall/attack/cloud"
	"squall/attack/hit"
	"squall/cmd/squall/record"
	"squall/profiles"
)

// How often alarms are looked at, and after how many looks in vain a run ends
// that nobody guards.
const (
	lookEvery   = 5 * time.Second
	looksNearby = 250 * time.Millisecond // at a stand-in's, which nobody else asks
	blindFor    = 3
	margin      = 5 * time.Minute // for taking changes back before a run expires
)

// Limits end a run that costs too much, sends too much or sets an alarm off.
type Limits struct {
	attack.Recorder
	ground *Ground
	stop   func(error)

	mu    sync.Mutex
	began time.Time
	spent float64       // by requests
	sent  map[int64]int // by second of the present block
	block [2]uint16
	// seen is what clients saw of each function that nothing but they invoked.
	seen map[string]*cloud.Counted
}

// Limit watches over a run; stop ends it.
func (g *Ground) Limit(ctx context.Context, next attack.Recorder, stop func(error)) (*Limits, error) {
	l := &Limits{Recorder: next, ground: g, stop: stop, began: time.Now(), seen: map[string]*cloud.Counted{}}
	g.limits = l
	if err := g.Alarms(ctx, g.opt.Plan.Guard.Alarms, func(text string) { stop(record.Stopped{Rule: text}) }, stop); err != nil {
		return nil, fmt.Errorf("stop: %w", err)
	}
	if !g.Expires.IsZero() {
		go g.expire(ctx, stop)
	}
	return l, nil
}

// expire ends a run that has outlived its time: its marks say so, and what is
// scheduled puts back what it measures. The clock on the wall counts, which goes
// on while a machine sleeps.
func (g *Ground) expire(ctx context.Context, stop func(error)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if now.Round(0).After(g.Expires.Add(-margin)) {
				stop(record.Stopped{Why: "the run has outlived its time: it was to have ended by " + g.Expires.Format(time.RFC3339)})
				return
			}
		}
	}
}

// Alarms looks at alarms from now on and tells when one goes off; alarms that
// cannot be looked at end the run.
func (g *Ground) Alarms(ctx context.Context, alarms []string, tell func(text string), stop func(error)) error {
	if len(alarms) == 0 {
		return nil
	}
	on, err := g.Session.Alarming(ctx, alarms)
	if err != nil {
		return err
	}
	if len(on) > 0 {
		return fmt.Errorf("%s, before the run has begun", on[0])
	}
	go g.alarms(ctx, alarms, tell, stop)
	return nil
}

func (g *Ground) alarms(ctx context.Context, alarms []string, tell func(text string), stop func(error)) {
	every := lookEvery
	if g.Session.Endpoint != "" {
		every = looksNearby
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	failed := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		on, err := g.Session.Alarming(ctx, alarms)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if failed++; failed == blindFor {
				stop(record.Stopped{Why: fmt.Sprintf("the alarms cannot be looked at: %v", err)})
			}
		case len(on) > 0:
			tell(on[0])
		default:
			failed = 0
		}
	}
}

// Hit counts what a hit may have cost, and hands it on.
func (l *Limits) Hit(h *hit.Hit) {
	l.Recorder.Hit(h)
	guard := l.ground.opt.Plan.Guard
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spent += l.price(h)
	l.count(h)
	if h.ReasonFrom == hit.Wire && cloud.Expired(h.Reason) {
		l.stop(record.Stopped{Why: "the credentials have expired (" + h.Reason + "): get new ones"})
	}
	if guard.Budget > 0 {
		if usd := l.spent + l.kept(); usd > guard.Budget {
			l.stop(record.Stopped{Rule: fmt.Sprintf("budget: about $%.4f spent of $%.4f", usd, guard.Budget)})
		}
	}
	if guard.MaxRate == 0 {
		return
	}
	if block := [2]uint16{h.Arm, h.Repeat}; block != l.block || l.sent == nil {
		l.block, l.sent = block, map[int64]int{}
	}
	at := h.Sent / int64(time.Second)
	// Arrivals at random are above their rate half of the time.
	if l.sent[at]++; float64(l.sent[at]) > guard.MaxRate*1.5+10 {
		l.stop(record.Stopped{Rule: fmt.Sprintf("max_rate: %d requests in a second, %.4g are allowed", l.sent[at], guard.MaxRate)})
	}
	delete(l.sent, at-60)
}

// entry is the one that sent a hit.
func (l *Limits) entry(h *hit.Hit) *profiles.Entry {
	w := &l.ground.Plan.Arms[h.Arm].World
	for i := range w.Attack {
		if w.Attack[i].Name == l.ground.Plan.Entries[h.Entry] {
			return &w.Attack[i]
		}
	}
	return nil
}

// count notes what became of a hit for its function.
func (l *Limits) count(h *hit.Hit) {
	e := l.entry(h)
	if e == nil || e.Function == "" || e.Async() {
		return
	}
	c := l.seen[e.Function]
	if c == nil {
		c = new(cloud.Counted)
		l.seen[e.Function] = c
	}
	switch h.Outcome {
	case hit.Throttled:
		c.Throttles++
	case hit.OK, hit.FunctionError, hit.CheckFailed:
		c.Invocations++
	}
}

// price is what a hit costs at most by what its client saw: a request runs no
// longer than it is waited for, an event as long as it may.
func (l *Limits) price(h *hit.Hit) float64 {
	plan := l.ground.Plan
	w := &plan.Arms[h.Arm].World
	e := l.entry(h)
	if e == nil {
		return 0
	}
	f := w.Function(e.Function)
	if f == nil {
		return 0
	}
	u := cost.Of(f, w, 0)
	u.Requests, u.RunMs = 1, uint64(max(0, min((h.Done-h.Sent)/int64(time.Millisecond)+1, f.Timeout.Milliseconds())))
	if e.Async() {
		u.Requests = uint64(1 + f.Async.Retries)
		u.RunMs = u.Requests * uint64(f.Timeout.Milliseconds())
	}
	return u.USD(&plan.Prices)
}

// kept is what provisioned environments have cost so far: their bound, as far
// as time has passed; and what experiments will cost.
func (l *Limits) kept() float64 {
	var whole time.Duration
	for _, r := range l.ground.Rows {
		whole = max(whole, r.For)
	}
	if whole == 0 {
		return 0
	}
	return l.ground.Bound.Injection + l.ground.Bound.Provisioned*min(1, float64(time.Since(l.began))/float64(whole))
}
