package live

import (
	"context"

	"squall/standin/catalog/replay"
	"squall/standin/core/backlog"
	"squall/standin/core/fault"
)

// again is the beginning after a restart that a fault has made: the rule book is
// told of the functions anew, and events come back when the stand-in does.
func (l *Loop) again(until int64) error {
	regions, functions := l.catalog.All()
	err := replay.Accounts(regions, functions, l.apply)
	for _, e := range l.book.Left() {
		l.resumed(e, until)
	}
	l.relay.Buses.Resume(until) // ticks that were missed stay missed
	l.bar(l.now())
	return err
}

// resumed gives an event back to the rule book, which may not try it before.
func (l *Loop) resumed(e backlog.Left, notBefore int64) {
	l.book.Resume(e.Event, max(e.Due, notBefore))
	l.note(l.calls[e.Req])
}

// Numbers is above all numbers that loops before this one have given.
func (l *Loop) Numbers() uint64 { return l.kept.Lasting.Runs << 40 }

// Doom notes a restart for the next process, and how many environments it ends.
func (l *Loop) Doom(o fault.Order) error {
	return l.do(context.Background(), func(now int64) {
		o.Fault.Until, o.Fault.Killed = now+o.Lasts, true
		l.faulty.Store(true)
		l.kept.Touched = true
		l.book.Faults.Doom(o.Fault, l.book.Environments())
	})
}
