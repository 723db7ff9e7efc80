package attack

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

// watch reads logs and queues bit by bit. One goroutine at a time may use it.
type watch struct {
	target   Watcher
	cursors  map[string]string // by log
	attempts map[string]*evidence.Attempts
	// knows says whether a dead letter or record is of an event of this run;
	// only those are taken from a queue.
	knows  func(hit.Sighting) bool
	others map[string]bool // messages of nobody we know, by queue and id
	shared map[string]bool // queues in which others have messages
	aws    bool

	doors, functions, queues []string
}

func newWatch(t Watcher, knows func(hit.Sighting) bool) *watch {
	return &watch{target: t, cursors: map[string]string{}, attempts: map[string]*evidence.Attempts{}, knows: knows,
		others: map[string]bool{}, shared: map[string]bool{}}
}

// doorReaders are the paths whose doors write a log.
var doorReaders = map[string]func(line string) (evidence.DoorLine, error){
	profiles.PathALB:  evidence.ALB,
	profiles.PathREST: evidence.Gateway,
	profiles.PathHTTP: evidence.Gateway,
}

// aim sets what the entries of a world leave behind where.
func (w *watch) aim(world *profiles.World) {
	w.doors, w.functions, w.queues = nil, nil, nil
	for i := range world.Attack {
		e := &world.Attack[i]
		f := world.Function(e.Function)
		if f == nil {
			continue
		}
		if w.logs(e) {
			w.doors = addNew(w.doors, e.Path)
		}
		if w.trails(e) {
			w.functions = addNew(w.functions, f.Name)
		}
		if e.Async() {
			w.functions = addNew(w.functions, f.Name)
			w.queues = addNew(w.queues, f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure)
			for _, q := range []string{f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure} {
				w.shared[q] = f.Async.Shared
			}
		}
	}
}

// logs says whether there is an access log of an entry's door: a stand-in
// writes each, AWS those that the profile names.
func (w *watch) logs(e *profiles.Entry) bool {
	return e.URL == "" && doorReaders[e.Path] != nil && (!w.aws || e.AccessLog != "")
}

// trails says whether the log of its function completes an entry's hits. Those
// of a stand-in's functions are complete by their probe.
func (w *watch) trails(e *profiles.Entry) bool { return w.aws && e.Log != "" }

func addNew(list []string, names ...string) []string {
	for _, name := range names {
		if name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// batch is what one look brought.
type batch struct {
	facts     []join.Fact
	lines     []evidence.Attempt // of functions
	sightings []hit.Sighting
	warnings  []string
}

func (b *batch) warn(format string, args ...any) {
	b.warnings = append(b.warnings, fmt.Sprintf(format, args...))
}

// prime skips what logs held before the run's first look at them.
func (w *watch) prime(ctx context.Context) {
	for _, door := range w.doors {
		w.skip("door "+door, func(b *batch) { w.readDoor(ctx, door, b) })
	}
	for _, function := range w.functions {
		w.skip("function "+function, func(b *batch) { w.readFunction(ctx, function, time.Time{}, b) })
	}
}

// skip reads a log that was never read, page after page, until its cursor
// stands still.
func (w *watch) skip(log string, read func(*batch)) {
	if _, known := w.cursors[log]; known {
		return
	}
	for {
		before := w.cursors[log]
		var skipped batch
		if read(&skipped); w.cursors[log] == before {
			return
		}
	}
}

// look reads what is new, with times from zero; queues says whether to receive
// messages too.
func (w *watch) look(ctx context.Context, zero time.Time, queues bool) batch {
	var b batch
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
		b.warnings = nil // an interrupted look is no news
	}
	return b
}

func (w *watch) readDoor(ctx context.Context, door string, b *batch) {
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
		b.facts = append(b.facts, join.Fact{Root: line.Trace, Reason: line.Reason, Invoke: line.RequestID})
	}
}

func (w *watch) readFunction(ctx context.Context, function string, zero time.Time, b *batch) {
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
		if done, ok := attempts.Add(ev); ok {
			b.lines, b.sightings = append(b.lines, done), append(b.sightings, done.Sighting(zero))
		}
		if refused, ok := evidence.Refusal(ev, zero); ok {
			b.sightings = append(b.sightings, refused)
		}
	}
}

// step moves a cursor; false when nothing was read.
func (w *watch) step(log, next string, err error, b *batch) bool {
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
func (w *watch) readQueue(ctx context.Context, queue string, zero time.Time, b *batch) {
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
		b.sightings = append(b.sightings, s)
		return true
	})
	if err != nil {
		b.warn("%v", err)
	}
}

// strangers is how many messages of nobody we know are in queues that nobody
// else should use.
func (w *watch) strangers() (n int) {
	for key := range w.others {
		if queue, _, _ := strings.Cut(key, " "); !w.shared[queue] {
			n++
		}
	}
	return n
}
