package live

import (
	"context"

	"squall/standin/core"
	"squall/standin/metrics"
	"squall/standin/metrics/meter"
	"squall/standin/modelled"
)

// measured are rules by which the rule book tells what is measured.
func measured(rules core.Config) core.Config {
	rules.TellBegun = true
	return rules
}

// Metrics runs f with the metrics on the owner goroutine, everything up to now
// counted; not at all once the loop has stopped. Now is ns since 1970.
func (l *Loop) Metrics(f func(now int64, s *metrics.Store)) {
	_ = l.do(context.Background(), func(now int64) {
		l.meters.Flush(l.unix(now))
		f(l.unix(now), l.metrics)
		l.tally = now // who has put some is told so
	})
}

// nextTally is when the keeper is told of metrics, a second after they were new.
func (l *Loop) nextTally() (at int64, ok bool) {
	return l.tally, l.options.Keeper != nil && l.tally > 0
}

// tallied tells of the metrics that have changed, when it is time.
func (l *Loop) tallied(put func(key string, value []byte)) error {
	if at, ok := l.nextTally(); !ok || at > l.now() {
		return nil
	}
	l.tally = 0
	l.meters.Flush(l.unix(l.now()))
	return l.metrics.Noted(put)
}

// meterOf is what measures the requests for a call's target.
func (l *Loop) meterOf(c *call) *meter.Meter {
	if m := l.meters.Find(c.target.Fn, c.target.Qual); m != nil {
		return m
	}
	names := l.catalog.Names(c.target.Fn)
	return l.meters.Make(meter.Subject{
		Where:  metrics.Scope{Account: names.Account, Region: names.Region},
		Region: c.target.Region, Fn: c.target.Fn, Function: names.Function,
		Qual: c.target.Qual, Qualifier: c.request.Qualifier,
	})
}

// measureBegun counts an attempt that an environment has taken.
func (l *Loop) measureBegun(c *call, e *core.Effect) {
	at := l.unix(e.At)
	c.begun = c.meter.Began(at, e, l.book.Account(c.target.Region))
	if c.request.Async {
		c.meter.Aged(at, float64(e.At-c.since)/1e6)
	}
}

// measureEnd counts an attempt that has ended.
func (l *Loop) measureEnd(c *call, e *core.Effect) {
	c.meter.Ended(l.unix(e.Start+e.Duration), &c.begun, e, float64(modelled.Round(e.Duration))/1e6)
}

// measureReply counts what a caller is told.
func (l *Loop) measureReply(c *call, e *core.Effect) {
	switch e.Outcome {
	case core.Accepted:
		c.meter.Received(l.unix(c.since))
	case core.Refused:
		if e.Reason.Throttles() {
			c.meter.Throttled(l.unix(c.since))
		}
	case core.NotFound, core.Intercepted:
	default:
		l.measureEnd(c, e)
		l.keep(c, e)
	}
}

// measureForgotten counts an asynchronous event that has ended without success.
func (l *Loop) measureForgotten(e *core.Effect) {
	if e.Condition == core.NoCondition || e.Condition == core.Success {
		return
	}
	if c := l.calls[e.Req]; c != nil {
		c.meter.Dropped(l.unix(e.At))
	}
}
