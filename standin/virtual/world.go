// Package virtual is the shell that runs the rule book in virtual time: its
// caller brings requests and instants, in order, and is told of every answer
// and of everything an asynchronous event leaves behind. A day passes as fast
// as its events can be worked off.
//
// It has no goroutine, socket, lock or clock, knows no payloads, and decides
// nothing about Lambda. A queue takes every record it is sent: what is too
// large for one, only the live shell can tell.
package virtual

import (
	"time"

	"squall/attack/hit"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/core/book"
	"squall/standin/core/fault"
	"squall/standin/queue"
	"squall/standin/relay"
)

// Options are what a world is made of.
type Options struct {
	Account string // of requests that name none
	Region  string
	Limit   int // the account's concurrency; 0 is AWS's default
	Rules   core.Config
	Epoch   int64 // ns since 1970 of virtual time 0, a whole millisecond
	Sink    Sink
	Watcher Watcher // nil: nobody watches
	// Number tells the worlds of one run apart: no request id and no name of an
	// environment is given in two of them.
	Number uint32
}

// first is where a world's own numbers begin.
func (o *Options) first() uint64 { return uint64(o.Number) << 40 }

// Watcher is told of all that goes into the rule book and of all that comes
// out of it, in order: what a check needs that trusts no one's counters.
type Watcher interface {
	// Configured gives the parameters that hold from now on.
	Configured(now int64, c *core.Config)
	// Stepped gives an event, NoEvent for timers that were due, and what
	// followed. The effects hold until the method returns.
	Stepped(now int64, ev core.Event, effects []core.Effect)
}

// Sink is told what happens. It must not call the world back.
type Sink interface {
	// Reply gives the answer of a request, possibly before the instant at
	// which its client sees it (Effect.At). It holds until the method returns.
	Reply(r *Reply)
	// Saw gives what an asynchronous request left behind, with times of the
	// world. It holds until the method returns.
	Saw(t *Ticket, s *hit.Sighting)
	// Ended says that nothing more will come of an asynchronous request.
	Ended(t *Ticket, requestID string)
}

// World owns the rule book, the catalogue of functions and the names of the
// queues. It is used by one goroutine.
type World struct {
	options Options
	now     int64

	book    *book.Book
	catalog *catalog.Catalog
	queues  map[queue.ID]bool
	relay   *relay.Relay // who tells whom: nothing goes through it
	calls   calls
	effects []core.Effect
	invoke  core.Event // the latest, so that none is copied
	answer  core.Effect
	bodies  []int // by model: bytes of the response's body
	envs    environments
	texts   fault.Texts
	said    Reply // the latest, so that none is allocated
}

// New makes a world at time 0 without functions.
func New(o Options) *World {
	w := &World{options: o, queues: map[queue.ID]bool{}, calls: calls{seq: o.first()}, envs: environments{first: o.first()}}
	w.relay = relay.New(relay.Options{Epoch: time.Unix(0, o.Epoch)})
	w.book = book.New(o.Rules)
	w.catalog = catalog.New(catalog.Options{
		Account: o.Account, Region: o.Region, Limit: o.Limit,
		Apply:       w.apply,
		Now:         func() int64 { return o.Epoch + w.now },
		Provisioned: w.provisioned,
	})
	if o.Watcher != nil {
		o.Watcher.Configured(0, &o.Rules)
	}
	return w
}

// Now is the world's time in nanoseconds.
func (w *World) Now() int64 { return w.now }

// Next is when something happens by itself; ok is false when nothing ever
// will, unless somebody asks for it.
func (w *World) Next() (at int64, ok bool) { return w.book.Next() }

// Waiting is how many requests and asynchronous events have not ended.
func (w *World) Waiting() int { return w.calls.open }

// Advance lets the time pass until an instant: what is due by then happens,
// each at its own time.
func (w *World) Advance(to int64) {
	for at, ok := w.book.Next(); ok && at <= to; at, ok = w.book.Next() {
		w.now = max(w.now, at)
		w.expire()
	}
	w.now = max(w.now, to)
	if w.options.Watcher != nil {
		w.expire()
	}
}

// apply carries out one control-plane event.
func (w *World) apply(ev core.Event) core.Effect {
	w.step(&ev)
	return w.answer
}

// Control runs f with the catalogue.
func (w *World) Control(f func(*catalog.Catalog)) error {
	f(w.catalog)
	return nil
}

// Relay runs f with the buckets, topics and buses and who they tell. Requests
// of the world do not go through them: their target is known.
func (w *World) Relay(f func(now int64, r *relay.Relay)) error {
	f(w.now, w.relay)
	return nil
}

// CreateQueue makes a queue, or leaves one as it is.
func (w *World) CreateQueue(name string) error {
	w.queues[w.queue(name)] = true
	return nil
}

// DeleteQueue removes a queue.
func (w *World) DeleteQueue(name string) error {
	delete(w.queues, w.queue(name))
	return nil
}

func (w *World) queue(name string) queue.ID {
	return queue.ID{Account: w.options.Account, Region: w.options.Region, Name: name}
}

// Model is one version's model under the names of its profile.
type Model struct {
	Function string
	Version  string
	Model    core.Model
	Body     int // bytes of the response's body; 0: a short one
}

// Configure replaces the parameters of the rule book, the account's limit and
// the models by which functions are created from now on.
func (w *World) Configure(rules core.Config, limit int, models []Model) error {
	if refused := w.catalog.SetAccountLimit(w.options.Account, w.options.Region, limit); refused != nil {
		return refused
	}
	w.expire() // the rule book learns how late it is
	w.book.Configure(rules)
	if w.options.Watcher != nil {
		w.options.Watcher.Configured(w.now, &rules)
	}
	for _, m := range models {
		w.catalog.SetModel(m.Function, m.Version, w.book.AddModel(m.Model))
		w.bodies = append(w.bodies, m.Body)
	}
	return nil
}

// provisioned tells the catalogue what the rule book knows.
func (w *World) provisioned(fn int32, q core.Qual) (requested, available, allocated int32, status uint8, reason string, ok bool) {
	v, ok := w.book.Provisioned(fn, q)
	if v.Status == core.Failed {
		// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
		reason = "FUNCTION_ERROR_INIT_FAILURE"
	}
	return v.Requested, v.Available, v.Allocated, uint8(v.Status), reason, ok
}
