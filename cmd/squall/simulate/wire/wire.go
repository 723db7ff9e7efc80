// Package wire shows what a client sees of an end: one request goes through the
// client of its path, the handler of its door, the line of the door's access
// log and the join of the two, all of them those of a live run, in memory.
//
// It decides nothing about a request; what it ends with is its argument.
package wire

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"squall/attack/engine"
	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/join"
	"squall/attack/link"
	"squall/attack/send"
	"squall/cmd/squall/simulate/inmemory"
	"squall/profiles"
	"squall/standin/awsapi"
	"squall/standin/awsapi/events"
	"squall/standin/awsapi/lambda"
	"squall/standin/awsapi/s3"
	"squall/standin/awsapi/sns"
	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/door"
	"squall/standin/door/route"
	"squall/standin/invoke"
	"squall/standin/outcome"
	"squall/standin/relay"
	"squall/standin/topics"
	"squall/standin/virtual"

	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Wire joins clients to handlers. What one request of a kind shows holds for
// all of its kind.
type Wire struct {
	world *virtual.World
	doors *door.Doors
	api   http.Handler
	relay *relay.Relay      // of the entries' sources, for their answers alone
	read  map[string]uint64 // cursors of the doors' logs

	res  invoke.Response // what the next invoke answers
	went bool            // the request came as far as an invoke
	late Lateness
	door int
}

// Lateness says who stopped waiting before the answer.
type Lateness uint8

// Who stopped waiting.
const (
	InTime Lateness = iota
	ClientTimedOut
	DoorTimedOut
)

// Patience is how long an answer is waited for, in ns.
type Patience struct {
	Client int64
	Door   int64 // 0: as long as it takes
}

// Leave is who stops waiting first, and after how long.
func (p Patience) Leave() (after int64, late Lateness) {
	if p.Door > 0 && p.Door <= p.Client {
		return p.Door, DoorTimedOut
	}
	return p.Client, ClientTimedOut
}

// Late says who stopped waiting for an answer that took this long.
func (p Patience) Late(took int64) Lateness {
	if after, late := p.Leave(); took > after {
		return late
	}
	return InTime
}

// End is when the client has its answer, or stops waiting for it.
func (p Patience) End(due, at int64, late Lateness) int64 {
	if late == InTime {
		return at
	}
	after, _ := p.Leave()
	return due + after
}

// Client is the client of an entry.
type Client struct {
	Path   string
	Door   int
	Sender engine.Sender
}

// New makes the wire to the doors and APIs of a world.
func New(w *profiles.World) *Wire {
	x := &Wire{read: map[string]uint64{}}
	x.doors = door.New(door.Config{Invoker: x, Account: w.Account.ID, Region: w.Account.Region, LogLines: 16})
	x.relay = relay.New(relay.Options{})
	a := w.Account
	x.api = awsapi.New(awsapi.Lambda(lambda.New(x)),
		awsapi.S3(s3.New(s3.Options{Account: a.ID, Region: a.Region}, s3.NewStorage(), x)),
		awsapi.SNS(sns.New(sns.Options{Account: a.ID, Region: a.Region}, x)),
		awsapi.Events(events.New(events.Options{Account: a.ID, Region: a.Region}, x)))
	return x
}

// Relay runs f with sources that tell nobody.
func (x *Wire) Relay(f func(now int64, r *relay.Relay)) { f(0, x.relay) }

// source makes the bucket, topic or bus of an entry.
func (x *Wire) source(e *profiles.Entry, a profiles.Account) error {
	switch e.Path {
	case profiles.PathS3:
		x.relay.Buckets.Create(0, e.Source, a.ID, a.Region)
	case profiles.PathSNS:
		return x.relay.Topics.Create(topics.ID{Account: a.ID, Region: a.Region, Name: e.Source}, nil)
	case profiles.PathEvents:
		if id := (buses.ID{Account: a.ID, Region: a.Region, Name: e.Source}); !x.relay.Buses.Exists(id) {
			return x.relay.Buses.Create(0, id)
		}
	}
	return nil
}

