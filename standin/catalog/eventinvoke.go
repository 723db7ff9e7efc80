package catalog

import (
	"cmp"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Defaults of an asynchronous event's life:
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const (
	defaultRetries = 2
	defaultMaxAge  = 21600 // seconds
)

// PutEventInvoke replaces the configuration: what is not given goes back to
// its default.
func (c *Catalog) PutEventInvoke(r Ref, ch setting.EventInvokeChanges) (EventInvoke, *Error) {
	if err := ch.Check(); err != nil {
		return EventInvoke{}, err
	}
	f, q, err := c.findEventInvoke(r)
	if err != nil {
		return EventInvoke{}, refuse.NotFound("The function doesn't exist.")
	}
	return c.putEventInvoke(f, q, EventInvoke{}, ch)
}

// UpdateEventInvoke changes only what is given.
func (c *Catalog) UpdateEventInvoke(r Ref, ch setting.EventInvokeChanges) (EventInvoke, *Error) {
	if err := ch.Check(); err != nil {
		return EventInvoke{}, err
	}
	f, q, err := c.findEventInvoke(r)
	if err != nil || f.Async[q] == nil {
		return EventInvoke{}, c.noEventInvoke(r)
	}
	return c.putEventInvoke(f, q, *f.Async[q], ch)
}

func (c *Catalog) putEventInvoke(f *record.Function, q core.Qual, e EventInvoke, ch setting.EventInvokeChanges) (EventInvoke, *Error) {
	if err := cmp.Or(c.checkDestinations(f, ch), c.checkSender(f, ch.OnSuccess, ch.OnFailure)); err != nil {
		return EventInvoke{}, err
	}
	if ch.Retries != nil {
		e.Retries = new(*ch.Retries)
	}
	if ch.MaxAge != nil {
		e.MaxAge = new(*ch.MaxAge)
	}
	setting.Set(&e.OnSuccess, ch.OnSuccess)
	setting.Set(&e.OnFailure, ch.OnFailure)
	ev := core.Event{Kind: core.PutEventInvoke, Region: f.Region.ID, Fn: f.Fn, Qual: q, N: defaultRetries, MaxAge: defaultMaxAge * 1e9}
	if e.Retries != nil {
		ev.N = int32(*e.Retries)
	}
	if e.MaxAge != nil {
		ev.MaxAge = int64(*e.MaxAge) * 1e9
	}
	if e.OnSuccess != "" {
		ev.Flags |= core.HasOnSuccess
	}
	if e.OnFailure != "" {
		ev.Flags |= core.HasOnFailure
	}
	if err := c.apply(refusal{f: f, qualifier: f.Qualifier(q)}, ev); err != nil {
		return EventInvoke{}, err
	}
	e.FunctionARN, e.Modified = naming.Qualify(f.ARN, f.Qualifier(q)), c.opt.Now()
	f.Async[q] = &e
	return e, nil
}

// EventInvoke shows the configuration of a function ($LATEST), version or
// alias.
func (c *Catalog) EventInvoke(r Ref) (EventInvoke, *Error) {
	f, q, err := c.findEventInvoke(r)
	if err != nil || f.Async[q] == nil {
		return EventInvoke{}, c.noEventInvoke(r)
	}
	return *f.Async[q], nil
}

// EventInvokes lists the configurations of a function: $LATEST, versions in
// order, then aliases in the order they were first made.
func (c *Catalog) EventInvokes(r Ref) ([]EventInvoke, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil {
		return nil, refuse.NotFound("The function doesn't exist.")
	}
	var out []EventInvoke
	for _, q := range record.Quals(f.Async) {
		out = append(out, *f.Async[q])
	}
	return out, nil
}

// DeleteEventInvoke goes back to the defaults.
func (c *Catalog) DeleteEventInvoke(r Ref) *Error {
	f, q, err := c.findEventInvoke(r)
	if err != nil || f.Async[q] == nil {
		return c.noEventInvoke(r)
	}
	ev := core.Event{Kind: core.DeleteEventInvoke, Region: f.Region.ID, Fn: f.Fn, Qual: q}
	if err := c.apply(refusal{f: f, qualifier: r.Qualifier}, ev); err != nil {
		return err
	}
	delete(f.Async, q)
	return nil
}

func (c *Catalog) findEventInvoke(r Ref) (*record.Function, core.Qual, *Error) {
	f, err := c.Function(r)
	if err != nil {
		return nil, core.Qual{}, err
	}
	q, ok := f.Qual(r.Qualifier)
	if !ok || q.Kind == core.Number && f.Version(q.N) == nil {
		return nil, core.Qual{}, refuse.NotFound("The function doesn't exist.")
	}
	return f, q, nil
}

func (c *Catalog) noEventInvoke(r Ref) *Error {
	qualifier := r.Qualifier
	if qualifier == "" {
		qualifier = naming.Latest
	}
	return refuse.NotFound("The function " + naming.Qualify(c.Key(r.Account, r.Region).ARN(r.Name), qualifier) +
		" doesn't have an EventInvokeConfig")
}

// checkDestinations admits what records can go to. Whether a queue, topic, bus
// or bucket is there shows when one is delivered.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (c *Catalog) checkDestinations(f *record.Function, ch setting.EventInvokeChanges) *Error {
	for i, d := range []*string{ch.OnSuccess, ch.OnFailure} {
		if d == nil || *d == "" {
			continue
		}
		a, _ := naming.ParseARN(*d)
		standard := !strings.HasSuffix(a.Resource, ".fifo")
		switch {
		case (a.Service == "sqs" || a.Service == "sns") && standard, a.Service == "s3" && i == 1:
		case a.Service == "events" && strings.HasPrefix(a.Resource, "event-bus/"):
		case a.Service == "lambda":
			if err := c.checkFunctionDestination(f, *d); err != nil {
				return err
			}
		case i == 0:
			return refuse.Invalid("The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=%s), onFailure=null) is invalid.", *d)
		default:
			return refuse.Invalid("The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=%s)) is invalid.", *d)
		}
	}
	return nil
}

func (c *Catalog) checkFunctionDestination(f *record.Function, arn string) *Error {
	target, err := naming.Parse("", f.Region.Region, arn, "")
	if err == nil {
		_, err = c.Function(target)
	}
	switch {
	case err != nil:
		return refuse.Invalid("The destination ARN %s is invalid.", arn)
	case target.Name == f.Name && target.Account == f.Region.Account:
		return refuse.Invalid("You can't specify the function as a destination for itself.")
	}
	return nil
}
