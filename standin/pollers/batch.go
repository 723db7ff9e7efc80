package pollers

import (
	"slices"

	"squall/standin/pattern"
	"squall/standin/queue"
)

// maxEvent is the largest payload of a synchronous invoke, and so of a batch.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxEvent = 6 << 20

// maxReceive is how many messages one receive gives.
const maxReceive = 10

// batch is the messages of one invoke.
type batch struct {
	mapping *mapping
	items   []item
	size    int  // bytes of the event
	closed  bool // it takes no more messages
	due     int64
	until   int64 // when its first message is visible again
	tries   int   // that were throttled
	retry   int64
}

// item is one message of a batch.
type item struct {
	id, handle string
	record     []byte
}

// poll starts what can be started and receives what there is room for.
func (p *Pollers) poll(now int64, m *mapping) {
	p.grow(now, m)
	p.again(now, m)
	p.start(now, m)
	for m.receives() && p.receive(now, m) {
		p.start(now, m)
	}
}

// again tries batches that were throttled. Those whose messages are visible
// again are let go: another batch has them by now or will.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (p *Pollers) again(now int64, m *mapping) {
	waiting := m.waiting
	m.waiting = nil
	for _, b := range waiting {
		switch {
		case now >= b.until:
			m.running--
		case now >= b.retry:
			p.call(now, b)
		default:
			m.waiting = append(m.waiting, b)
		}
	}
}

// start has the function invoked with the batches that are ready.
func (p *Pollers) start(now int64, m *mapping) {
	for len(m.forming) > 0 && m.running < m.most() && now >= m.forming[0].due {
		b := m.forming[0]
		m.forming = m.forming[1:]
		if now < b.until {
			m.running++
			p.call(now, b)
		}
	}
}

func (p *Pollers) call(now int64, b *batch) {
	p.called++
	p.calls[p.called] = b
	p.options.Invoke(now, Call{Number: p.called, ARN: b.mapping.active.FunctionARN, Payload: b.event()})
}

// receive takes messages out of the queue, and says whether there were any.
func (p *Pollers) receive(now int64, m *mapping) bool {
	room := m.active.BatchSize
	if b := m.open(); b != nil {
		room -= len(b.items)
	} else if m.batches() >= m.most() {
		return false
	}
	if !p.allowed(m, "sqs:ReceiveMessage") {
		return false
	}
	// Never zero: one call after another would get the same message for ever.
	hidden := max(p.options.Queues.Visibility(m.Queue), 1)
	got, err := p.options.Queues.Receive(now, m.Queue, queue.Ask{Max: min(room, maxReceive), Visibility: hidden, VisibilitySet: true})
	if err != nil { // the queue was deleted, or has too many messages in flight
		return false
	}
	for i := range got {
		r := recordOf(m.Queue, &got[i])
		if !m.takes(r) {
			p.remove(now, m, got[i].ReceiptHandle)
			continue
		}
		m.add(now, int64(hidden)*second, item{id: got[i].MessageID, handle: got[i].ReceiptHandle, record: r.bytes()})
	}
	return len(got) > 0
}

// open is the batch that takes messages, or nil.
func (m *mapping) open() *batch {
	if n := len(m.forming); n > 0 && !m.forming[n-1].closed {
		return m.forming[n-1]
	}
	return nil
}

// add puts a message into a batch. The window ends at the latest a second
// before the first message would be visible again (a guess).
func (m *mapping) add(now, hidden int64, it item) {
	b := m.open()
	if b != nil && b.size+len(it.record)+1 > maxEvent {
		b.close(now)
		b = nil
	}
	if b == nil {
		b = &batch{mapping: m, size: len(eventHead + eventTail), until: now + hidden,
			due: now + min(int64(m.active.Window)*second, hidden-second)}
		m.forming = append(m.forming, b)
	}
	b.items = append(b.items, it)
	b.size += len(it.record) + 1
	if len(b.items) >= m.active.BatchSize {
		b.close(now)
	}
}

func (b *batch) close(now int64) { b.closed, b.due = true, min(b.due, now) }

// Ending is how an invoke of a batch has ended.
type Ending uint8

// Endings.
const (
	Answered  Ending = iota // the function returned
	Failed                  // it did not, or there is none
	Throttled               // it was not invoked, and may be later
)

// Done takes the end of an invoke, and what the function returned.
func (p *Pollers) Done(now int64, number uint64, end Ending, payload []byte) {
	b := p.calls[number]
	if b == nil {
		return
	}
	delete(p.calls, number)
	m := b.mapping
	if end == Throttled {
		b.tries++
		b.retry = now + backoff(b.tries)
		m.waiting = append(m.waiting, b)
		return
	}
	m.running--
	var failed map[string]bool
	ok := end == Answered
	if ok && m.active.ReportFailures {
		failed, ok = itemFailures(payload, b)
	}
	if !ok { // the messages come back by themselves
		m.limit, m.grown = max(m.limit/2, leastPollers), now
		return
	}
	for _, it := range b.items {
		if !failed[it.id] {
			p.remove(now, m, it.handle)
		}
	}
}

// backoff is how long a throttled batch waits: a second, then twice as long
// each time, up to half a minute (a guess: AWS says that it backs off, not how).
func backoff(tries int) int64 { return min(second<<min(tries-1, 5), 30*second) }

// remove deletes a message; one whose queue is gone, is gone, and one that may
// not be deleted comes back.
func (p *Pollers) remove(now int64, m *mapping, handle string) {
	if !p.allowed(m, "sqs:DeleteMessage") {
		return
	}
	_ = p.options.Queues.DeleteMessage(now, m.Queue, handle)
}

// takes says whether filters let a message through.
func (m *mapping) takes(r *record) bool {
	if len(m.filters) == 0 {
		return true
	}
	document := r.document()
	return slices.ContainsFunc(m.filters, func(f pattern.Pattern) bool { return f.Match(document) })
}
