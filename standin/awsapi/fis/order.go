package fis

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
	"squall/standin/core/fault"
	"squall/standin/experiment"
	"squall/standin/modelled"
)

// order is an action as a fault of the rule book.
func order(a experiment.Action) (o fault.Order, err error) {
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(a.Parameters[name]); err == nil {
			return n
		}
		return otherwise
	}
	o.Fault = fault.Fault{Fn: fault.Any, Share: float64(number("invocationPercentage", 100)) / 100, Instead: a.Parameters["preventExecution"] == "true",
		Key: dist.Key(a.ID)}
	switch a.ID {
	case experiment.AddDelay:
		o.Kind = fault.InvokeDelay
		o.Delay, err = dist.Constant(time.Duration(number("startupDelayMilliseconds", 1000)) * time.Millisecond)
	case experiment.Fail:
		o.Kind = fault.ErrorUnhandled
	case experiment.Answer:
		ok := false
		if o.N, ok = modelled.StatusOf(number("statusCode", 200), a.Parameters["contentTypeHeader"]); !ok {
			err = errors.New("the content type " + a.Parameters["contentTypeHeader"] + " is not built in squall, which has " + strings.Join(modelled.ContentTypes, ", "))
		}
		o.Kind = fault.ResponseStatus
	}
	return o, err
}
