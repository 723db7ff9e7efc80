// Package lookout reads, bit by bit, what a load leaves behind while it goes on:
// access logs of doors, logs of functions, messages in queues.
//
// It remembers how far it has read, and judges nothing.
package lookout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/join"
	"squall/attack/local"
	"squall/profiles"
)

// Watcher reads what a run leaves behind.
type Watcher interface {
	DoorLog(ctx context.Context, door, cursor string) (lines []string, next string, err error)
	LogEvents(ctx context.Context, function, cursor string) (events []evidence.LogEvent, next string, err error)
	// Drain deletes the messages that are ours.
	Drain(ctx context.Context, queue string, ours func(evidence.Message) bool) (n int, err error)
}

// Watch reads logs and queues bit by bit. One goroutine at a time may use it.
type Watch struct {
	// AWS says that the doors that write a log are those that the profile names.
	AWS bool
	// Real is the function whose every attempt is looked at, whoever asked for it;
	// "": none.
	Real string

	target   Watcher
	cursors  map[string]string // by log
	attempts map[string]*evidence.Attempts
	// knows says whether a dead letter or record is of an event of this run;
	// only those are taken from a queue.
	knows  func(hit.Sighting) bool
	others map[string]bool // messages of nobody we know, by queue and id
	shared map[string]bool // queues in which others have messages

	doors, functions, queues []string
	events                   map[string]bool // functions that the run sends events to
}

// New makes one of a run that knows its own messages.
func New(t Watcher, knows func(hit.Sighting) bool) *Watch {
	return &Watch{target: t, cursors: map[string]string{}, attempts: map[string]*evidence.Attempts{}, knows: knows,
		others: map[string]bool{}, shared: map[string]bool{}}
}

// doorReaders are the paths whose doors write a log.
var doorReaders = map[string]func(line string) (evidence.DoorLine, error){
	profiles.PathALB:  evidence.ALB,
	profiles.PathREST: evidence.Gateway,
	profiles.PathHTTP: evidence.Gateway,
}

// Aim sets what the entries of a world leave behind where.
func (w *Watch) Aim(world *profiles.World) {
	w.doors, w.functions, w.queues = nil, nil, nil
	w.events = map[string]bool{}
	if w.Real != "" {
		w.functions = addNew(w.functions, w.Real)
	}
	for i := range world.Attack {
		e := &world.Attack[i]
		f := world.Function(e.Function)
		if f == nil {
			continue
		}
		if w.Logs(e) {
			w.doors = addNew(w.doors, e.Path)
		}
		if w.Trails(e) {
			w.functions = addNew(w.functions, f.Name)
		}
		if e.Async() {
			w.events[f.Name] = true
			w.functions = addNew(w.functions, f.Name)
			w.queues = addNew(w.queues, f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure)
			for _, q := range []string{f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure} {
				w.shared[q] = f.Async.Shared
			}
		}
	}
}

// Logs says whether there is an access log of an entry's door: a stand-in
// writes each, AWS those that the profile names.
func (w *Watch) Logs(e *profiles.Entry) bool {
	return e.URL == "" && doorReaders[e.Path] != nil && (!w.AWS || e.AccessLog != "")
}

// Trails says whether the log of its function completes an entry's hits. Those
// of a stand-in's functions are complete by their probe.
func (w *Watch) Trails(e *profiles.Entry) bool { return w.AWS && e.Log != "" }

