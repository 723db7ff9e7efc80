// Package journal is the logs of a stand-in with a lock of their own, so that
// who reads much of them does not hold up whoever writes them. It tells what of
// them must outlive the process: what they have of asynchronous attempts, of
// which an account of events is made.
//
// It knows no function: its caller says which group a line is for.
package journal

import (
	"cmp"
	"sync"

	"squall/standin/keep/image"
	"squall/standin/logs"
)

// Journal is the logs. It is safe for concurrent use.
type Journal struct {
	mu     sync.Mutex
	store  *logs.Store
	groups map[Place]*logs.Group
	latest map[string]string // group by function of the stand-in's own account
}

// Place is where a function logs to.
type Place struct {
	Fn   int32
	Name string // of the group that it was given, or ""
}

// Line is one line of a function's log, as CloudWatch Logs returns it.
type Line struct {
	Stream    string `json:"logStreamName"`
	Timestamp int64  `json:"timestamp"` // ms
	Message   string `json:"message"`
}

// New makes an empty one.
func New() *Journal {
	j := &Journal{}
	j.Reset()
	return j
}

// Reset forgets everything.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.store, j.groups = logs.New(), map[Place]*logs.Group{}
	j.latest = map[string]string{}
}

// Use runs f with the logs, whom nothing else uses then.
func (j *Journal) Use(f func(s *logs.Store)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f(j.store)
}

// Target says which group a line is for.
type Target struct {
	Place
	Scope    logs.Scope
	Group    string
	Function string // of the stand-in's own account, or ""
}

// group is a target's; the lock is held.
func (j *Journal) group(t *Target, ms int64) *logs.Group {
	if g := j.groups[t.Place]; g != nil && !g.Gone() {
		return g
	}
	g := j.store.Ensure(ms, t.Scope, t.Group)
	j.groups[t.Place] = g
	if t.Function != "" {
		j.latest[t.Function] = t.Group
	}
	return g
}

// Entry is something that is logged: an attempt, or a delivery that was refused.
type Entry struct {
	Attempt *logs.Invocation // or
	Refused string
	At      int64 // ms, of a refusal
}

// Refusal is the entry of a target that did not take a delivery of a request;
// event is what its source calls it, or "".
func Refusal(at int64, request, target, arn, event string) *Entry {
	if event != "" {
		event = "\tEvent: " + event
	}
	return &Entry{At: at, Refused: "DELIVERY_REFUSED RequestId: " + request + "\tTarget: " + target + "\tArn: " + arn + event + "\n"}
}

func (e *Entry) at() int64 {
	if e.Attempt != nil {
		return e.Attempt.Start
	}
	return e.At
}

func (e *Entry) into(s *logs.Store, g *logs.Group) {
	if e.Attempt != nil {
		s.Invoked(g, e.Attempt)
	} else {
		s.Refused(g, e.At, e.Refused)
	}
}

// Keep logs an entry.
func (j *Journal) Keep(t *Target, e *Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.into(j.store, j.group(t, e.at()))
}

// Sighting is an entry about an asynchronous event, as it is kept.
type Sighting struct {
	Scope    logs.Scope
	Group    string
	Function string
	Before   uint64 // lines of attempts that the group had
	Entry    Entry
}

// Sight is the record of an entry that Keep is about to be given; nil when it is
// about no asynchronous event.
func (j *Journal) Sight(t *Target, e *Entry) ([]byte, error) {
	if e.Attempt != nil && !e.Attempt.Async {
		return nil, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	g := j.group(t, e.at())
	return image.Write(&Sighting{g.Where(), g.Name, t.Function, g.Attempted(), *e})
}

// Restore takes back a record of Sight. Cursors of readers hold.
func (j *Journal) Restore(record []byte) error {
	var s Sighting
	if err := image.Read(record, &s); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	g := j.store.Ensure(s.Entry.at(), s.Scope, s.Group)
	g.Resume(s.Before)
	if s.Function != "" {
		j.latest[s.Function] = s.Group
	}
	s.Entry.into(j.store, g)
	return nil
}

// Attempts is what asynchronous attempts of a function logged from a cursor on,
// and which deliveries were refused: at most limit lines, the cursor behind
// them, and how many lines the reader lost because it came too late for them.
func (j *Journal) Attempts(scope logs.Scope, function string, cursor uint64, limit int) (lines []Line, next, lost uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	g := j.store.Find(scope, cmp.Or(j.latest[function], "/aws/lambda/"+function))
	if g == nil {
		return nil, cursor, 0
	}
	events, next, lost := g.Attempts(cursor, limit)
	for _, ev := range events {
		lines = append(lines, Line{ev.Stream, ev.At, ev.Message})
	}
	return lines, next, lost
}
