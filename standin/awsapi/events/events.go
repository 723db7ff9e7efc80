// Package events is the Amazon EventBridge API of the stand-in (JSON 1.1) over
// package buses, a file for what belongs together.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package events

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"squall/standin/awsapi/wire"
	"squall/standin/buses"
	"squall/standin/relay"
)

// Backend owns the buses.
type Backend interface {
	// Relay calls fn with everything that hands on messages, where nothing
	// else uses it, and returns after it; not at all once it has stopped.
	Relay(fn func(now int64, r *relay.Relay))
}

// Options says whose buses are served.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the EventBridge API.
func New(opt Options, backend Backend) *wire.API {
	h := &handler{backend}
	return &wire.API{Name: "EventBridge", Target: "AWSEvents", JSON: "application/x-amz-json-1.1",
		Account: opt.Account, Region: opt.Region, Model: model, Operations: h.operations()}
}

type handler struct{ backend Backend }

func (h *handler) operations() map[string]wire.Operation {
	return map[string]wire.Operation{
		"CreateEventBus":        op(h, createEventBus),
		"DeleteEventBus":        op(h, deleteEventBus),
		"DeleteRule":            op(h, deleteRule),
		"DescribeEventBus":      op(h, describeEventBus),
		"DescribeRule":          op(h, describeRule),
		"DisableRule":           op(h, disableRule),
		"EnableRule":            op(h, enableRule),
		"ListEventBuses":        op(h, listEventBuses),
		"ListRuleNamesByTarget": op(h, listRuleNamesByTarget),
		"ListRules":             op(h, listRules),
		"ListTargetsByRule":     op(h, listTargetsByRule),
		"PutEvents":             op(h, putEvents),
		"PutRule":               op(h, putRule),
		"PutTargets":            op(h, putTargets),
		"RemoveTargets":         op(h, removeTargets),
		"TestEventPattern":      op(h, testEventPattern),
	}
}

// call is one request on its way through the buses.
type call struct {
	relay *relay.Relay
	buses *buses.Buses
	now   int64
	from  wire.Call
}

// op makes an operation of what is to be done with the buses.
func op[In any](h *handler, run func(*call, *In) (any, error)) wire.Operation {
	return wire.Op(func(_ context.Context, c wire.Call, in *In) (out any, err error) {
		err = errStopped // unless the buses can be asked
		h.backend.Relay(func(now int64, r *relay.Relay) {
			out, err = run(&call{relay: r, buses: r.Buses, now: now, from: c}, in)
		})
		return out, refusal(err)
	})
}

// bus is the bus that a request names by its name or ARN, or the default one.
func (c *call) bus(name string) buses.ID {
	if id, ok := buses.ParseARN(name); ok {
		return id
	}
	return buses.ID{Account: c.from.Account, Region: c.from.Region, Name: cmp.Or(name, buses.Default)}
}

var errStopped = errors.New("the stand-in has stopped; start it again")

// refusal is an error of the buses on the wire.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html
func refusal(err error) error {
	var refused *buses.Error
	var written *wire.Error
	switch {
	case err == nil, errors.As(err, &written):
		return err
	case errors.As(err, &refused):
		return &wire.Error{Status: refused.Status, Code: refused.Code, Message: refused.Message}
	}
	return &wire.Error{Status: http.StatusInternalServerError, Code: "InternalException", Message: err.Error()}
}

func invalid(message string) error { return wire.Refuse("ValidationException", message) }
