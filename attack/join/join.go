// Package join completes hits with what only a door's access log knows: whose
// fault a 5xx was. A hit that can still be explained is held until its line
// turns up, and is released as it is when none does.
//
// It opens no log, knows no format of one and has no clock: the caller brings
// facts and says when to give up.
package join

import "squall/attack/hit"

// Fact is what one log line says of one request.
type Fact struct {
	Root   string // of X-Amzn-Trace-Id
	Reason string // the door's word for what went wrong; "" when nothing did
	// Invoke is the request id of the invoke, where the log has it; the joiner
	// makes nothing of it.
	Invoke string
}

// Joiner holds the hits of one block that wait for their log lines. It is
// owned by one goroutine.
type Joiner struct {
	limit   int
	release func(*hit.Hit)
	held    map[string]*hit.Hit
	order   []string          // roots of held hits, oldest first; released ones linger
	early   map[string]string // reasons whose hits have not come yet
	queue   []string          // roots of early, oldest first
}

// New makes a joiner that holds at most limit hits, and as many facts, and
// hands every hit to release once.
func New(limit int, release func(*hit.Hit)) *Joiner {
	return &Joiner{limit: limit, release: release, held: map[string]*hit.Hit{}, early: map[string]string{}}
}

// Hit takes a finished hit; logged says whether its door writes a log.
func (j *Joiner) Hit(h *hit.Hit, logged bool) {
	if !logged || !open(h) {
		j.release(h)
		return
	}
	if reason, ok := j.early[h.TraceID]; ok {
		delete(j.early, h.TraceID)
		explain(h, reason)
		j.release(h)
		return
	}
	j.held[h.TraceID] = h
	j.order = append(j.order, h.TraceID)
	for len(j.held) > j.limit {
		j.giveUpOldest()
	}
	j.order = trim(j.order, len(j.held), func(root string) bool { return j.held[root] != nil })
}

// open says whether a log line could add to the hit.
func open(h *hit.Hit) bool {
	return h.Status != 0 && h.ReasonFrom == hit.Unknown &&
		(h.Outcome == hit.GatewayError || h.Outcome == hit.Throttled)
}

// Fact takes a log line. Lines of requests that went well are of no use.
func (j *Joiner) Fact(f Fact) {
	if f.Root == "" || f.Reason == "" {
		return
	}
	if h := j.held[f.Root]; h != nil {
		delete(j.held, f.Root)
		explain(h, f.Reason)
		j.release(h)
		return
	}
	if _, known := j.early[f.Root]; !known {
		j.queue = append(j.queue, f.Root)
	}
	j.early[f.Root] = f.Reason
	for len(j.early) > j.limit {
		delete(j.early, j.queue[0])
		j.queue = j.queue[1:]
	}
	j.queue = trim(j.queue, len(j.early), func(root string) bool { _, ok := j.early[root]; return ok })
}

// Held is how many hits wait.
func (j *Joiner) Held() int { return len(j.held) }

// Flush releases every hit that still waits, oldest first, unexplained.
func (j *Joiner) Flush() {
	for len(j.held) > 0 {
		j.giveUpOldest()
	}
	j.order = nil
}

func (j *Joiner) giveUpOldest() {
	root := j.order[0]
	j.order = j.order[1:]
	if h := j.held[root]; h != nil {
		delete(j.held, root)
		j.release(h)
	}
}

// trim drops roots that were resolved meanwhile once they are the majority, so
// that the list stays in proportion to what is live.
func trim(roots []string, live int, keep func(string) bool) []string {
	if len(roots) < 64 || len(roots) < 2*live {
		return roots
	}
	kept := make([]string, 0, live)
	for _, root := range roots {
		if keep(root) {
			kept = append(kept, root)
		}
	}
	return kept
}
