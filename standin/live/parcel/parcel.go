// Package parcel shapes what Lambda hands on of an asynchronous event that has
// ended: the dead letter, and the record for a destination.
//
// It delivers nothing.
package parcel

import (
	"encoding/json"
	"strconv"
	"time"

	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/modelled"
	"squall/standin/queue"
	"squall/standin/relay"
)

// Event is an event that has ended.
type Event struct {
	ID       string // of its request
	Function string
	ARN      string // of the function, always qualified
	Payload  []byte
	LastErr  []byte // what its latest failed attempt answered
	Answer   []byte // what the attempt that succeeded answered
}

// DeadLetter is the event as it was sent, with AWS's three attributes.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (ev *Event) DeadLetter(e *core.Effect) relay.Message {
	message := "Rate Exceeded."
	if modelled.ErrorCode(e) == 200 {
		var failed struct {
			ErrorMessage string `json:"errorMessage"`
		}
		if json.Unmarshal(ev.LastErr, &failed) == nil {
			message = failed.ErrorMessage
		}
	}
	return relay.Message{
		Body: string(ev.Payload),
		Attributes: []queue.Attribute{
			{Name: "RequestID", Type: "String", Text: ev.ID},
			{Name: "ErrorCode", Type: "Number", Text: strconv.Itoa(modelled.ErrorCode(e))},
			{Name: "ErrorMessage", Type: "String", Text: message[:min(len(message), 1024)]},
		},
	}
}

// destinationRecord is the JSON that a destination receives, version 1.0.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
type destinationRecord struct {
	Version         string           `json:"version"`
	Timestamp       string           `json:"timestamp"`
	RequestContext  requestContext   `json:"requestContext"`
	RequestPayload  json.RawMessage  `json:"requestPayload"`
	ResponseContext *responseContext `json:"responseContext,omitempty"`
	ResponsePayload json.RawMessage  `json:"responsePayload,omitempty"`
}

type requestContext struct {
	RequestID   string `json:"requestId"`
	FunctionARN string `json:"functionArn"`
	Condition   string `json:"condition"`
	Count       int32  `json:"approximateInvokeCount"`
}

type responseContext struct {
	StatusCode      int    `json:"statusCode"`
	ExecutedVersion string `json:"executedVersion"`
	FunctionError   string `json:"functionError,omitempty"`
}

// Destined is the event as its destination gets it, at the time that it ended.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (ev *Event) Destined(e *core.Effect, at time.Time, target string) relay.Message {
	record := string(ev.record(e, at))
	return relay.Message{
		Body: record,
		Entry: &buses.Entry{Source: "lambda", DetailType: "Lambda Function Invocation Result - " + ending(e), Detail: record,
			Resources: []string{target, ev.ARN}},
		Key: "aws/lambda/async/" + ev.Function + at.Format("/2006/01/02/2006-01-02T15.04.05-") + catalog.UUID("record "+ev.ID, 0),
	}
}

func ending(e *core.Effect) string {
	if e.Condition == core.Success {
		return "Success"
	}
	return "Failure"
}

// record is the destination record of an event that has ended.
func (ev *Event) record(e *core.Effect, at time.Time) []byte {
	rec := destinationRecord{
		Version:   "1.0",
		Timestamp: at.Format("2006-01-02T15:04:05.000Z"),
		RequestContext: requestContext{RequestID: ev.ID, FunctionARN: ev.ARN,
			Condition: e.Condition.String(), Count: e.Attempt},
		RequestPayload: ev.Payload,
	}
	if len(rec.RequestPayload) == 0 {
		rec.RequestPayload = json.RawMessage("{}")
	}
	if modelled.Responded(e) {
		rec.ResponseContext = &responseContext{StatusCode: 200, ExecutedVersion: modelled.VersionName(e.Version)}
		rec.ResponsePayload = ev.LastErr
		if e.Condition == core.Success {
			rec.ResponsePayload = ev.Answer
		} else {
			rec.ResponseContext.FunctionError = "Unhandled"
		}
	}
	out, err := json.Marshal(rec)
	if err != nil {
		panic("parcel: internal error: a payload that is not JSON was accepted")
	}
	return out
}
