// Package outcome holds, per door, one table from how an invoke ended to what
// the client sees and what the door's access log says, and the rules by which
// each door reads a function's answer. Every row names the document it comes
// from and how far that can be trusted.
//
// It knows no sockets and writes nothing: package door turns a Face or an
// Answer into HTTP.
package outcome

import (
	"encoding/json"

	"squall/standin/core"
	"squall/standin/invoke"
)

// Face is what a client and the access log see of one end.
type Face struct {
	Status      int // of an answered request: 200 until the function's payload says otherwise
	Body        []byte
	ContentType string
	ErrorType   string // x-amzn-ErrorType header, or ""
	// LogReason is the ALB's error_reason, or API Gateway's integration error.
	LogReason    string
	FromFunction bool // the function's payload is the answer; Body is empty
}

// End says how a request at a door ended, as finely as any door tells apart.
type End uint8

// Ends of a request at a door. The first nine are ends of the invoke; the
// others are the door's own.
const (
	Answered          End = iota // the function returned: its payload decides
	Queued                       // accepted as an event
	FunctionFailed               // the function's own error, or its init failed
	FunctionTimedOut             // Lambda's timeout
	Throttled                    // Lambda answered 429
	Missing                      // no such function, version or alias
	CannotStart                  // no environment can be started for it
	NotPermitted                 // no policy lets the caller invoke it
	ServiceFailed                // Lambda refused for any other reason
	AnswerMalformed              // the payload is not what the door expects
	AnswerTooLarge               // the payload is above the door's limit
	RequestTooLarge              // the body is above the door's limit
	EventTooLarge                // the event is above Lambda's 6 MB
	RequestUnreadable            // headers or body that the door cannot put into an event
	UpgradeAsked                 // a WebSocket upgrade
	MethodRefused                // a method that the door does not pass on
	GatewayTimedOut              // the door stopped waiting
	ClientGone                   // the client closed the connection
	NoRoute                      // nothing is registered at that address
	OverLimit                    // the door's own limit of requests, before Lambda is asked
	Ends                         // number of ends
)

var endNames = [Ends]string{
	"answered", "queued", "function error", "function timeout", "throttled", "function missing", "cannot start", "not permitted", "lambda refused",
	"answer malformed", "answer too large", "request too large", "event too large", "request unreadable",
	"upgrade asked", "method refused", "gateway timeout", "client gone", "no route", "over the door's limit",
}

func (e End) String() string {
	if e < Ends {
		return endNames[e]
	}
	return "end?"
}

// Classify sorts how an invoke ended; it is total.
func Classify(o core.Outcome, r core.Reason) End {
	switch o {
	case core.Done:
		return Answered
	case core.Accepted:
		return Queued
	case core.Errored, core.InitErrored:
		return FunctionFailed
	case core.TimedOut:
		return FunctionTimedOut
	case core.NotFound:
		return Missing
	}
	switch {
	case r.Throttles():
		return Throttled
	case r == core.NoSuchFunction, r == core.NoSuchVersion, r == core.NoSuchAlias:
		return Missing
	case r.Bars():
		return CannotStart
	case r == core.NotAuthorized:
		return NotPermitted
	}
	return ServiceFailed
}

// Of is the row's face for an end at a door (an index into invoke.Doors); an
// end that a door cannot meet looks like a failure of Lambda there.
func Of(door int, end End) Face {
	if f := faces[door][end]; f != nil {
		return *f
	}
	return *faces[door][ServiceFailed]
}

// SDK is what a caller of the Invoke API sees.
func SDK(r invoke.Response) Face { return lambdaFace(invoke.DoorSDK, r) }

// URL is what a caller of a function URL sees.
func URL(r invoke.Response) Face { return lambdaFace(invoke.DoorURL, r) }

// ALB is what a client of the load balancer sees.
func ALB(r invoke.Response) Face {
	if f, ok := intercepts(invoke.DoorALB, r); ok {
		return f
	}
	f := Of(invoke.DoorALB, Classify(r.Outcome, r.Reason))
	if r.Outcome == core.Refused && r.Reason.Bars() {
		f.LogReason = "Lambda" + r.Reason.String()
	}
	return f
}

// REST is what a client of a REST API with default gateway responses sees.
func REST(r invoke.Response) Face {
	if f, ok := intercepts(invoke.DoorREST, r); ok {
		return f
	}
	f := Of(invoke.DoorREST, Classify(r.Outcome, r.Reason))
	return withMessage(f, r.Payload)
}

// HTTPThrottled is the status of a throttled invoke behind an HTTP API when
// nothing else is set: one public run saw 503, another reading says 500.
const HTTPThrottled = 503

// HTTP is what a client of an HTTP API sees; throttled is the status of a
// throttled invoke, 0 for HTTPThrottled.
func HTTP(r invoke.Response, throttled int) Face {
	if f, ok := intercepts(invoke.DoorHTTP, r); ok {
		return f
	}
	end := Classify(r.Outcome, r.Reason)
	f := Of(invoke.DoorHTTP, end)
	if end == Throttled && throttled != 0 && throttled != f.Status {
		f.Status = throttled
		f.Body = []byte(`{"message":"` + phrase(throttled) + `"}`)
	}
	return withMessage(f, r.Payload)
}

func phrase(status int) string {
	switch status {
	case 429:
		return "Too Many Requests"
	case 500:
		return "Internal Server Error"
	}
	return "Service Unavailable"
}

// lambdaFace is the face at Lambda's own front doors, which say why they
// refused.
func lambdaFace(door int, r invoke.Response) Face {
	if f, ok := intercepts(door, r); ok {
		return f
	}
	end := Classify(r.Outcome, r.Reason)
	f := Of(door, end)
	if end == Throttled {
		f.Body = []byte(`{"Reason":"` + r.Reason.String() + `","Type":"User","message":"Rate Exceeded."}`)
	}
	return f
}

// Message is the text of a gateway's own JSON answer, or "".
func Message(f Face) string {
	var m struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(f.Body, &m) != nil {
		return ""
	}
	return m.Message
}
