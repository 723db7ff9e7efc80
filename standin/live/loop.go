// Package live is the shell that runs the rule book in real time: one owner
// goroutine takes what doors and APIs post, lets timers act when they are due,
// and performs the effects. It answers for modelled functions, keeps the log
// lines of asynchronous attempts, and hands events to their queues.
//
// It decides nothing about Lambda; it speaks no HTTP.
package live

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"squall/standin/catalog"
	"squall/standin/catalog/record"
	"squall/standin/core"
	"squall/standin/core/book"
	"squall/standin/core/fault"
	"squall/standin/identity"
	"squall/standin/keys"
	"squall/standin/live/journal"
	"squall/standin/live/kept"
	"squall/standin/live/lag"
	"squall/standin/live/programs"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
	"squall/standin/metrics/meter"
	"squall/standin/pollers"
	"squall/standin/relay"
)

// Options are what a loop is made of.
type Options struct {
	Account string // of requests that name none
	Region  string
	Limit   int // the account's concurrency; 0 is AWS's default
	Rules   core.Config
	Settle  time.Duration // from Pending to Active, and from InProgress to Successful
	Enforce bool          // IAM: what was never created may do nothing
	// URL tells the door of a function URL, as catalog.Options has it.
	URL func(of catalog.Ref, u *record.URL) (address string)
	// Store puts an object into a bucket, as relay.Options has it; Emptied is
	// told when everything is forgotten. Both are called by the owner
	// goroutine, and may be nil.
	Store   func(bucket, key string, body []byte) (etag string, err error)
	Emptied func()
	// Processes runs functions that are programs; nil: there are none.
	Processes Processes
	// Bring says that it also runs functions that clients bring, which can
	// otherwise be looked at and not invoked.
	Bring  bool
	Keeper kept.Keeper // is told what must outlive the loop; nil: nothing does
}

// Loop owns the rule book, the catalogue of functions, the keys, the
// identities, the metrics, the event source mappings, and everything that the
// relay has. Its state belongs to the goroutine of Run; everything else posts
// to it.
type Loop struct {
	options Options
	epoch   time.Time

	faulty atomic.Bool // there was a fault
	asked  uint64      // calls that faults were asked about

	// Owned by the goroutine of Run.
	book    *book.Book
	catalog *catalog.Catalog
	relay   *relay.Relay
	pollers *pollers.Pollers
	posted  []*call // invokes that services asked for
	keys    *keys.Keys
	roles   *identity.Store
	metrics *metrics.Store
	meters  *meter.Meters
	alarms  *alarm.Alarms
	calls   map[uint64]*call
	texts   fault.Texts
	process programs.Programs
	effects []core.Effect
	nextReq uint64
	answer  core.Effect
	secret  []byte // by which sessions of roles are made
	bodies  []int  // by model: bytes of the response's body

	journal *journal.Journal
	kept    kept.Notes
	lag     lag.Meter
	tally   int64 // when the keeper is told of metrics; 0: of none

	mu      sync.Mutex // guards what follows
	inbox   []item
	closed  bool
	wake    chan struct{} // holds one token when the inbox is not empty
	changed chan struct{} // closed at the next change of a queue
	seen    uint64        // changes of queues that changed has told

	stopped chan struct{} // closed when nothing that is posted will be done
}

// item is one thing in the inbox: a request, or something to do.
type item struct {
	call *call
	do   func(now int64)
}

// ErrClosed is the answer of a loop that has stopped.
var ErrClosed = errors.New("the stand-in has stopped")

// New makes a loop. Nothing happens before Run.
func New(o Options) *Loop {
	l := &Loop{options: o, epoch: time.Now(), calls: map[uint64]*call{},
		secret:  make([]byte, 32),
		journal: journal.New(), wake: make(chan struct{}, 1), changed: make(chan struct{}), stopped: make(chan struct{})}
	_, _ = rand.Read(l.secret) // it never fails
	l.reset()
	return l
}

