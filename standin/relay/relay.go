// Package relay hands messages from one service of the stand-in to another: it
// owns queues, topics, buses and the buckets' notifications, and brings what
// one of them gives out to where its ARN says, Lambda included. Dead-letter
// queues and destinations of functions, SNS subscriptions, EventBridge rules
// and S3 notifications all go this way. It is pure: what leaves it (an invoke,
// an object) goes through functions it was given.
//
// It decides nothing about any service and retries nothing: a target that is
// there takes a message at once, and one that is not never will.
package relay

import (
	"time"

	"squall/standin/buckets"
	"squall/standin/buses"
	"squall/standin/queue"
	"squall/standin/topics"
)

// Options are a relay's surroundings.
type Options struct {
	Epoch    time.Time // the wall clock when now is zero
	Compress float64   // of schedules; 0 is 1
	// Invoke takes an event for a function, or says why it cannot.
	Invoke func(now int64, c Call) error
	// Allowed says why a service may not invoke a function; nil: all may.
	Allowed func(arn string, by Caller) error
	// Loops says whether a function may be part of a recursive loop; nil: none may.
	Loops func(arn string) bool
	// Store puts an object into a bucket that exists and gives its ETag; nil:
	// buckets take none.
	Store func(bucket, key string, body []byte) (etag string, err error)
}

// Call is an asynchronous invoke that a service asks for.
type Call struct {
	ARN     string // of the function, qualified or not
	Payload []byte
	Caller  Caller
	Hops    int // functions in the chain of deliveries, this one included
}

// Caller is the service that invokes a function, as resource policies name it.
type Caller struct {
	Service   string // s3.amazonaws.com
	SourceARN string
	Account   string // of the source
}

// Relay is everything that hands on messages. It is owned by one goroutine.
type Relay struct {
	Queues  *queue.Queues    `keep:"-"`
	Topics  *topics.Topics   `keep:"-"`
	Buses   *buses.Buses     `keep:"-"`
	Buckets *buckets.Buckets `keep:"-"`

	options Options `keep:"-"`
	counts  Counts
	stored  uint64 // objects
}

// Counts says what became of messages between services, in all: those that a
// dead-letter queue took instead of their target, and those that are lost.
type Counts struct {
	Delivered    uint64 `json:"delivered"`
	DeadLettered uint64 `json:"dead_lettered"`
	Dropped      uint64 `json:"dropped"`
}

// New makes a relay without topics, rules, buckets and queues.
func New(o Options) *Relay {
	return &Relay{
		Queues:  queue.New(queue.Config{Epoch: o.Epoch}),
		Topics:  topics.New(o.Epoch),
		Buses:   buses.New(buses.Config{Epoch: o.Epoch, Compress: o.Compress}),
		Buckets: buckets.New(o.Epoch),
		options: o,
	}
}

// Counts gives what became of messages so far.
func (r *Relay) Counts() Counts { return r.counts }

// Next is when something happens by itself; false when nothing ever will.
func (r *Relay) Next() (at int64, ok bool) {
	at, ok = r.Queues.Next()
	if due, ticks := r.Buses.Next(); ticks && (!ok || due < at) {
		return due, true
	}
	return at, ok
}

// Expire lets everything happen that is due.
func (r *Relay) Expire(now int64) {
	r.Queues.Expire(now)
	if due, ticks := r.Buses.Next(); ticks && due <= now {
		r.fromBus(now, r.Buses.Expire(now), 0)
	}
}
