// Package trail completes hits with what the log of the function says of their
// invokes, found by request id: whether the environment was new, which version
// ran, and that it failed. A hit that can still learn something is held until
// its line turns up, for a while at most, and is released as it is when none
// does.
//
// It opens no log, knows no format of one and has no clock: the caller brings
// lines and says how late it is.
package trail

import (
	"cmp"

	"squall/attack/evidence"
	"squall/attack/hit"
)

// Trail holds the hits of one block that wait for lines of functions. It is
// owned by one goroutine.
type Trail struct {
	limit   int
	hold    int64 // ns that a hit waits at most, until Flush
	release func(*hit.Hit)

	held  map[string]*hit.Hit // by root of the trace
	order []waiting           // oldest first; released ones linger
	roots map[string]string   // of held hits, by request id
	early lines               // whose hits have not come yet
	named map[string]string   // request ids by root, as doors' logs name them
	names []string            // roots of named, oldest first
}

type waiting struct {
	root  string
	since int64
}

// New makes a trail that holds at most limit hits, and as many lines, none of
// the hits for longer than hold ns, and hands each to release once.
func New(limit int, hold int64, release func(*hit.Hit)) *Trail {
	return &Trail{limit: limit, hold: hold, release: release, held: map[string]*hit.Hit{}, roots: map[string]string{},
		early: lines{limit: limit, by: map[string]*evidence.Attempt{}}, named: map[string]string{}}
}

// Hit takes a hit at a time; logged says whether the function's log is read.
func (t *Trail) Hit(h *hit.Hit, logged bool, now int64) {
	if !logged || !open(h) {
		t.release(h)
		return
	}
	if h.RequestID == "" {
		h.RequestID = t.named[h.TraceID]
	}
	if line := t.early.take(h.RequestID, h.TraceID); line != nil {
		complete(h, line)
		t.release(h)
		return
	}
	t.held[h.TraceID] = h
	if h.RequestID != "" {
		t.roots[h.RequestID] = h.TraceID
	}
	t.order = append(t.order, waiting{h.TraceID, now})
	t.giveUp(func(w waiting) bool { return len(t.held) > t.limit })
}

// open says whether the log could add to a hit that was answered.
func open(h *hit.Hit) bool {
	switch h.Outcome {
	case hit.OK, hit.FunctionError, hit.CheckFailed, hit.GatewayError:
	default:
		return false // nothing ran, or nobody knows
	}
	return h.Status != 0 && (h.StartFrom == hit.Unknown || h.VersionFrom == hit.Unknown || h.Environment == "" || unexplained(h))
}

func unexplained(h *hit.Hit) bool {
	return h.Outcome == hit.GatewayError && h.ReasonFrom == hit.Unknown
}

// Line takes what a function's log says of an invoke. The logs of functions
// have invokes of other callers too.
func (t *Trail) Line(a evidence.Attempt) {
	root, ok := t.roots[a.RequestID]
	if !ok {
		root = a.Trace
	}
	h := t.held[root]
	if h == nil {
		t.early.keep(a)
		return
	}
	complete(h, &a)
	t.free(h)
}

// Named takes which invoke belongs to a request, as its door's log tells it.
func (t *Trail) Named(root, requestID string) {
	h := t.held[root]
	if h == nil {
		if _, known := t.named[root]; !known {
			t.names = append(t.names, root)
		}
		t.named[root] = requestID
		for len(t.names) > t.limit {
			delete(t.named, t.names[0])
			t.names = t.names[1:]
		}
		return
	}
	h.RequestID = cmp.Or(h.RequestID, requestID)
	if line := t.early.take(h.RequestID, root); line != nil {
		complete(h, line)
		t.free(h)
		return
	}
	t.roots[h.RequestID] = root
}

// Expire releases what has been held for too long.
func (t *Trail) Expire(now int64) {
	t.giveUp(func(w waiting) bool { return now-w.since >= t.hold })
}

// Held is how many hits wait.
func (t *Trail) Held() int { return len(t.held) }

// Flush releases every hit that still waits, oldest first.
func (t *Trail) Flush() { t.giveUp(func(waiting) bool { return true }) }

// giveUp releases the oldest hits as they are, as long as it should.
func (t *Trail) giveUp(should func(waiting) bool) {
	for len(t.order) > 0 {
		if h := t.held[t.order[0].root]; h != nil {
			if !should(t.order[0]) {
				return
			}
			t.free(h)
		}
		t.order = t.order[1:]
	}
}

func (t *Trail) free(h *hit.Hit) {
	delete(t.held, h.TraceID)
	delete(t.roots, h.RequestID)
	t.release(h)
}

// complete gives a hit what the log says and nobody else has said.
func complete(h *hit.Hit, a *evidence.Attempt) {
	h.RequestID, h.Environment = cmp.Or(h.RequestID, a.RequestID), cmp.Or(h.Environment, a.Environment)
	if h.VersionFrom == hit.Unknown && a.Version != "" {
		h.Version, h.VersionFrom = a.Version, hit.Logs
	}
	if h.StartFrom == hit.Unknown {
		h.Start, h.StartFrom = hit.Warm, hit.Logs
		if a.Cold {
			h.Start, h.Init = hit.Cold, int64(a.Init)
		}
	}
	if unexplained(h) && a.Failed {
		h.Outcome, h.Reason, h.ReasonFrom = hit.FunctionError, cmp.Or(a.ErrorType, a.Status, "error"), hit.Logs
	}
}

// lines are those that came before their hits.
type lines struct {
	limit int
	by    map[string]*evidence.Attempt // by request id
	trace map[string]string            // request ids by root
	order []string                     // request ids, oldest first
}

func (l *lines) keep(a evidence.Attempt) {
	if l.by[a.RequestID] == nil {
		l.order = append(l.order, a.RequestID)
	}
	l.by[a.RequestID] = &a
	if a.Trace != "" {
		if l.trace == nil {
			l.trace = map[string]string{}
		}
		l.trace[a.Trace] = a.RequestID
	}
	for len(l.order) > l.limit {
		l.forget(l.order[0])
		l.order = l.order[1:]
	}
}

func (l *lines) take(requestID, root string) *evidence.Attempt {
	id := requestID
	if l.by[id] == nil {
		id = l.trace[root]
	}
	a := l.by[id]
	if a != nil {
		l.forget(id)
	}
	return a
}

func (l *lines) forget(id string) {
	if a := l.by[id]; a != nil {
		delete(l.trace, a.Trace)
		delete(l.by, id)
	}
}
