// Package evidence reads what a run leaves behind elsewhere than at its
// client: access-log lines of load balancers and gateways, log lines of
// functions, dead letters and destination records. It is pure; no input makes
// it panic.
//
// It fetches nothing, and does not join what it read to hits.
package evidence

import (
	"errors"
	"time"
)

// ErrFormat is wrapped by every error about a text that is not of its kind.
var ErrFormat = errors.New("not in the expected format")

// DoorLine is what one line of a door's access log tells about a request.
type DoorLine struct {
	Trace  string // root of the X-Amzn-Trace-Id
	Status int    // what the client was answered
	Reason string // ALB error_reason or the gateway's integration error; "" when there was none
}

// LogEvent is one line of a function's log.
type LogEvent struct {
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"` // ms of the Unix epoch
	Message       string `json:"message"`
}

// Message is one message read from an SQS queue.
type Message struct {
	Body       string
	Attributes map[string]string // message attributes that are texts or numbers
	SentAt     int64             // ms of the Unix epoch
}

// since is a timestamp in milliseconds as nanoseconds from the start of a
// block.
func since(zero time.Time, ms int64) int64 {
	return (ms-zero.UnixMilli())*int64(time.Millisecond) - int64(zero.Nanosecond())%int64(time.Millisecond)
}
