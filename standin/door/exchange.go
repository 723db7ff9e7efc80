package door

import (
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/door/route"
	"squall/standin/gateway"
	"squall/standin/invoke"
	"squall/standin/outcome"
)

// exchange is one request on its way through a door.
type exchange struct {
	d     *Doors
	kind  *kind
	r     *http.Request
	start time.Time

	route  route.Route
	api    *gateway.Match // of an API that a user made, or nil
	rest   string         // what follows the route's address, still escaped
	body   []byte
	fields []field // request headers as the event carries them
	trace  string  // X-Amzn-Trace-Id as it goes on
	root   string
	id     string // the door's own request id
	extID  string
	ip     string
	port   string

	invoked bool // a request to Lambda was made
	sent    time.Time
	back    time.Time
	res     invoke.Response
	end     outcome.End
	face    outcome.Face
	answer  outcome.Answer
	own     bool // answer is the door's own

	status   int    // what the client is sent
	out      []byte // body as sent; none to HEAD
	length   int    // bytes of body that it stands for
	outBytes int    // bytes sent, headers included
}

type handler struct {
	d *Doors
	k *kind
}

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := h.open(r)
	ok := x.admit() && x.call()
	switch {
	case ok:
		x.settle()
	case !x.own:
		x.face = outcome.Of(h.k.door, x.end)
	}
	if x.end == outcome.ClientGone {
		x.status = x.face.Status
		x.log()
		return
	}
	x.prepare(w.Header())
	x.log() // before the client can see the answer and look for the line
	if x.end == outcome.RequestTooLarge {
		defer x.drain(w)()
	}
	w.WriteHeader(x.status)
	if x.route.Stream { // in chunks, however short it is
		_ = http.NewResponseController(w).Flush() // what cannot flush sends all at once
	}
	// A client that went away meanwhile is seen by its own side.
	_, _ = w.Write(x.out)
}

// drain is called before an answer that does not wait for the rest of a body;
// what it returns reads that rest, up to a bound and for a while: many clients
// write all of a request before they look for an answer, and lose it when the
// connection is closed under them.
func (x *exchange) drain(w http.ResponseWriter) func() {
	c := http.NewResponseController(w)
	if c.EnableFullDuplex() != nil {
		return func() {} // no connection to keep open
	}
	return func() {
		if c.Flush() == nil && c.SetReadDeadline(time.Now().Add(5*time.Second)) == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(x.r.Body, 64<<20)) // the answer is out
		}
	}
}

func (h handler) open(r *http.Request) *exchange {
	x := &exchange{d: h.d, kind: h.k, r: r, start: time.Now()}
	var err error
	if x.ip, x.port, err = net.SplitHostPort(r.RemoteAddr); err != nil {
		x.ip, x.port = r.RemoteAddr, "0" // not a network connection
	}
	x.trace, x.root = x.traceHeader(r.Header.Get("X-Amzn-Trace-Id"))
	x.id, x.extID = x.requestIDs()
	return x
}

// stop ends the exchange at the door; it is false, for admit and call to return.
func (x *exchange) stop(end outcome.End) bool {
	x.end = end
	return false
}

// admit finds the route and reads the request; when the door answers by
// itself stop has said how.
func (x *exchange) admit() bool {
	found, ok := x.balanced()
	if !found {
		found, ok = x.matched()
	}
	if found && !ok {
		return false
	}
	if !found {
		x.route, x.rest, ok = x.d.registry.Find(x.kind.door, x.r.Host, x.r.URL.EscapedPath())
	}
	if !ok {
		return x.stop(outcome.NoRoute)
	}
	if x.route.Signed && !strings.HasPrefix(x.r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		return x.stop(outcome.NotPermitted)
	}
	if x.r.ContentLength > int64(x.kind.limit) {
		return x.stop(outcome.RequestTooLarge)
	}
	body, err := io.ReadAll(io.LimitReader(x.r.Body, int64(x.kind.limit)+1))
	if err != nil {
		return x.stop(outcome.RequestUnreadable)
	}
	if len(body) > x.kind.limit {
		return x.stop(outcome.RequestTooLarge)
	}
	x.body = body
	x.fields = x.requestFields()
	return x.kind.check == nil || x.kind.check(x)
}

// call passes the event on and waits until the client may see the outcome.
func (x *exchange) call() bool {
	event := x.kind.event(x, make([]byte, 0, 2048+len(x.body)+len(x.body)/2))
	if len(event) > outcome.EventLimit {
		return x.stop(outcome.EventTooLarge)
	}
	ctx := x.r.Context()
	if x.kind.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, x.kind.timeout)
		defer cancel()
	}
	x.invoked, x.sent = true, time.Now()
	x.res = x.d.cfg.Invoker.Invoke(ctx, invoke.Request{
		Account: cmp.Or(x.route.Account, x.d.cfg.Account), Region: cmp.Or(x.route.Region, x.d.cfg.Region),
		Function: x.route.Function, Qualifier: x.route.Qualifier,
		Payload: event, Body: x.body, Door: x.kind.door, Trace: x.root, Took: hit.TraceTook(x.r.Header.Get(hit.HeaderTrace)), From: x.origin(), Header: x.r.Header,
	})
	waited := waitUntil(ctx, x.res.At)
	x.back = time.Now()
	if x.res.Outcome == core.Intercepted && x.res.Status == 0 {
		panic(http.ErrAbortHandler) // the server cuts the connection
	}
	switch {
	case waited:
		return true
	case x.r.Context().Err() != nil:
		return x.stop(outcome.ClientGone)
	}
	return x.stop(outcome.GatewayTimedOut)
}

// waitUntil waits for at; it is false when ctx ended first.
func waitUntil(ctx context.Context, at time.Time) bool {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// settle turns the invoke's end into a face or, when the function answered,
// into its answer.
func (x *exchange) settle() {
	x.face = x.d.face(x.kind.door, x.res)
	if !x.face.FromFunction {
		return
	}
	answer, err := outcome.Parse(x.kind.door, x.res.Payload, x.route.MultiValue)
	if err != nil {
		x.face = outcome.Broken(x.kind.door, err)
		return
	}
	x.answer = answer
}

// log writes the access-log line, if this door has a log. API Gateway's lines
// for clients that went away are not documented, so only the load balancer
// writes one.
func (x *exchange) log() {
	l := x.d.logs[x.kind.door]
	if l == nil || x.end == outcome.ClientGone && x.kind.door != invoke.DoorALB {
		return
	}
	l.Append(string(x.kind.line(x, make([]byte, 0, 768))))
}
