// Package queue is the state of standard SQS queues: messages, their
// visibility, receive counts, retention and redrive, as a pure state machine.
// Time is an argument, in nanoseconds, that never goes back; ids and receipt
// handles come from a counter, so equal calls give equal answers.
//
// It does not speak HTTP, wait for messages (a long poll is its caller's, with
// Next and Changes), keep FIFO queues, or check policies and keys.
package queue

import (
	"slices"
	"strings"
	"time"
)

// Config holds what a set of queues needs to know about its surroundings.
type Config struct {
	// Epoch is the wall-clock time at which `now` is zero; timestamps that
	// clients see count from it.
	Epoch time.Time
	// Recreate is how long the name of a deleted queue stays refused. AWS
	// documents 60 s; zero switches the rule off.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
	Recreate time.Duration
}

// ID names a queue.
type ID struct {
	Account, Region, Name string
}

// ARN is the queue's Amazon resource name.
func (id ID) ARN() string {
	return "arn:aws:sqs:" + id.Region + ":" + id.Account + ":" + id.Name
}

// ParseARN reads an ARN made by ID.ARN.
func ParseARN(arn string) (id ID, ok bool) {
	f := strings.Split(arn, ":")
	if len(f) != 6 || f[0] != "arn" || f[2] != "sqs" || f[3] == "" || f[4] == "" || f[5] == "" {
		return ID{}, false
	}
	return ID{Account: f[4], Region: f[3], Name: f[5]}, true
}

// place is what the names of one listing share.
type place struct{ account, region string }

// Queues is all queues of all accounts and regions.
type Queues struct {
	config  Config
	queues  map[ID]*queue
	names   map[place][]string // sorted
	deleted map[ID]int64       // when a name was freed
	waiting ordered[*message]  // every message that is not visible, by the time it will be
	ids     uint64             // messages made
	made    uint32             // queues made
	changes uint64
	noted   *noted // nil: nobody asks
}

// queue is one queue. Each of its messages is in byAge, and either in ready or
// in Queues.waiting.
type queue struct {
	id       ID
	number   uint32
	settings settings
	created  int64
	modified int64
	purged   int64               // when it was last purged, or a minute before it was made
	messages map[uint64]*message `keep:"-"`
	ready    ordered[*message]   `keep:"-"`
	byAge    ordered[*message]   `keep:"-"`
	inFlight int                 `keep:"-"`
	delayed  int                 `keep:"-"`
}

// New makes an empty set of queues.
func New(c Config) *Queues {
	return &Queues{
		config:  c,
		queues:  map[ID]*queue{},
		names:   map[place][]string{},
		deleted: map[ID]int64{},
		waiting: ordered[*message]{less: earlier, place: func(m *message) *int { return &m.spot }},
	}
}

// Next is when the next message becomes visible by the passing of time.
func (s *Queues) Next() (at int64, ok bool) {
	if s.waiting.len() == 0 {
		return 0, false
	}
	return s.waiting.top().visibleAt, true
}

// Expire makes visible what has become so by now.
func (s *Queues) Expire(now int64) {
	for s.waiting.len() > 0 && s.waiting.top().visibleAt <= now {
		m := s.waiting.pop()
		m.queue.leave(m.state)
		m.state = visible
		m.queue.ready.push(m)
		s.changes++
	}
}

// Changes counts what can end a long poll or its wait: messages that became
// visible, queues that were deleted, and Next moving nearer. A shell compares
// two values to know whether to wake its receivers.
func (s *Queues) Changes() uint64 { return s.changes }