// Invoke answers as it was told to.
func (x *Wire) Invoke(context.Context, invoke.Request) invoke.Response {
	x.went = true
	return x.res
}

// Control runs f with the catalogue of the world.
func (x *Wire) Control(_ context.Context, f func(*catalog.Catalog)) error { return x.world.Control(f) }

// endpoint and host are addresses that no request leaves the process for.
const (
	endpoint = "http://lambda.virtual"
	host     = "http://door.virtual"
)

// Way is how an entry's requests travel.
func (x *Wire) Way(e *profiles.Entry, w *profiles.World, qualifier string) (link.Way, error) {
	way := link.Way{Endpoint: endpoint, Region: w.Account.Region, Qualifier: qualifier, Transport: x,
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")}
	if e.Sourced() {
		return way, x.source(e, w.Account)
	}
	if DoorOf(e.Path) != invoke.DoorSDK {
		route, ok := x.doors.Registry().Lookup(e.Path, e.Function, qualifier)
		if !ok {
			return way, fmt.Errorf("entry %s: nothing is registered at the %s door for %s:%s", e.Name, e.Path, e.Function, qualifier)
		}
		way.URL = host + route.Path
	}
	return way, nil
}

// DoorOf is the door of a path; the asynchronous one goes to the Invoke API.
func DoorOf(path string) int {
	for i, name := range invoke.Doors {
		if name == path {
			return i
		}
	}
	return invoke.DoorSDK
}

// See sends one request and gives what its client knows in the end; Went then
// says whether it came as far as an invoke.
func (x *Wire) See(c Client, shot *send.Shot, res invoke.Response, late Lateness) hit.Hit {
	x.res, x.went, x.late, x.door = res, false, late, c.Door
	root := shot.Hit.TraceID
	c.Sender.Send(context.Background(), shot)
	var out hit.Hit
	joiner := join.New(1, func(h *hit.Hit) { out = *h })
	for _, fact := range x.facts(c.Path, root) {
		joiner.Fact(fact)
	}
	joiner.Hit(shot.Hit, x.doors.Log(c.Path) != nil)
	joiner.Flush()
	return out
}

// Went says whether the latest request came as far as an invoke.
func (x *Wire) Went() bool { return x.went }

// Registry is where functions are registered at the doors.
func (x *Wire) Registry() *route.Registry { return x.doors.Registry() }

// Join makes the catalogue of a world the one that the APIs know.
func (x *Wire) Join(w *virtual.World) { x.world = w }

// facts reads what the door's log has gained.
func (x *Wire) facts(path, root string) []join.Fact {
	log := x.doors.Log(path)
	if log == nil {
		return nil
	}
	if x.late == DoorTimedOut {
		face := outcome.Of(x.door, outcome.GatewayTimedOut)
		return []join.Fact{{Root: root, Reason: cmp.Or(face.LogReason, outcome.Message(face))}}
	}
	read := evidence.Gateway
	if path == profiles.PathALB {
		read = evidence.ALB
	}
	lines, next, _ := log.After(x.read[path], 16)
	x.read[path] = next
	var out []join.Fact
	for _, text := range lines {
		if line, err := read(text); err == nil {
			out = append(out, join.Fact{Root: line.Trace, Reason: line.Reason})
		}
	}
	return out
}

// RoundTrip hands a request to the handler that its address belongs to.
func (x *Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	switch x.late {
	case ClientTimedOut:
		return nil, context.DeadlineExceeded
	case DoorTimedOut:
		face := outcome.Of(x.door, outcome.GatewayTimedOut)
		return inmemory.Answer(req, face.Status, face.ContentType, face.Body), nil
	}
	handler := x.api
	if x.door != invoke.DoorSDK {
		var err error
		if handler, err = x.doors.Handler(invoke.Doors[x.door]); err != nil {
			return nil, err
		}
	}
	return inmemory.Serve(handler, req)
}
