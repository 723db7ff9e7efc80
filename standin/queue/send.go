package queue

import (
	"strconv"
	"time"
)

// Sent is the answer to a send.
type Sent struct {
	MessageID      string
	BodyMD5        string
	AttributesMD5  string // "" without attributes
	TraceHeaderMD5 string // digest of the system attributes; "" without
}

// Send puts a message into a queue.
func (s *Queues) Send(now int64, id ID, m Message) (Sent, error) {
	q, err := s.enter(now, id)
	if err != nil {
		return Sent{}, err
	}
	if q.settings.access.refuses(id.ARN(), s.config.Epoch.Add(time.Duration(now))) {
		return Sent{}, refuse(AccessDenied, "Access to the resource is denied: the policy of the queue refuses messages.")
	}
	if err := m.check(q.settings.maxSize); err != nil {
		return Sent{}, err
	}
	s.ids++
	msg := &message{
		queue: q, seq: s.ids, id: messageID(s.ids), body: m.Body, bodyMD5: bodyDigest(m.Body),
		attrs: sortAttributes(m.Attributes), trace: m.TraceHeader, sentAt: now,
	}
	q.messages[msg.seq] = msg
	q.byAge.push(msg)
	wait := q.settings.delay
	if m.DelaySet {
		wait = int64(m.Delay)
	}
	s.hide(now, msg, delayed, wait)
	sent := Sent{MessageID: msg.id, BodyMD5: msg.bodyMD5, AttributesMD5: attributesDigest(msg.attrs)}
	if m.TraceHeader != "" {
		sent.TraceHeaderMD5 = attributesDigest([]Attribute{{Name: "AWSTraceHeader", Type: "String", Text: m.TraceHeader}})
	}
	return sent, nil
}

const (
	maxBatch   = 10
	maxEntryID = 80
	// MaxBody is the largest message, and the largest batch of messages.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
	MaxBody = 1 << 20
)

// CheckBatch refuses a batch as a whole: its queue, its entries' ids, how many
// they are and, of messages, their size together.
func (s *Queues) CheckBatch(id ID, ids []string, size int) error {
	if _, err := s.find(id); err != nil {
		return err
	}
	if len(ids) == 0 {
		return refuse(EmptyBatchRequest, "There should be at least one entry in the request.")
	}
	if len(ids) > maxBatch {
		return refuse(TooManyEntriesInBatchRequest, "Maximum number of entries per request are 10. You have sent "+strconv.Itoa(len(ids))+".")
	}
	seen := map[string]bool{}
	for _, entry := range ids {
		if !entryID(entry) {
			return refuse(InvalidBatchEntryID, "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
		}
		if seen[entry] {
			return refuse(BatchEntryIdsNotDistinct, "Id "+entry+" repeated.")
		}
		seen[entry] = true
	}
	if size > MaxBody {
		return refuse(BatchRequestTooLong, "Batch requests cannot be longer than "+strconv.Itoa(MaxBody)+" bytes. You have sent "+strconv.Itoa(size)+" bytes.")
	}
	return nil
}

func entryID(s string) bool {
	for _, r := range s {
		if !wordRune(r) {
			return false
		}
	}
	return s != "" && len(s) <= maxEntryID
}