// Create makes a queue, or accepts an existing one whose attributes agree with
// those given.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
func (s *Queues) Create(now int64, id ID, attributes map[string]string) error {
	if err := checkName(id.Name); err != nil {
		return err
	}
	if q, ok := s.queues[id]; ok {
		return s.agrees(q, attributes)
	}
	if at, ok := s.deleted[id]; ok && now-at < int64(s.config.Recreate) {
		return refuse(QueueDeletedRecently, "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
	}
	set := defaults()
	if err := s.apply(&set, id, attributes); err != nil {
		return err
	}
	delete(s.deleted, id)
	s.made++
	s.add(&queue{id: id, number: s.made, settings: set, created: now, modified: now, purged: now - int64(purgeEvery)})
	s.noteQueue(id)
	return nil
}

// add makes an empty queue known.
func (s *Queues) add(q *queue) {
	q.messages = map[uint64]*message{}
	q.ready = ordered[*message]{less: older, place: func(m *message) *int { return &m.spot }}
	q.byAge = ordered[*message]{less: older, place: func(m *message) *int { return &m.ageSpot }}
	s.queues[q.id] = q
	p := place{q.id.Account, q.id.Region}
	i, _ := slices.BinarySearch(s.names[p], q.id.Name)
	s.names[p] = slices.Insert(s.names[p], i, q.id.Name)
}

// Exists tells whether there is such a queue.
func (s *Queues) Exists(id ID) bool { return s.queues[id] != nil }

// Visible is how many messages of a queue could be received as of the latest
// call; 0 when there is no such queue.
func (s *Queues) Visible(id ID) int {
	if q := s.queues[id]; q != nil {
		return q.ready.len()
	}
	return 0
}

// Visibility is a queue's visibility timeout in seconds; 0 when there is no
// such queue.
func (s *Queues) Visibility(id ID) int {
	if q := s.queues[id]; q != nil {
		return int(q.settings.visibility)
	}
	return 0
}

// List gives up to limit names that begin with prefix and come after the name
// given (`""` for the first page), sorted; more tells whether others follow.
func (s *Queues) List(account, region, prefix, after string, limit int) (names []string, more bool) {
	all := s.names[place{account, region}]
	from, found := slices.BinarySearch(all, max(prefix, after))
	if found && after != "" && all[from] == after {
		from++
	}
	for _, name := range all[from:] {
		if !strings.HasPrefix(name, prefix) {
			break
		}
		if len(names) == limit {
			return names, true
		}
		names = append(names, name)
	}
	return names, false
}

// Delete removes a queue and its messages.
func (s *Queues) Delete(now int64, id ID) error {
	q, err := s.find(id)
	if err != nil {
		return err
	}
	s.clear(q)
	delete(s.queues, id)
	s.noteQueue(id)
	if s.config.Recreate > 0 {
		s.deleted[id] = now
	}
	p := place{id.Account, id.Region}
	i, _ := slices.BinarySearch(s.names[p], id.Name)
	s.names[p] = slices.Delete(s.names[p], i, i+1)
	s.changes++
	return nil
}

// purgeEvery is how often a queue may be purged.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
const purgeEvery = 60 * time.Second

// Purge removes the messages of a queue, at most once a minute. (AWS may take
// that minute to do it; here it is done at once.)
func (s *Queues) Purge(now int64, id ID) error {
	q, err := s.find(id)
	if err != nil {
		return err
	}
	if now-q.purged < int64(purgeEvery) {
		return refuse(PurgeQueueInProgress, "Only one PurgeQueue operation on "+id.Name+" is allowed every 60 seconds.")
	}
	q.purged = now
	s.noteQueue(id)
	s.clear(q)
	return nil
}

func (s *Queues) find(id ID) (*queue, error) {
	if q, ok := s.queues[id]; ok {
		return q, nil
	}
	return nil, refuse(NonExistentQueue, "The specified queue does not exist.")
}

// enter finds a queue and brings it up to now: what became visible is, and
// what was kept too long is gone.
func (s *Queues) enter(now int64, id ID) (*queue, error) {
	q, err := s.find(id)
	if err != nil {
		return nil, err
	}
	s.Expire(now)
	for q.byAge.len() > 0 && q.byAge.top().sentAt+q.settings.retention*second <= now {
		s.drop(q.byAge.top())
	}
	return q, nil
}

func (s *Queues) clear(q *queue) {
	for q.byAge.len() > 0 {
		s.drop(q.byAge.top())
	}
}

// drop removes a message for good.
func (s *Queues) drop(m *message) {
	q := m.queue
	s.withdraw(m)
	q.byAge.remove(m)
	delete(q.messages, m.seq)
	s.note(m.seq, nil)
}

// withdraw takes a message out of ready or waiting.
func (s *Queues) withdraw(m *message) {
	if m.state == visible {
		m.queue.ready.remove(m)
		return
	}
	s.waiting.remove(m)
	m.queue.leave(m.state)
}

// leave counts a message out of a state in which it was not visible.
func (q *queue) leave(st state) {
	switch st {
	case inFlight:
		q.inFlight--
	case delayed:
		q.delayed--
	}
}

// hide puts a message where time will make it visible, or at once.
func (s *Queues) hide(now int64, m *message, st state, seconds int64) {
	s.note(m.seq, m)
	if seconds == 0 {
		m.state = visible
		m.queue.ready.push(m)
		s.changes++
		return
	}
	m.state = st
	m.visibleAt = now + seconds*second
	s.waiting.push(m)
	if s.waiting.top() == m {
		s.changes++
	}
	if st == inFlight {
		m.queue.inFlight++
	} else {
		m.queue.delayed++
	}
}

// stamp is a time as clients see it: milliseconds of the Unix epoch.
func (s *Queues) stamp(at int64) int64 {
	return s.config.Epoch.Add(time.Duration(at)).UnixMilli()
}
