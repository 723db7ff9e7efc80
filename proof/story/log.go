// Package story keeps all that went into a rule book and all that came out of
// it, and tells it again with the ends beside the beginnings: which request
// found which environment, which no effect tells at the time.
//
// It knows what must be true of any story, such as that each request is
// answered once. Whether Lambda would have it so is package check's to say.
package story

import (
	"fmt"
	"time"

	"squall/standin/core"
)

// Log keeps what a rule book was told and said. It is a virtual.Watcher.
type Log struct {
	batches []Batch
	arena   []core.Effect
}

// Batch is one step: an event or a moment's timers, and what followed; or new
// parameters.
type Batch struct {
	At      int64
	Event   core.Event // NoEvent: timers
	Config  *core.Config
	Effects []core.Effect
	Of      []*Run // of each effect: what it ends, or at least its request
	Begun   []*Run // what begins here
}

// Timers says whether it is timers that acted.
func (b *Batch) Timers() bool { return b.Event.Kind == core.NoEvent && b.Config == nil }

// Configured implements virtual.Watcher.
func (l *Log) Configured(now int64, c *core.Config) {
	cfg := *c
	l.batches = append(l.batches, Batch{At: now, Config: &cfg})
}

// Stepped implements virtual.Watcher.
func (l *Log) Stepped(now int64, ev core.Event, effects []core.Effect) {
	if n := len(l.batches); ev.Kind == core.NoEvent && len(effects) == 0 && n > 0 {
		if last := &l.batches[n-1]; last.At == now && last.Timers() {
			return
		}
	}
	if len(l.arena)+len(effects) > cap(l.arena) {
		l.arena = make([]core.Effect, 0, 1<<12+len(effects))
	}
	from := len(l.arena)
	l.arena = append(l.arena, effects...)
	l.batches = append(l.batches, Batch{At: now, Event: ev, Effects: l.arena[from:len(l.arena):len(l.arena)]})
}

// Tell gives the story of a run that was let run dry, and what is wrong with
// it.
func (l *Log) Tell() ([]Batch, Wrong) {
	p := pairing{batches: l.batches, open: map[uint64]*Request{}, timers: map[int64]int{}}
	p.all()
	return l.batches, p.Wrong
}

// most is how much is kept of what is wrong: what follows the first is often
// only what follows from it.
const most = 20

// Wrong is what was found wrong, first things first.
type Wrong struct {
	Now   int64 // where one looks
	Found []string
}

// Add says what is wrong now.
func (w *Wrong) Add(format string, args ...any) {
	if len(w.Found) < most {
		w.Found = append(w.Found, fmt.Sprintf("%s: ", time.Duration(w.Now))+fmt.Sprintf(format, args...))
	}
}
