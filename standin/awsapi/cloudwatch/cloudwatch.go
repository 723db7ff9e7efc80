// Package cloudwatch is the Amazon CloudWatch API of the stand-in over package
// metrics, one file per operation, in the three protocols that clients speak:
// RPC v2 CBOR, JSON and query.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table is answered 501.
package cloudwatch

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

// Backend owns the metrics.
type Backend interface {
	// Metrics calls f with the metrics, where nothing else uses them, and
	// returns after it. Now is ns since 1970.
	Metrics(f func(now int64, s *metrics.Store))
	// Alarms does the same with the alarms, and carries out what they then
	// have to do.
	Alarms(f func(now int64, a *alarm.Alarms))
}

// Options says whose metrics are served.
type Options struct {
	Account string // of callers whose access key is no account
	Region  string // of callers whose signature names none
	// Strikes says whether a fault strikes a call, and the fault's own time; nil:
	// there are none.
	Strikes awsapi.Strikes
}

// New makes the CloudWatch API.
func New(o Options, b Backend) *wire.API {
	h := &handler{backend: b, strikes: o.Strikes}
	return &wire.API{
		Name: "CloudWatch", Target: "GraniteServiceVersion20100801", JSON: "application/x-amz-json-1.0", CBOR: true,
		Namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/", Shapes: "com.amazonaws.cloudwatch.v2010_08_01#",
		Account: o.Account, Region: o.Region, Model: model,
		ResultOf: map[string]bool{"TagResource": true, "UntagResource": true},
		Operations: map[string]wire.Operation{
			"DeleteAlarms":            wire.Op(h.deleteAlarms),
			"DescribeAlarmHistory":    wire.Op(h.describeAlarmHistory),
			"DescribeAlarms":          wire.Op(h.describeAlarms),
			"DescribeAlarmsForMetric": wire.Op(h.describeAlarmsForMetric),
			"DisableAlarmActions":     wire.Op(h.disableAlarmActions),
			"EnableAlarmActions":      wire.Op(h.enableAlarmActions),
			"GetMetricData":           wire.Op(h.getMetricData),
			"GetMetricStatistics":     wire.Op(h.getMetricStatistics),
			"ListMetrics":             wire.Op(h.listMetrics),
			"ListTagsForResource":     wire.Op(h.listTagsForResource),
			"PutMetricAlarm":          wire.Op(h.putMetricAlarm),
			"PutMetricData":           wire.Op(h.putMetricData),
			"SetAlarmState":           wire.Op(h.setAlarmState),
			"TagResource":             wire.Op(h.tagResource),
			"UntagResource":           wire.Op(h.untagResource),
		},
	}
}

type handler struct {
	backend Backend
	strikes awsapi.Strikes
}

// errStopped is the answer when there are no metrics any more.
var errStopped = errors.New("the stand-in has stopped; start it again")

// with runs f on the metrics and hands its error on.
func (h *handler) with(f func(now int64, s *metrics.Store) error) error {
	err := errStopped // unless f is run
	h.backend.Metrics(func(now int64, s *metrics.Store) { err = f(now, s) })
	return err
}

// Refusals. Codes and words of those that are recorded:
// localstack tests/aws/services/cloudwatch, 2025-09.

func invalidValue(format string, args ...any) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Code: "InvalidParameterValueException", Query: "InvalidParameterValue",
		Message: fmt.Sprintf(format, args...)}
}

func invalidCombination(format string, args ...any) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Code: "InvalidParameterCombinationException", Query: "InvalidParameterCombination",
		Message: fmt.Sprintf(format, args...)}
}

func exclusive(one, other string) *wire.Error {
	return invalidCombination("The parameters %s and %s are mutually exclusive and you have specified both.", one, other)
}

func missing(parameter string) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Code: "MissingRequiredParameterException", Query: "MissingParameter",
		Message: "The parameter " + parameter + " is required."}
}

// violation is a member that breaks what the service's model says of it.
func violation(value any, member, constraint string) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Code: "com.amazon.coral.validate#ValidationException", Query: "ValidationError",
		Message: fmt.Sprintf("1 validation error detected: Value '%v' at '%s' failed to satisfy constraint: %s", value, member, constraint)}
}

// enum refuses a value that is not one of some.
func enum(value, member string, of ...string) *wire.Error {
	for _, v := range of {
		if v == value {
			return nil
		}
	}
	return violation(value, member, "Member must satisfy enum value set: ["+strings.Join(of, ", ")+"]")
}