func addNew(list []string, names ...string) []string {
	for _, name := range names {
		if name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// Batch is what one look brought.
type Batch struct {
	Facts     []join.Fact
	Lines     []evidence.Attempt // of functions
	Sightings []hit.Sighting
	Real      []hit.Hit // attempts of the function of that name
	Warnings  []string
}

func (b *Batch) warn(format string, args ...any) {
	b.Warnings = append(b.Warnings, fmt.Sprintf(format, args...))
}

// Prime skips what logs held before the run's first look at them.
func (w *Watch) Prime(ctx context.Context) {
	for _, door := range w.doors {
		w.skip("door "+door, func(b *Batch) { w.readDoor(ctx, door, b) })
	}
	for _, function := range w.functions {
		w.skip("function "+function, func(b *Batch) { w.readFunction(ctx, function, time.Time{}, b) })
	}
}

// skip reads a log that was never read, page after page, until its cursor
// stands still.
func (w *Watch) skip(log string, read func(*Batch)) {
	if _, known := w.cursors[log]; known {
		return
	}
	for {
		before := w.cursors[log]
		var skipped Batch
		if read(&skipped); w.cursors[log] == before {
			return
		}
	}
}

// Look reads what is new, with times from zero; queues says whether to receive
// messages too.
func (w *Watch) Look(ctx context.Context, zero time.Time, queues bool) Batch {
	var b Batch
	for _, door := range w.doors {
		w.readDoor(ctx, door, &b)
	}
	for _, function := range w.functions {
		w.readFunction(ctx, function, zero, &b)
	}
	if queues {
		for _, queue := range w.queues {
			w.readQueue(ctx, queue, zero, &b)
		}
	}
	if ctx.Err() != nil {
		b.Warnings = nil // an interrupted look is no news
	}
	return b
}

func (w *Watch) readDoor(ctx context.Context, door string, b *Batch) {
	lines, next, err := w.target.DoorLog(ctx, door, w.cursors["door "+door])
	if !w.step("door "+door, next, err, b) {
		return
	}
	read := doorReaders[door]
	for _, text := range lines {
		line, err := read(text)
		if err != nil {
			b.warn("access log of %s: %v", door, err)
			continue
		}
		b.Facts = append(b.Facts, join.Fact{Root: line.Trace, Reason: line.Reason, Invoke: line.RequestID})
	}
}

func (w *Watch) readFunction(ctx context.Context, function string, zero time.Time, b *Batch) {
	events, next, err := w.target.LogEvents(ctx, function, w.cursors["function "+function])
	if !w.step("function "+function, next, err, b) {
		return
	}
	attempts := w.attempts[function]
	if attempts == nil {
		attempts = new(evidence.Attempts)
		w.attempts[function] = attempts
	}
	for _, ev := range events {
		done, ok := attempts.Add(ev)
		if ok {
			b.Lines = append(b.Lines, done)
		}
		if ok && w.events[function] {
			b.Sightings = append(b.Sightings, done.Sighting(zero))
		}
		if ok && function == w.Real {
			b.Real = append(b.Real, done.Hit(zero))
		}
		if refused, ok := evidence.Refusal(ev, zero); ok && w.events[function] {
			b.Sightings = append(b.Sightings, refused)
		}
	}
}

// step moves a cursor; false when nothing was read.
func (w *Watch) step(log, next string, err error, b *Batch) bool {
	var lost *local.LostError
	if err != nil {
		b.warn("log of %s: %v", log, err)
		if !errors.As(err, &lost) {
			return false
		}
	}
	w.cursors[log] = next
	return true
}

// readQueue takes the messages of this run's events from a queue. Those of
// others stay there: what an event is may become known yet.
func (w *Watch) readQueue(ctx context.Context, queue string, zero time.Time, b *Batch) {
	_, err := w.target.Drain(ctx, queue, func(m evidence.Message) bool {
		read, key := evidence.Record, queue+" "+m.ID
		if m.Attributes["RequestID"] != "" {
			read = evidence.DeadLetter
		}
		s, err := read(m, zero)
		if err != nil || !w.knows(s) {
			if err != nil && !w.others[key] && !w.shared[queue] {
				b.warn("queue %s: %v", queue, err)
			}
			w.others[key] = true
			return false
		}
		delete(w.others, key)
		b.Sightings = append(b.Sightings, s)
		return true
	})
	if err != nil {
		b.warn("%v", err)
	}
}

// Strangers is how many messages of nobody we know are in queues that nobody
// else should use.
func (w *Watch) Strangers() (n int) {
	for key := range w.others {
		if queue, _, _ := strings.Cut(key, " "); !w.shared[queue] {
			n++
		}
	}
	return n
}
