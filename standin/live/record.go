package live

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

// deadLetter is the event as it was sent, with AWS's three attributes.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (l *Loop) deadLetter(c *call, e *core.Effect) relay.Message {
	message := "Rate Exceeded."
	if modelled.ErrorCode(e) == 200 {
		var failed struct {
			ErrorMessage string `json:"errorMessage"`
		}
		if json.Unmarshal(c.lastErr, &failed) == nil {
			message = failed.ErrorMessage
		}
	}
	return relay.Message{
		Body: string(c.request.Payload),
		Attributes: []queue.Attribute{
			{Name: "RequestID", Type: "String", Text: c.id},
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

// destined is an event that has ended as its destination gets it.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (l *Loop) destined(c *call, e *core.Effect, arn string) relay.Message {
	record := string(l.record(c, e))
	at := time.Unix(0, l.unix(e.At)).UTC()
	return relay.Message{
		Body: record,
		Entry: &buses.Entry{Source: "lambda", DetailType: "Lambda Function Invocation Result - " + ending(e), Detail: record,
			Resources: []string{arn, c.qualifiedARN()}},
		Key: "aws/lambda/async/" + c.request.Function + at.Format("/2006/01/02/2006-01-02T15.04.05-") + catalog.UUID("record "+c.id, 0),
	}
}

func ending(e *core.Effect) string {
	if e.Condition == core.Success {
		return "Success"
	}
	return "Failure"
}

// qualifiedARN is the function's, with $LATEST where nothing was asked for.
func (c *call) qualifiedARN() string {
	if c.target.Qual.Kind == core.Latest && c.request.Qualifier == "" {
		return c.target.ARN + ":$LATEST"
	}
	return c.target.ARN
}

// record is the destination record of an event that has ended.
func (l *Loop) record(c *call, e *core.Effect) []byte {
	rec := destinationRecord{
		Version:   "1.0",
		Timestamp: time.Unix(0, l.unix(e.At)).UTC().Format("2006-01-02T15:04:05.000Z"),
		RequestContext: requestContext{RequestID: c.id, FunctionARN: c.qualifiedARN(),
			Condition: e.Condition.String(), Count: e.Attempt},
		RequestPayload: c.request.Payload,
	}
	if len(rec.RequestPayload) == 0 {
		rec.RequestPayload = json.RawMessage("{}")
	}
	if modelled.Responded(e) {
		rec.ResponseContext = &responseContext{StatusCode: 200, ExecutedVersion: modelled.VersionName(e.Version)}
		rec.ResponsePayload = c.lastErr
		if e.Condition == core.Success {
			rec.ResponsePayload = l.payload(c, e)
		} else {
			rec.ResponseContext.FunctionError = "Unhandled"
		}
	}
	out, err := json.Marshal(rec)
	if err != nil {
		panic("live: internal error: a payload that is not JSON was accepted")
	}
	return out
}
