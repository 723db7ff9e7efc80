package simulate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"

	"squall/attack"
	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/join"
	"squall/attack/send"
	"squall/profiles"
	"squall/standin/awsapi"
	"squall/standin/awsapi/events"
	"squall/standin/awsapi/lambda"
	"squall/standin/awsapi/s3"
	"squall/standin/awsapi/sns"
	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/door"
	"squall/standin/invoke"
	"squall/standin/outcome"
	"squall/standin/relay"
	"squall/standin/topics"
	"squall/standin/virtual"

	"github.com/aws/aws-sdk-go-v2/credentials"
)

// wire shows what a client sees of an end: it sends one request through the
// client of its path, the handler of its door, the line of the door's access
// log and the join of the two, all of them those of a live run, in memory.
// What one request of a kind showed holds for all of its kind.
type wire struct {
	world *virtual.World
	doors *door.Doors
	api   http.Handler
	relay *relay.Relay      // of the entries' sources, for their answers alone
	read  map[string]uint64 // cursors of the doors' logs

	res  invoke.Response // what the next invoke answers
	went bool            // the request came as far as an invoke
	late lateness
	door int
}

// lateness says who stopped waiting before the answer.
type lateness uint8

const (
	inTime lateness = iota
	clientTimedOut
	doorTimedOut
)

func newWire(w *profiles.World) *wire {
	x := &wire{read: map[string]uint64{}}
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
func (x *wire) Relay(f func(now int64, r *relay.Relay)) { f(0, x.relay) }

// source makes the bucket, topic or bus of an entry.
func (x *wire) source(e *profiles.Entry, a profiles.Account) error {
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
func (x *wire) Invoke(context.Context, invoke.Request) invoke.Response {
	x.went = true
	return x.res
}

// Control runs f with the catalogue of the world.
func (x *wire) Control(_ context.Context, f func(*catalog.Catalog)) error { return x.world.Control(f) }

// endpoint and host are addresses that no request leaves the process for.
const (
	endpoint = "http://lambda.virtual"
	host     = "http://door.virtual"
)

// way is how an entry's requests travel.
func (x *wire) way(e *profiles.Entry, w *profiles.World, qualifier string) (attack.Way, error) {
	way := attack.Way{Endpoint: endpoint, Region: w.Account.Region, Qualifier: qualifier, Transport: x,
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")}
	if e.Sourced() {
		return way, x.source(e, w.Account)
	}
	if doorOf(e.Path) != invoke.DoorSDK {
		route, ok := x.doors.Registry().Lookup(e.Path, e.Function, qualifier)
		if !ok {
			return way, fmt.Errorf("entry %s: nothing is registered at the %s door for %s:%s", e.Name, e.Path, e.Function, qualifier)
		}
		way.URL = host + route.Path
	}
	return way, nil
}

// doorOf is the door of a path; the asynchronous one goes to the Invoke API.
func doorOf(path string) int {
	for i, name := range invoke.Doors {
		if name == path {
			return i
		}
	}
	return invoke.DoorSDK
}

// see sends one request and gives what its client knows in the end.
func (x *wire) see(l *line, n uint64, at int64, res invoke.Response, late lateness) hit.Hit {
	x.res, x.went, x.late, x.door = res, false, late, l.door
	h := &hit.Hit{N: n, Entry: l.index, TraceID: hit.TraceID(0, l.key(n), uint32(n))}
	l.builder.Build(&l.request, n, at)
	l.sender.Send(context.Background(), &send.Shot{Hit: h, Request: l.request})
	var out hit.Hit
	joiner := join.New(1, func(h *hit.Hit) { out = *h })
	for _, fact := range x.facts(l.entry.Path, h.TraceID) {
		joiner.Fact(fact)
	}
	joiner.Hit(h, x.doors.Log(l.entry.Path) != nil)
	joiner.Flush()
	return out
}

// facts reads what the door's log has gained.
func (x *wire) facts(path, root string) []join.Fact {
	log := x.doors.Log(path)
	if log == nil {
		return nil
	}
	if x.late == doorTimedOut {
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
func (x *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := &answer{header: http.Header{}, status: http.StatusOK}
	switch x.late {
	case clientTimedOut:
		return nil, context.DeadlineExceeded
	case doorTimedOut:
		face := outcome.Of(x.door, outcome.GatewayTimedOut)
		answer.header.Set("Content-Type", face.ContentType)
		answer.status = face.Status
		answer.body.Write(face.Body)
	default:
		handler := x.api
		if x.door != invoke.DoorSDK {
			var err error
			if handler, err = x.doors.Handler(invoke.Doors[x.door]); err != nil {
				return nil, err
			}
		}
		handler.ServeHTTP(answer, arrived(req))
	}
	return &http.Response{
		Status: http.StatusText(answer.status), StatusCode: answer.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.header, ContentLength: int64(answer.body.Len()), Body: io.NopCloser(&answer.body), Request: req,
	}, nil
}

// arrived is a request as a server reads it.
func arrived(req *http.Request) *http.Request {
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:1"
	in.Host = cmp.Or(req.Host, req.URL.Host)
	in.URL.Scheme, in.URL.Host = "", ""
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in
}

// answer is what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
