package live

import (
	"context"

	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/core"
	"squall/standin/identity/policy"
	"squall/standin/invoke"
	"squall/standin/pollers"
	"squall/standin/queue"
)

// Mappings runs f with the event source mappings, and the catalogue of the
// functions they are for, on the owner goroutine.
func (l *Loop) Mappings(ctx context.Context, f func(now int64, c *catalog.Catalog, p *pollers.Pollers)) error {
	return l.do(ctx, func(now int64) { l.kept.Touched = true; f(now, l.catalog, l.pollers) })
}

// invokeBatch starts an invoke for the pollers when what goes on now is through.
func (l *Loop) invokeBatch(_ int64, b pollers.Call) {
	ref, _ := naming.Parse("", "", b.ARN, "") // it is one of the catalog's
	l.posted = append(l.posted, &call{batch: b.Number,
		request: invoke.Request{Account: ref.Account, Region: ref.Region, Function: ref.Name, Qualifier: ref.Qualifier,
			Payload: b.Payload, Door: invoke.NoDoor, From: &invoke.Origin{Caller: policy.Caller{Service: lambdaService}}}})
}

// mayLoop says whether a function may be part of a recursive loop.
func (l *Loop) mayLoop(function string) bool {
	ref, _ := naming.Parse("", l.options.Region, function, "")
	f, err := l.catalog.Function(ref)
	return err == nil && f.Loops
}

// mayPoll says whether the role of a mapping's function allows something; what
// becomes of a function that is gone, its invoke says.
func (l *Loop) mayPoll(function, action string, of queue.ID) bool {
	ref, _ := naming.Parse("", "", function, "") // it is one of the catalog's
	target, err := l.catalog.Resolve(ref.Account, ref.Region, ref.Name, ref.Qualifier)
	return err != nil || l.catalog.MayReceive(target.Fn, action, of.ARN())
}

// tell answers whoever waits for a call.
func (l *Loop) tell(c *call, r invoke.Response) {
	if c.batch == 0 {
		c.done <- r
		return
	}
	l.pollers.Done(l.now(), c.batch, endingOf(r), r.Payload)
}

// endingOf is what an answer means for the messages of a batch.
func endingOf(r invoke.Response) pollers.Ending {
	switch {
	case r.Outcome == core.Done:
		return pollers.Answered
	case r.Outcome == core.Refused && (r.Reason.Throttles() || r.Reason == core.FunctionPending):
		return pollers.Throttled
	}
	return pollers.Failed
}
