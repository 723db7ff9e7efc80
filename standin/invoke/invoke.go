// Package invoke holds an invoke as plain values: what a door or API asks of
// the stand-in, and what it gets back. A leaf between the shells and the wire;
// it decides nothing.
package invoke

import (
	"net/http"
	"time"

	"squall/standin/core"
)

// Doors are the places an invoke can come from, in the order of
// core.Config.Doors; a Request's Door is an index into them.
var Doors = [...]string{"sdk", "alb", "apigw-rest", "apigw-http", "url"}

// Indices into Doors.
const (
	DoorSDK = iota
	DoorALB
	DoorREST
	DoorHTTP
	DoorURL
)

// NoDoor is the door of an invoke that another service asks for: it adds
// nothing to an answer that nobody waits for.
const NoDoor = len(Doors)

// Request asks for one invoke.
type Request struct {
	Account   string // account id; "" is the stand-in's default
	Region    string // "" is the stand-in's default
	Function  string // name, without qualifier
	Qualifier string // version number, alias, $LATEST or ""
	Payload   []byte
	Body      []byte // what a client sent to the door whose event Payload is; nil: Payload
	Async     bool
	DryRun    bool
	LogTail   bool        // return the last 4 KB of the log
	Door      int         // index into Doors
	Trace     string      // root of X-Amzn-Trace-Id, or ""
	Took      int64       // ns that a modelled function runs; 0: as its model says
	Header    http.Header // of the request, where there was one
	From      *Origin     // nil is somebody of the function's account who may do everything
}

// Sent is what the client sent, by whatever door.
func (r *Request) Sent() []byte {
	if r.Body != nil {
		return r.Body
	}
	return r.Payload
}

// Response is how it ended. Payload is never nil for Outcome Done, Errored,
// TimedOut and InitErrored.
type Response struct {
	RequestID       string // always set
	Outcome         core.Outcome
	Reason          core.Reason // of Refused and NotFound
	Status          int         // of Intercepted: what the door answers; 0 when the connection is cut
	ExecutedVersion string      // "$LATEST" or a number; "" when nothing ran
	FunctionARN     string      // qualified as it was asked for
	Payload         []byte      // the function's answer, or the error's JSON
	ErrorType       string      // Unhandled when the function failed, else ""
	LogTail         []byte      // raw (not base64), when asked for
	Duration        time.Duration
	Init            time.Duration // of a cold start
	// At is when the client may see the answer: the caller waits until then.
	At time.Time
}

// Refused says whether the invoke reached no function.
func (r *Response) Refused() bool {
	return r.Outcome == core.Refused || r.Outcome == core.NotFound || r.Outcome == core.Intercepted
}
