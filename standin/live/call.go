package live

import (
	"context"
	"time"

	"squall/attack/hit"
	"squall/profiles/dist"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/metrics/meter"
)

// call is one request in hand: what the rule book knows only by number. An
// asynchronous one is kept until its event has ended.
type call struct {
	request invoke.Request
	id      string // request id
	target  catalog.Target
	done    chan invoke.Response // takes one value
	lastErr []byte               // what its latest failed attempt answered
	meter   *meter.Meter
	begun   meter.Begun // the attempt that runs
	since   int64       // when it came, ns since the loop was made
}

// refuse answers a call that will never be carried out.
func (c *call) refuse() {
	select {
	case c.done <- invoke.Response{Outcome: core.Refused, Reason: core.NoReason, RequestID: c.id}:
	default:
	}
}

// Invoke carries out one invoke and waits for its end; for an asynchronous
// one, for its acceptance. When ctx ends first the function runs on, as it
// does on AWS.
func (l *Loop) Invoke(ctx context.Context, r invoke.Request) invoke.Response {
	c := &call{request: r, done: make(chan invoke.Response, 1)}
	if !l.post(item{call: c}) {
		return invoke.Response{Outcome: core.Refused, At: time.Now()}
	}
	select {
	case resp := <-c.done:
		return resp
	case <-ctx.Done():
		return invoke.Response{Outcome: core.Refused, At: time.Now()}
	}
}

// start gives a call to the rule book.
func (l *Loop) start(now int64, c *call) {
	l.nextReq++
	c.id = catalog.UUID("request", l.nextReq)
	r := &c.request
	target, err := l.catalog.Resolve(r.Account, r.Region, r.Function, r.Qualifier)
	if err != nil {
		c.done <- invoke.Response{RequestID: c.id, Outcome: core.NotFound, Reason: core.NoSuchFunction,
			FunctionARN: target.ARN, At: l.epoch.Add(time.Duration(now))}
		return
	}
	c.target = target
	key, ok := hit.TraceKey(r.Trace)
	if !ok {
		key = dist.Hash(l.options.Rules.Seed, dist.StreamArrival, l.nextReq, 0)
	}
	ev := core.Event{Kind: core.Invoke, Req: l.nextReq, Fn: target.Fn, Qual: target.Qual, Key: key, Door: uint8(r.Door)}
	if r.Async {
		ev.Kind = core.InvokeEvent
	}
	if r.DryRun {
		c.done <- invoke.Response{RequestID: c.id, FunctionARN: target.ARN, At: l.epoch.Add(time.Duration(now))}
		return
	}
	c.meter, c.since = l.meterOf(c), now
	l.calls[l.nextReq] = c
	l.perform(l.book.Step(now, ev, l.effects[:0]))
}
