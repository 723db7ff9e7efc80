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
	// Reason is the ALB's error_reason or the gateway's integration error, and
	// FunctionAnswered with a status where a 429 or 5xx is the function's own;
	// "" when there was none.
	Reason string
	// RequestID is the invoke's, where the stage's format has it; or "".
	RequestID string
}

// FunctionAnswered begins the reason of a request whose 429 or 5xx the function
// itself answered: its door handed it on, and saw nothing wrong.
const FunctionAnswered = "the function answered "

// ownAnswer is the reason of an answer with a status when the function's own is
// known.
func ownAnswer(status int, function string) string {
	n, err := httpStatus(function)
	if err != nil || n != status || n < 500 && n != 429 {
		return ""
	}
	return FunctionAnswered + function
}

// LogEvent is one line of a function's log.
type LogEvent struct {
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"` // ms of the Unix epoch
	Message       string `json:"message"`
}

// Message is one message read from an SQS queue.
type Message struct {
	ID         string
	Body       string
	Attributes map[string]string // message attributes that are texts or numbers
	SentAt     int64             // ms of the Unix epoch
}

// since is a timestamp in milliseconds as nanoseconds from the start of a
// block.
func since(zero time.Time, ms int64) int64 {
	return (ms-zero.UnixMilli())*int64(time.Millisecond) - int64(zero.Nanosecond())%int64(time.Millisecond)
}
