package evidence

import (
	"encoding/json"
	"fmt"
	"time"

	"squall/attack/hit"
)

// DeadLetter reads a message of a function's dead-letter queue, in a block
// that began at zero. The event itself is its body.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func DeadLetter(m Message, zero time.Time) (hit.Sighting, error) {
	id := m.Attributes["RequestID"]
	if id == "" {
		return hit.Sighting{}, fmt.Errorf("dead letter without the attribute RequestID: %w", ErrFormat)
	}
	return hit.Sighting{
		Kind: hit.DeadLetter, At: since(zero, m.SentAt), RequestID: id, Event: hit.EventID([]byte(m.Body)), Failed: true,
		ErrorCode: m.Attributes["ErrorCode"],
	}, nil
}

// record is what a destination receives.
type record struct {
	Context struct {
		RequestID string `json:"requestId"`
		Condition string `json:"condition"`
		Count     int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	Payload  json.RawMessage `json:"requestPayload"`
	Response struct {
		Version string `json:"executedVersion"`
	} `json:"responseContext"`
}

// Record reads a record that a destination received, in a block that began at
// zero.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func Record(m Message, zero time.Time) (hit.Sighting, error) {
	var r record
	if err := json.Unmarshal([]byte(m.Body), &r); err != nil {
		return hit.Sighting{}, fmt.Errorf("destination record: %w: %w", ErrFormat, err)
	}
	if r.Context.RequestID == "" || r.Context.Condition == "" {
		return hit.Sighting{}, fmt.Errorf("destination record without requestContext.requestId and condition: %w", ErrFormat)
	}
	s := hit.Sighting{
		Kind: hit.OnFailure, At: since(zero, m.SentAt), RequestID: r.Context.RequestID, Event: hit.EventID(r.Payload), Version: r.Response.Version,
		Condition: r.Context.Condition, Count: r.Context.Count, Failed: true,
	}
	if r.Context.Condition == "Success" {
		s.Kind, s.Failed = hit.OnSuccess, false
	}
	return s, nil
}
