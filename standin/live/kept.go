package live

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"squall/standin/catalog"
	"squall/standin/catalog/replay"
	"squall/standin/core/backlog"
	"squall/standin/invoke"
	"squall/standin/keep/image"
	"squall/standin/live/kept"
	"squall/standin/metrics"
)

// cells are what is kept as a whole.
func (l *Loop) cells() []kept.Cell {
	return []kept.Cell{{Name: "loop", Of: &l.kept.Lasting}, {Name: "lambda", Of: l.catalog}, {Name: "iam", Of: l.roles}, {Name: "kms", Of: l.keys},
		{Name: "sns", Of: l.relay.Topics}, {Name: "events", Of: l.relay.Buses}, {Name: "s3", Of: l.relay.Buckets},
		{Name: "relay", Of: l.relay, Hot: true}, {Name: "mappings", Of: l.pollers}, {Name: "alarms", Of: l.alarms},
		{Name: "faults", Of: &l.book.Faults, Hot: !l.book.Faults.Idle(l.now()) && l.kept.Often(l.now())}, {Name: "texts", Of: &l.texts}}
}

// Kinds tells what is kept apart by the types that it has.
func (l *Loop) Kinds() string {
	return kept.Kinds(l.cells()) + l.relay.Queues.Kinds() + l.metrics.Kinds()
}

// KeepIn has a keeper told what must outlive the loop, which has not run yet.
func (l *Loop) KeepIn(k kept.Keeper) {
	l.options.Keeper = k
	l.forgetKept()
}

// forgetKept is the beginning of a state, of which nothing has been kept.
func (l *Loop) forgetKept() {
	o := &l.options
	l.kept.Reset(kept.Lasting{Account: o.Account, Region: o.Region, Bring: o.Bring, Enforce: o.Enforce,
		Epoch: l.epoch.UnixNano(), Secret: l.secret, Runs: l.kept.Lasting.Runs, Rules: o.Rules})
	if o.Keeper != nil {
		l.relay.Queues.Note()
		l.metrics.Note()
	}
}

// note notes that an asynchronous event has changed, or has ended.
func (l *Loop) note(c *call) {
	if l.options.Keeper != nil && c != nil && c.request.Async {
		l.kept.Event(c.number)
	}
}

// keepUp tells the keeper what has changed.
func (l *Loop) keepUp() {
	if l.options.Keeper != nil {
		l.kept.Lasting.Rules = l.options.Rules
		l.options.Keeper.Put(l.kept.Collect(l.cells(), l.asKept, l.relay.Queues.Noted, l.tallied))
	}
}

// asKept is the record of an event; nil when it has ended.
func (l *Loop) asKept(number uint64) []byte {
	c := l.calls[number]
	queued, due, ok := l.book.Event(number)
	if c == nil || !ok {
		return nil
	}
	return kept.Write(&kept.Event{Request: c.request, Number: number, Target: c.target, LastErr: c.lastErr, Since: c.since,
		Event: c.event, Hops: c.hops, Queued: queued, Due: due})
}

// Settled returns when the keeper has been told of everything that was done
// before it was called.
func (l *Loop) Settled() error { return l.do(context.Background(), func(int64) {}) }

// Restore takes back what a keeper was told by a loop before this one, which
// has not run yet. Environments and what they had in hand are gone; events that
// ran are run again.
func (l *Loop) Restore(records map[string][]byte) error {
	var was kept.Lasting
	if err := image.Read(records[kept.Cells+"loop"], &was); err != nil {
		return err
	}
	if err := was.Same(&l.kept.Lasting); err != nil {
		return err
	}
	l.epoch = l.epoch.Add(-max(0, time.Duration(l.epoch.UnixNano()-was.Epoch))) // the clock goes on
	l.options.Rules, l.secret = was.Rules, was.Secret
	l.options.Rules.Before = (was.Runs + 1) << 40
	l.kept.Lasting.Runs = was.Runs + 1
	l.reset()
	l.kept.Resume()
	l.nextReq = l.Numbers()
	l.learn(was.Models)
	for _, c := range l.cells()[1:] {
		if err := image.Read(records[kept.Cells+c.Name], c.Of); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	l.faulty.Store(!l.book.Faults.Idle(l.now()))
	regions, functions := l.catalog.All()
	if err := replay.Accounts(regions, functions, l.apply); err != nil {
		return err
	}
	replay.URLs(functions, l.options.URL)
	return l.resume(records)
}

// resume takes back what has a time: messages, schedules, events.
func (l *Loop) resume(records map[string][]byte) error {
	keys := slices.Sorted(maps.Keys(records))
	for _, key := range slices.Backward(keys) { // queues before messages
		if _, err := l.relay.Queues.Kept(key, records[key]); err != nil {
			return err
		}
	}
	l.relay.Queues.Numbers(l.kept.Lasting.Runs)
	l.relay.Buses.Resume(l.now())
	l.bar(l.now())
	for _, key := range keys {
		var err error
		switch {
		case strings.HasPrefix(key, kept.Sightings):
			err = l.journal.Restore(records[key])
			l.kept.Put(key, nil) // it goes on under a number of this run
			l.kept.Sighting(records[key], err)
		case strings.HasPrefix(key, metrics.KeptKey):
			err = l.metrics.Kept(records[key])
		case strings.HasPrefix(key, kept.Events):
			err = l.resumeEvent(records[key])
		case strings.HasPrefix(key, kept.Code) && l.options.Bring:
			_ = l.options.Processes.Keep(key[len(kept.Code):], records[key]) // it was taken once; a function without it says so
		}
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func (l *Loop) resumeEvent(record []byte) error {
	var e kept.Event
	if err := image.Read(record, &e); err != nil {
		return err
	}
	c := &call{request: e.Request, number: e.Number, id: catalog.UUID("request", e.Number), target: e.Target,
		done: make(chan invoke.Response, 1), lastErr: e.LastErr, since: e.Since, event: e.Event, hops: e.Hops}
	c.meter = l.meterOf(c)
	l.calls[e.Number] = c
	l.resumed(backlog.Left{Event: e.Queued, Due: e.Due}.Again(), l.now())
	return nil
}
