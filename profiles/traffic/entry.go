// Package traffic is what the entries of a profile's attack say: who is reached
// by which path, what requests carry and what their answers must hold, and when
// they are due.
//
// It holds values and adds up schedules. It reads no profile, and it draws no
// arrival.
package traffic

import "time"

// The paths of an attack.
const (
	PathSDK   = "sdk"
	PathALB   = "alb"
	PathREST  = "apigw-rest"
	PathHTTP  = "apigw-http"
	PathURL   = "url"
	PathAsync = "async"

	PathS3     = "s3"     // an object is put into a bucket, which tells the function
	PathSNS    = "sns"    // a message is published to a topic
	PathEvents = "events" // an event is put onto a bus
)

// Entry is one line of attack: a schedule that reaches a function by a path.
type Entry struct {
	Name      string
	Path      string
	Function  string // function name; "" with URL only
	Alias     string // alias, version name or "" (unqualified)
	URL       string // any HTTP endpoint instead of a function
	Address   string // with a path that is a door: its URL on AWS
	External  bool   // the URL or Address is of no account of the user's
	AccessLog string // on AWS: s3://BUCKET/PREFIX or logs:GROUP, where the door writes; "" when nobody says
	Log       string // on AWS: the log group of the function, whose lines complete its hits; "": none does
	// Request is what it sends; where it has several Requests, each of them has
	// what it does not say itself from here.
	Request
	Requests   []Request
	Data       *Data         // what requests are filled in with; nil: nothing
	SigV4      *SigV4        // how they are signed; nil: not at all, or as the path's client does
	Workers    int           // cap on what is in flight; 0: none
	Timeout    time.Duration // client's own limit; default function timeout + 40 s
	Source     string        // s3, sns, events: the bucket, topic or bus
	Prefix     string        // s3: what keys of objects begin with
	Single     bool          // keep_alive: false; a connection for each request
	HTTP2      bool          // HTTP/1.1 otherwise
	Retry      *Retry        // nil: every request is sent once
	MultiValue bool          // alb only: lambda.multi_value_headers.enabled
	Warmup     time.Duration
	Phases     []Phase
}

// DefaultBus is the event bus that every account has.
const DefaultBus = "default"

// Sourced says whether the entry's requests reach their function through
// another service, which they are accepted by.
func (e *Entry) Sourced() bool {
	return e.URL == "" && (e.Path == PathS3 || e.Path == PathSNS || e.Path == PathEvents)
}

// Door says whether the entry's path is one with an address of its own.
func (e *Entry) Door() bool {
	switch e.Path {
	case PathALB, PathREST, PathHTTP, PathURL:
		return true
	}
	return false
}

// Async says whether the entry's requests are asynchronous events.
func (e *Entry) Async() bool { return e.Path == PathAsync || e.Sourced() }

// AcceptedStatus is the status by which an asynchronous event is accepted.
func (e *Entry) AcceptedStatus() uint16 {
	if e.Sourced() {
		return 200
	}
	return 202
}
