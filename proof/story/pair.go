package story

import (
	"squall/standin/core"
)

// Request is one request from its arrival until it is forgotten.
type Request struct {
	Event core.Event
	At    int64
	Async bool

	batch   int
	replies int
	started uint64 // the environment that was started for its present attempt
	where   int    // and in which batch
}

// Run is one request, or one attempt of an event, in its environment. One
// without an environment stands for a request that has none.
type Run struct {
	Request *Request
	Env     uint64
	Fresh   bool        // the environment was started for it
	End     core.Effect // Reply or Ran
}

// pairing finds the beginning of everything that has ended.
type pairing struct {
	Wrong
	batches []Batch
	open    map[uint64]*Request
	timers  map[int64]int // the first batch of timers at a time
}

func (p *pairing) all() {
	last := int64(0)
	for i := range p.batches {
		b := &p.batches[i]
		p.Now = b.At
		if b.At < last {
			p.Add("time went back to here from %d", last)
		}
		last = b.At
		if _, ok := p.timers[b.At]; !ok && b.Timers() {
			p.timers[b.At] = i
		}
		if b.Event.Kind == core.Invoke || b.Event.Kind == core.InvokeEvent {
			if p.open[b.Event.Req] != nil {
				p.Add("request %d comes twice", b.Event.Req)
			}
			p.open[b.Event.Req] = &Request{Event: b.Event, At: b.At, batch: i, Async: b.Event.Kind == core.InvokeEvent}
		}
		b.Of = make([]*Run, len(b.Effects))
		for k := range b.Effects {
			p.effect(i, k)
		}
	}
	for _, r := range p.open {
		p.Add("request %d of %d ns was never done with", r.Event.Req, r.At)
		break
	}
}

// effect handles what speaks of requests.
func (p *pairing) effect(i, k int) {
	b := &p.batches[i]
	e := &b.Effects[k]
	if e.Kind == core.Answer || e.Kind == core.EnvEnded || e.Kind == core.EnvStarted && e.Req == 0 {
		return
	}
	r := p.open[e.Req]
	if r == nil {
		p.Add("nobody asked for %s", e)
		return
	}
	switch e.Kind {
	case core.EnvStarted:
		r.started, r.where = e.Env, i
	case core.Reply:
		if r.replies++; r.replies > 1 {
			p.Add("a second answer: %s", e)
		}
		if e.At < b.At {
			p.Add("seen before it was given: %s", e)
		}
		if e.Env != 0 {
			p.ended(i, k, r, r.batch)
		}
	case core.Ran:
		p.ended(i, k, r, p.beginning(r, e))
	case core.Forget:
		if r.replies != 1 {
			p.Add("request %d was answered %d times", e.Req, r.replies)
		}
		delete(p.open, e.Req)
	}
	b.Of[k] = p.of(i, k, r)
}

// of keeps the request with an effect that ends nothing.
func (p *pairing) of(i, k int, r *Request) *Run {
	if has := p.batches[i].Of[k]; has != nil {
		return has
	}
	return &Run{Request: r}
}

// beginning is the batch in which an attempt began: it takes no time to find
// a used environment, and the start of a new one is told.
func (p *pairing) beginning(r *Request, e *core.Effect) int {
	if r.started == e.Env {
		return r.where
	}
	if e.Attempt == 1 && e.Start == r.At {
		return r.batch
	}
	if i, ok := p.timers[e.Start]; ok {
		return i
	}
	p.Add("an attempt began at %d ns, when nothing was due: %s", e.Start, e)
	return r.batch
}

func (p *pairing) ended(i, k int, r *Request, began int) {
	b := &p.batches[i]
	e := &b.Effects[k]
	run := &Run{Request: r, Env: e.Env, Fresh: r.started == e.Env, End: *e}
	r.started = 0
	if e.Start+e.Duration != b.At || e.Start < p.batches[began].At {
		p.Add("its times do not add up from %d ns on: %s", p.batches[began].At, e)
	}
	b.Of[k] = run
	p.batches[began].Begun = append(p.batches[began].Begun, run)
}
