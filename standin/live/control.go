package live

import (
	"context"

	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/identity"
	"squall/standin/live/kept"
	"squall/standin/live/lag"
	"squall/standin/queue"
	"squall/standin/relay"
)

// do runs f on the owner goroutine and waits for it. When ctx ends first f is
// still run; after ErrClosed it never was.
func (l *Loop) do(ctx context.Context, f func(now int64)) error {
	done := make(chan struct{})
	if !l.post(item{do: func(now int64) { defer close(done); f(now) }}) {
		return ErrClosed
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.stopped:
	}
	select {
	case <-done: // both at once
		return nil
	default:
		return ErrClosed
	}
}

// Control runs f with the catalogue on the owner goroutine.
func (l *Loop) Control(ctx context.Context, f func(*catalog.Catalog)) error {
	return l.do(ctx, func(now int64) {
		l.kept.Touched = l.kept.Touched || !kept.Looks(ctx)
		f(l.catalog)
		l.bar(now)
	})
}

// Queues runs f with the queues on the owner goroutine; not at all once the
// loop has stopped.
func (l *Loop) Queues(f func(now int64, q *queue.Queues)) {
	_ = l.do(context.Background(), func(now int64) { f(now, l.relay.Queues) })
}

// Relay runs f with everything that hands on messages, on the owner goroutine;
// not at all once the loop has stopped.
func (l *Loop) Relay(f func(now int64, r *relay.Relay)) {
	_ = l.do(context.Background(), func(now int64) { l.kept.Touched = true; f(now, l.relay) })
}

// Identity runs f with the identities on the owner goroutine; not at all once
// the loop has stopped. Now is ns since 1970.
func (l *Loop) Identity(f func(now int64, s *identity.Store)) {
	_ = l.do(context.Background(), func(now int64) { l.kept.Touched = true; f(l.unix(now), l.roles) })
}

// Changed is closed at the next change of a queue.
func (l *Loop) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// tellChanges wakes long polls when a queue has changed.
func (l *Loop) tellChanges() {
	n := l.relay.Queues.Changes()
	l.mu.Lock()
	defer l.mu.Unlock()
	if n != l.seen {
		l.seen = n
		close(l.changed)
		l.changed = make(chan struct{})
	}
}

// Lag reads the stand-in's lateness since it was last configured.
func (l *Loop) Lag() lag.Lag { return l.lag.Read() }

// Model is one version's model under the names of its profile.
type Model = kept.Model

// Configure replaces the parameters of the rule book, an account's limit and
// the models by which functions are created from now on.
func (l *Loop) Configure(ctx context.Context, rules core.Config, limit int, models []Model) error {
	var refused *catalog.Error
	err := l.do(ctx, func(int64) {
		if refused = l.catalog.SetAccountLimit(l.options.Account, l.options.Region, limit); refused != nil {
			return
		}
		l.book.Configure(measured(rules))
		l.relay.Buses.SetCompress(l.now(), float64(rules.Compress)/1000)
		l.options.Rules, l.kept.Touched = rules, true
		l.lag.Reset()
		l.learn(models)
	})
	if err == nil && refused != nil {
		return refused
	}
	return err
}

// learn takes models by which functions are created from now on.
func (l *Loop) learn(models []Model) {
	l.kept.Lasting.Models = append(l.kept.Lasting.Models, models...)
	for _, m := range models {
		id := l.book.AddModel(m.Model)
		l.catalog.SetModel(m.Function, m.Version, id)
		if m.Model.External {
			l.process.Of[id] = m.Program
		}
		l.bodies = append(l.bodies, m.Body)
	}
}

// Reset forgets every function, queue and log line.
func (l *Loop) Reset(ctx context.Context) error {
	return l.do(ctx, func(int64) { l.reset() })
}

// provisioned tells the catalogue what the rule book knows.
func (l *Loop) provisioned(fn int32, q core.Qual) (requested, available, allocated int32, status uint8, reason string, ok bool) {
	v, ok := l.book.Provisioned(fn, q)
	return v.Requested, v.Available, v.Allocated, uint8(v.Status), v.Reason(), ok
}

// State reads the rule book on the owner goroutine.
func (l *Loop) State(ctx context.Context, f func(c *catalog.Catalog, read Reader)) error {
	return l.do(ctx, func(int64) { f(l.catalog, l.book) })
}

// Reader is what can be read of the rule book.
type Reader interface {
	Account(region int32) core.AccountView
	Function(fn int32) (core.FunctionView, bool)
	Waiting() int
}
