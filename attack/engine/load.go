// Package engine sends the traffic of one block: every stream from one instant,
// each arrival at its due time or not at all. Paths that can begin a request and
// be told of its end later are driven by the pacer itself; those whose client
// waits for the answer have vegeta's attacker, with a goroutine for each request.
//
// It waits, counts and hands out; what an arrival is and how it travels comes
// with the stream. It joins nothing and judges nothing.
package engine

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"squall/attack/hit"
	"squall/attack/pace"
	"squall/attack/payload"
	"squall/attack/retry"
	"squall/attack/send"
)

// Sender carries one hit along its path.
type Sender interface {
	Send(ctx context.Context, s *send.Shot)
}

// Starter is a sender that need not be waited for. Start must not block, and
// calls done once for each hit; Abort makes all that is under way end.
type Starter interface {
	Start(s *send.Shot, done func(*send.Shot))
	Abort()
}

// Stream is the traffic of one entry.
type Stream struct {
	Name  string
	Entry uint16
	Next  func() (pace.Due, bool) // when the next arrival is due
	Leave func()                  // ends a closed phase; nil where there is none
	Key   func(n uint64) uint64   // of an arrival's draws
	// Build builds what an arrival carries; at is when it is due, ns since 1970.
	Build   func(r *payload.Request, n uint64, at int64)
	Workers int // cap on what is in flight; 0: none
	Sender  Sender
	Starter Starter // instead of the sender, where it is not nil
	Retry   *retry.Policy
}

// Tally counts the arrivals of one entry that its schedule made due, warm-up
// excepted.
type Tally struct {
	Scheduled, Unsent uint64
	// Aborted were in flight when the load was stopped; nothing is known of them.
	Aborted uint64
}

// Load is all that one block sends.
type Load struct {
	Arm, Repeat uint16
	Zero        time.Time // t=0 of every stream
	Streams     []Stream
	// Exact waits with the kernel's timer where there is one (Linux), not with
	// the runtime's, which is up to a millisecond late.
	Exact bool

	inFlight atomic.Int64
}

// InFlight is how many requests wait for their answers.
func (l *Load) InFlight() int64 { return l.inFlight.Load() }

// Run sends every stream of a load until its schedules end or ctx does.
// Finished hits go to out, some at a time; all have when Run returns the
// tallies, in the order of the streams.
func Run(ctx context.Context, l *Load, out chan<- []*hit.Hit) []Tally {
	tallies := make([]Tally, len(l.Streams))
	ended := &outbox{out: out}
	stop := ended.flushing()
	var wg sync.WaitGroup
	for i := range l.Streams {
		wg.Go(func() { tallies[i] = l.run(ctx, &l.Streams[i], ended) })
	}
	wg.Wait()
	stop()
	return tallies
}

func (l *Load) run(ctx context.Context, s *Stream, ended *outbox) Tally {
	freed := make(chan struct{}, 1)
	d := &driver{ctx: ctx, load: l, stream: s, ended: ended, freed: freed}
	p := &pacer{
		ctx: ctx, zero: l.Zero, next: s.Next, dues: &d.dues,
		inFlight: &d.inFlight, workers: int64(s.Workers), waiter: newWaiter(ctx, l.Exact),
		leave: s.Leave, freed: freed,
	}
	if l.Exact {
		p.together = together
	}
	defer p.waiter.close()
	if s.Starter != nil {
		d.direct(p)
	} else {
		attacker := vegeta.NewAttacker(vegeta.Client(&http.Client{Transport: d}))
		for range attacker.Attack(target, p, 0, "") {
			// The driver has already handed on the hit.
		}
	}
	p.tally.Aborted = d.aborted.Load()
	return p.tally
}

// target satisfies vegeta, which wants a request to hand to its client; the
// driver makes its own.
func target(t *vegeta.Target) error {
	t.Method, t.URL = http.MethodGet, "http://squall.invalid/"
	return nil
}

// driver is the http.RoundTripper under vegeta's client: each call sends the
// earliest arrival that is due. Everything about the request, vegeta's own
// headers too, is left behind.
type driver struct {
	ctx      context.Context
	load     *Load
	stream   *Stream
	ended    *outbox
	dues     dues
	inFlight atomic.Int64
	aborted  atomic.Uint64
	freed    chan<- struct{} // told that less is in flight
}

// RoundTrip implements http.RoundTripper. It always succeeds: how a hit ended
// is in the hit.
func (d *driver) RoundTrip(*http.Request) (*http.Response, error) {
	due, ok := d.dues.pop()
	if !ok {
		panic("internal error: vegeta sent a hit that was not due")
	}
	d.load.inFlight.Add(1)
	shot := new(send.Shot)
	for attempt := d.stream.Retry.First(); ; attempt++ {
		d.aim(shot, due, attempt)
		d.stream.Sender.Send(d.ctx, shot)
		wait, again := d.again(shot)
		if !again {
			break
		}
		if !d.pause(wait) {
			shot.Aborted = true
			break
		}
	}
	d.land(shot)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// aim makes a shot of an arrival's attempt.
func (d *driver) aim(shot *send.Shot, due pace.Due, attempt uint8) {
	shot.Hit = &hit.Hit{
		N: due.N, Entry: d.stream.Entry, Arm: d.load.Arm, Repeat: d.load.Repeat,
		Phase: uint16(due.Phase), Warmup: due.Warmup, Due: due.At, Attempt: attempt,
	}
	shot.Zero, shot.Took, shot.Aborted = d.load.Zero, due.Took, false
	at := d.load.Zero.Add(time.Duration(due.At))
	shot.Hit.TraceID = hit.TraceID(uint32(time.Now().Unix()), retry.Key(d.stream.Key(due.N), attempt), uint32(due.N))
	d.stream.Build(&shot.Request, due.N, at.UnixNano())
}

// land takes in a shot that has ended.
func (d *driver) land(shot *send.Shot) {
	d.load.inFlight.Add(-1)
	d.inFlight.Add(-1)
	select {
	case d.freed <- struct{}{}:
	default: // it is told already
	}
	switch {
	case !shot.Aborted:
		d.ended.add(shot.Hit)
	case !shot.Hit.Warmup:
		d.aborted.Add(1)
	}
}
