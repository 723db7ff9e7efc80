package live

import (
	"context"
	"fmt"
	"time"

	"squall/attack/hit"
	"squall/profiles/dist"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/naming"
	"squall/standin/core"
	"squall/standin/core/chance"
	"squall/standin/identity/policy"
	"squall/standin/invoke"
	"squall/standin/metrics/meter"
	"squall/standin/relay"
)

// call is one request in hand: what the rule book knows only by number. An
// asynchronous one is kept until its event has ended.
type call struct {
	request invoke.Request
	number  uint64 // by which the rule book knows it
	id      string // request id, made of the number
	target  catalog.Target
	done    chan invoke.Response // takes one value
	batch   uint64               // number of the pollers' call, which waits instead of done; 0: nobody's
	lastErr []byte               // what its latest failed attempt answered
	meter   *meter.Meter
	begun   meter.Begun // the attempt that runs
	since   int64       // when it came, ns since the loop was made
	event   string      // what the source of the event calls it, or ""
	hops    int         // functions in the chain of deliveries up to this one
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

// invokeEvent takes an event for a function from another service. It is
// started when what goes on now is through.
func (l *Loop) invokeEvent(_ int64, c relay.Call) error {
	ref, refused := naming.Parse("", "", c.ARN, "")
	if refused == nil {
		_, refused = l.catalog.Resolve(ref.Account, ref.Region, ref.Name, ref.Qualifier)
	}
	if refused != nil {
		return refused
	}
	l.posted = append(l.posted, &call{
		request: invoke.Request{Account: ref.Account, Region: ref.Region, Function: ref.Name, Qualifier: ref.Qualifier,
			Payload: c.Payload, Async: true, Door: invoke.NoDoor,
			From: &invoke.Origin{Caller: policy.Caller{Service: c.Caller.Service}, SourceARN: c.Caller.SourceARN, SourceAccount: c.Caller.Account}},
		hops: c.Hops, done: make(chan invoke.Response, 1),
	})
	return nil
}

// allowed asks the policy of a function whether a service may invoke it.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
func (l *Loop) allowed(arn string, by relay.Caller) error {
	ref, refused := naming.Parse("", "", arn, "")
	var target catalog.Target
	if refused == nil {
		target, refused = l.catalog.Resolve(ref.Account, ref.Region, ref.Name, ref.Qualifier)
	}
	if refused != nil {
		return refused
	}
	decision := attached.Decide(l.catalog, target.Fn, ref.Qualifier, policy.Request{
		Caller: policy.Caller{Service: by.Service}, Action: "lambda:InvokeFunction", Resource: target.ARN,
		Context: map[string]string{"aws:SourceArn": by.SourceARN, "aws:SourceAccount": by.Account},
	})
	if decision != policy.Allowed {
		return fmt.Errorf("%s is not authorized to perform lambda:InvokeFunction on %s: its policy does not allow it", by.Service, target.ARN)
	}
	return nil
}

// startPosted starts the invokes that services have asked for, and those that
// follow from them at once; then lets the pollers see what has changed.
func (l *Loop) startPosted(now int64) {
	if l.book.Faults.Away(now) > 0 {
		return
	}
	for l.pollers.Expire(now); len(l.posted) > 0; l.pollers.Expire(now) {
		for len(l.posted) > 0 {
			c := l.posted[0]
			l.posted = l.posted[1:]
			l.start(now, c)
		}
		l.posted = nil
	}
}

// start gives a call to the rule book.
func (l *Loop) start(now int64, c *call) {
	l.nextReq++
	c.number, c.id = l.nextReq, catalog.UUID("request", l.nextReq)
	r := &c.request
	key, ok := hit.TraceKey(r.Trace)
	if !ok {
		key = dist.Hash(l.options.Rules.Seed, dist.StreamArrival, l.nextReq, 0)
	}
	target, err := l.catalog.Resolve(r.Account, r.Region, r.Function, r.Qualifier)
	if err != nil {
		// As late as any answer of the front end and the door.
		at := now + chance.Latency(&l.options.Rules, key, 0, uint8(r.Door))
		l.tell(c, invoke.Response{RequestID: c.id, Outcome: core.NotFound, Reason: core.NoSuchFunction,
			FunctionARN: target.ARN, At: l.epoch.Add(time.Duration(at))})
		return
	}
	c.target = target
	if reason := l.admit(c); reason != core.NoReason {
		l.tell(c, invoke.Response{RequestID: c.id, Outcome: core.Refused, Reason: reason,
			FunctionARN: target.ARN, At: l.epoch.Add(time.Duration(now))})
		return
	}
	ev := core.Event{Kind: core.Invoke, Req: l.nextReq, Fn: target.Fn, Qual: target.Qual, Key: key, Door: uint8(r.Door), Took: r.Took, Marks: l.marks(now, c)}
	if r.Async {
		ev.Kind = core.InvokeEvent
		c.event = hit.EventID(r.Payload)
	}
	if r.DryRun {
		l.tell(c, invoke.Response{RequestID: c.id, FunctionARN: target.ARN, At: l.epoch.Add(time.Duration(now))})
		return
	}
	c.meter, c.since = l.meterOf(c), now
	l.calls[l.nextReq] = c
	l.perform(l.book.Step(now, ev, l.effects[:0]))
}
