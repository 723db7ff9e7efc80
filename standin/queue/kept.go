package queue

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"squall/standin/keep/image"
)

// noted is what has changed since Noted was called last.
type noted struct {
	queues   map[ID]bool
	messages map[uint64]*message // nil: it is gone
}

// Note has what changes from now on told by Noted.
func (s *Queues) Note() { s.noted = &noted{map[ID]bool{}, map[uint64]*message{}} }

func (s *Queues) noteQueue(id ID) {
	if s.noted != nil {
		s.noted.queues[id] = true
	}
}

func (s *Queues) note(seq uint64, m *message) {
	if s.noted != nil {
		s.noted.messages[seq] = m
	}
}

// keptMessage is a message with the queue that it is in.
type keptMessage struct {
	In ID
	M  *message
}

// Prefixes of the keys of queues and messages.
const (
	keptQueue      = "queue/"
	keptMessagePre = "message/"
)

// Kinds tells what is kept apart by its types.
func (s *Queues) Kinds() string { return image.Print(&queue{}) + image.Print(&keptMessage{}) }

// Noted hands on the records of what has changed since; nil values are of what
// is gone. Message keys are in the order of sending.
func (s *Queues) Noted(put func(key string, value []byte)) error {
	if len(s.noted.queues)+len(s.noted.messages) == 0 {
		return nil
	}
	ids := slices.SortedFunc(maps.Keys(s.noted.queues), func(a, b ID) int { return cmp.Compare(a.ARN(), b.ARN()) })
	for _, id := range ids {
		var value []byte
		if q := s.queues[id]; q != nil {
			var err error
			if value, err = image.Write(q); err != nil {
				return err
			}
		}
		put(keptQueue+id.ARN(), value)
	}
	for _, seq := range slices.Sorted(maps.Keys(s.noted.messages)) {
		var value []byte
		if m := s.noted.messages[seq]; m != nil {
			var err error
			if value, err = image.Write(&keptMessage{m.queue.id, m}); err != nil {
				return err
			}
		}
		put(keptMessagePre+strconv.FormatUint(seq, 16), value)
	}
	clear(s.noted.queues)
	clear(s.noted.messages)
	return nil
}

// Kept takes back a record of Noted; queues come before messages. It is false
// for records of others.
func (s *Queues) Kept(key string, value []byte) (mine bool, err error) {
	switch {
	case strings.HasPrefix(key, keptQueue):
		q := &queue{}
		if err := image.Read(value, q); err != nil {
			return true, fmt.Errorf("%s: %w", key, err)
		}
		s.made = max(s.made, q.number)
		s.add(q)
		return true, nil
	case strings.HasPrefix(key, keptMessagePre):
		var k keptMessage
		if err := image.Read(value, &k); err != nil || k.M == nil {
			return true, fmt.Errorf("%s: %w", key, err)
		}
		s.put(k)
		return true, nil
	}
	return false, nil
}

func (s *Queues) put(k keptMessage) {
	m, q := k.M, s.queues[k.In]
	if q == nil {
		return
	}
	m.queue = q
	s.ids = max(s.ids, m.seq)
	q.messages[m.seq] = m
	q.byAge.push(m)
	switch m.state {
	case visible:
		q.ready.push(m)
		return
	case inFlight:
		q.inFlight++
	case delayed:
		q.delayed++
	}
	s.waiting.push(m)
}

// Numbers makes the numbers of messages and queues go on above those of so
// many runs before, so that no id is given twice.
func (s *Queues) Numbers(runs uint64) {
	s.ids = max(s.ids, runs<<32)
	s.made = max(s.made, uint32(runs)<<16)
}
