package live

import (
	"time"

	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/live/parcel"
	"squall/standin/modelled"
	"squall/standin/relay"
)

// perform carries out effects, in order, and keeps their slice for reuse.
func (l *Loop) perform(effects []core.Effect) {
	for i := range effects {
		e := &effects[i]
		l.note(l.calls[e.Req])
		switch e.Kind {
		case core.Answer:
			l.answer = *e
		case core.Reply:
			if c := l.calls[e.Req]; c != nil {
				l.measureReply(c, e)
				l.tell(c, l.response(c, e))
			}
		case core.Began:
			if c := l.calls[e.Req]; c != nil {
				l.measureBegun(c, e)
			}
		case core.Held:
			if c := l.calls[e.Req]; c != nil {
				c.meter.Throttled(l.unix(e.At))
			}
		case core.Ran:
			if c := l.calls[e.Req]; c != nil {
				l.measureEnd(c, e)
				l.ran(c, e)
			}
		case core.Deliver:
			if c := l.calls[e.Req]; c != nil {
				l.deliver(c, e)
			}
		case core.EnvStarted:
			l.started(e)
		case core.EnvEnded:
			l.process.End(e.Env)
		case core.Hand:
			l.handed(e)
		case core.Forget:
			l.measureForgotten(e)
			delete(l.calls, e.Req)
		}
	}
	if l.options.Keeper != nil && len(effects) > 0 && l.tally == 0 {
		l.tally = l.now() + int64(time.Second)
	}
	l.effects = effects[:0]
}

// response is what the caller of Invoke gets.
func (l *Loop) response(c *call, e *core.Effect) invoke.Response {
	r := invoke.Response{
		RequestID: c.id, Outcome: e.Outcome, Reason: e.Reason, FunctionARN: c.target.ARN,
		Duration: time.Duration(e.Duration), Init: time.Duration(e.Init), At: l.epoch.Add(time.Duration(e.At)),
	}
	switch e.Outcome {
	case core.Accepted, core.Refused, core.NotFound, core.Intercepted:
		r.Status = int(e.N)
		return r
	}
	r.ExecutedVersion = modelled.VersionName(e.Version)
	r.Payload = l.payload(c, e)
	r.ErrorType = modelled.ErrorType(e)
	if c.request.LogTail {
		r.LogTail = l.tail(c, e)
	}
	return r
}

// ran keeps the log lines of an attempt of an asynchronous event.
func (l *Loop) ran(c *call, e *core.Effect) {
	if e.Outcome != core.Done {
		c.lastErr = l.payload(c, e)
	}
	if !e.Unseen {
		l.keep(c, e)
	}
}

// deliver hands an event that has ended to one of its targets. A refusal of
// the target is a line of the log, as AWS counts it in a metric only.
func (l *Loop) deliver(c *call, e *core.Effect) {
	arn := l.targetARN(c, e.Delivery)
	now := l.now()
	ended := parcel.Event{ID: c.id, Function: c.request.Function, ARN: c.qualifiedARN(), Payload: c.request.Payload, LastErr: c.lastErr}
	m := ended.DeadLetter(e)
	if e.Delivery != core.ToDeadLetter {
		if e.Condition == core.Success {
			ended.Answer = l.payload(c, e)
		}
		m = ended.Destined(e, time.Unix(0, l.unix(e.At)).UTC(), arn)
	}
	m.Caller, m.Hops = relay.Caller{Service: "lambda.amazonaws.com", SourceARN: c.target.ARN}, max(c.hops, 1)
	if e.Unseen || !l.catalog.MaySend(c.target.Fn, arn) || l.relay.Deliver(now, arn, m) != nil {
		c.meter.Undelivered(l.unix(now), e.Delivery)
		l.keepRefused(c, e.Delivery, arn, l.unix(now))
	}
}

// targetARN is where an event goes that has ended.
func (l *Loop) targetARN(c *call, d core.Delivery) string {
	onSuccess, onFailure := l.catalog.Destinations(c.target.Fn, c.target.Qual)
	switch d {
	case core.ToOnSuccess:
		return onSuccess
	case core.ToOnFailure:
		return onFailure
	default:
		return l.catalog.DeadLetter(c.target.Fn)
	}
}

// qualifiedARN is the function's, with $LATEST where nothing was asked for.
func (c *call) qualifiedARN() string {
	if c.target.Qual.Kind == core.Latest && c.request.Qualifier == "" {
		return c.target.ARN + ":$LATEST"
	}
	return c.target.ARN
}
