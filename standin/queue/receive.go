package queue

import "strconv"

// Ask says what a consumer wants.
type Ask struct {
	Max           int // messages, 1 to 10
	Visibility    int // seconds; with VisibilitySet
	VisibilitySet bool
}

// Received is a message as a consumer gets it. Times are milliseconds of the
// Unix epoch.
type Received struct {
	MessageID     string
	ReceiptHandle string
	Body          string
	BodyMD5       string
	Attributes    []Attribute // sorted by name
	TraceHeader   string
	Count         int // receives so far, this one included
	SentAt        int64
	FirstAt       int64
	Source        string // ARN of the queue it was moved from, or ""
}

// AttributesMD5 is the digest of some of a message's attributes, which must be
// in order; it is "" for none.
func AttributesMD5(sorted []Attribute) string { return attributesDigest(sorted) }

// maxInFlight is the quota of standard queues.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
const maxInFlight = 120_000

// Receive takes up to ask.Max visible messages, oldest first, and hides them.
// A message that was received maxReceiveCount times already goes to the
// dead-letter queue instead.
func (s *Queues) Receive(now int64, id ID, ask Ask) ([]Received, error) {
	q, err := s.enter(now, id)
	if err != nil {
		return nil, err
	}
	if ask.Max < 1 || ask.Max > maxBatch {
		return nil, badValue(strconv.Itoa(ask.Max), "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
	}
	hidden := q.settings.visibility
	if ask.VisibilitySet {
		hidden = int64(ask.Visibility)
	}
	if err := checkVisibility(hidden); err != nil {
		return nil, err
	}
	if q.inFlight >= maxInFlight {
		return nil, refuse(OverLimit, "Too many messages in flight; the limit of a standard queue is 120000. Delete messages after processing them.")
	}
	var taken []*message
	for len(taken) < ask.Max && q.ready.len() > 0 {
		m := q.ready.pop()
		if s.redrive(m) {
			continue
		}
		s.take(now, m)
		taken = append(taken, m)
	}
	// Hidden only now: with a timeout of zero one call must not get a message twice.
	var out []Received
	for _, m := range taken {
		s.hide(now, m, inFlight, hidden)
		out = append(out, s.received(m))
	}
	return out, nil
}

func (s *Queues) take(now int64, m *message) {
	if m.count == 0 {
		m.firstAt = now
	}
	m.count++
	m.here++
	m.receipt++
	m.takenAt = now
}

func (s *Queues) received(m *message) Received {
	return Received{
		MessageID: m.id, ReceiptHandle: receiptHandle(m.queue.number, m.seq, m.receipt),
		Body: m.body, BodyMD5: m.bodyMD5, Attributes: m.attrs, TraceHeader: m.trace,
		Count: m.count, SentAt: s.stamp(m.sentAt), FirstAt: s.stamp(m.firstAt), Source: m.source,
	}
}

// redrive moves a message that has had its receives, once it is out of ready.
// Its id, attributes and sent time go with it. Where the dead-letter queue was
// deleted, the message stays (a guess).
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (s *Queues) redrive(m *message) bool {
	from := m.queue
	policy := from.settings.redrive
	if policy.max == 0 || m.here < policy.max {
		return false
	}
	to, ok := s.queues[policy.to]
	if !ok {
		return false
	}
	from.byAge.remove(m)
	delete(from.messages, m.seq)
	m.queue, m.source, m.here = to, from.id.ARN(), 0
	to.messages[m.seq] = m
	to.byAge.push(m)
	m.state = visible
	to.ready.push(m)
	s.note(m.seq, m)
	s.changes++
	return true
}