// reset makes the state anew. Requests that wait are answered with nothing.
func (l *Loop) reset() {
	l.process.Abandon()
	for id, c := range l.calls {
		c.refuse()
		delete(l.calls, id)
	}
	l.book, l.bodies = book.New(measured(l.options.Rules)), nil
	l.posted, l.texts = nil, fault.Texts{}
	l.relay = relay.New(relay.Options{Epoch: l.epoch, Compress: float64(l.options.Rules.Compress) / 1000, Invoke: l.invokeEvent, Loops: l.mayLoop,
		Allowed: l.allowed, Store: l.options.Store})
	l.pollers = pollers.New(pollers.Options{Queues: l.relay.Queues, Epoch: l.unix(0), Settle: int64(l.options.Settle),
		Invoke: l.invokeBatch, Allows: l.mayPoll})
	if l.options.Emptied != nil {
		l.options.Emptied()
	}
	l.keys = keys.New(keys.Config{Epoch: l.epoch, Random: rand.Reader})
	l.roles = identity.New(identity.Options{Enforce: l.options.Enforce, Key: l.secret})
	l.metrics, l.alarms = metrics.New(), alarm.New()
	l.meters = meter.New(l.metrics)
	l.catalog = catalog.New(catalog.Options{
		Account: l.options.Account, Region: l.options.Region, Limit: l.options.Limit,
		Apply:       l.apply,
		Now:         func() int64 { return l.unix(l.now()) },
		Provisioned: l.provisioned,
		Grant:       l.grant,
		Identity:    l.roles,
		Settle:      int64(l.options.Settle),
		Moving:      func(fn, alias int32) int32 { return l.book.Moving(fn, alias) },
		URL:         l.options.URL,
	})
	l.journal.Reset()
	l.adopt()
	l.forgetKept()
}

// Run is the owner goroutine. It returns when ctx ends.
func (l *Loop) Run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	defer l.close()
	for {
		now := l.now()
		l.arm(timer, now)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-l.wake:
		}
		l.turn()
	}
}

// turn lets due timers act, then takes everything posted so far.
func (l *Loop) turn() {
	now := l.now()
	l.expire(now)
	l.startPosted(now)
	l.mu.Lock()
	batch := l.inbox
	l.inbox = nil
	l.mu.Unlock()
	for _, it := range batch {
		if it.do != nil {
			it.do(now)
			now = l.now() // it may have stepped the rule book at a later time
			l.expire(now)
			l.startPosted(now)
			continue
		}
		l.start(now, it.call)
		l.startPosted(now)
	}
	l.tellChanges()
	l.keepUp()
}

// expire keeps the rule book's promise to itself: after it, nothing is due.
func (l *Loop) expire(now int64) {
	due, ok := l.book.Next()
	if ok && due <= now {
		l.lag.Record(now - due)
		l.perform(l.book.Expire(now, l.effects[:0]))
		if due, ok := l.book.Next(); ok && due <= now {
			panic("live: internal error: a timer is due after Expire")
		}
	}
	if l.book.Faults.Away(now) > 0 {
		return
	}
	l.relay.Expire(now)
	l.watch(now)
	if at, ok := l.catalog.Next(); ok && at <= l.unix(now) {
		l.catalog.Expire(l.unix(now))
	}
	if at, ok := l.keys.Next(); ok && at <= now {
		l.keys.Expire(now)
		l.bar(now)
	}
}

// arm sets the timer to whatever is due first.
func (l *Loop) arm(timer *time.Timer, now int64) {
	due, ok := l.book.Next()
	if back := l.book.Faults.Away(now); back > 0 {
		timer.Reset(time.Duration(max(back-now, 0)))
		return
	}
	for _, next := range []func() (int64, bool){l.relay.Next, l.pollers.Next, l.keys.Next, l.nextAlarm, l.nextUpdate, l.nextTally} {
		if at, more := next(); more && (!ok || at < due) {
			due, ok = at, true
		}
	}
	if !ok {
		due = now + int64(time.Hour)
	}
	timer.Reset(time.Duration(max(due-now, 0)))
}

// nextUpdate is when an update of a function is through.
func (l *Loop) nextUpdate() (int64, bool) {
	at, ok := l.catalog.Next()
	return at - l.unix(0), ok
}

// now is nanoseconds since the loop was made, on the monotonic clock.
func (l *Loop) now() int64 { return int64(time.Since(l.epoch)) }

// unix turns a time of the loop into nanoseconds since 1970.
func (l *Loop) unix(now int64) int64 { return l.epoch.UnixNano() + now }

// post puts an item into the inbox; false when the loop has stopped.
func (l *Loop) post(it item) bool {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return false
	}
	l.inbox = append(l.inbox, it)
	first := len(l.inbox) == 1
	l.mu.Unlock()
	if first {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
	return true
}

// close answers everybody who still waits.
func (l *Loop) close() {
	defer close(l.stopped)
	l.process.Abandon()
	l.mu.Lock()
	l.closed = true
	batch := l.inbox
	l.inbox = nil
	l.mu.Unlock()
	for _, it := range batch {
		if it.call != nil {
			it.call.refuse()
		}
	}
	for _, c := range l.calls {
		c.refuse()
	}
}

// apply carries out one control-plane event on the owner goroutine.
func (l *Loop) apply(ev core.Event) core.Effect {
	now := l.now()
	l.expire(now)
	l.perform(l.book.Step(now, ev, l.effects[:0]))
	return l.answer
}
