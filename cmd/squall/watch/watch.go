// Package watch lets others look at a run while it goes: it counts what the
// recorder is told, for a dashboard and for metrics.
//
// It changes nothing of what the recorder is told, and judges nothing.
package watch

import (
	"sync"

	"squall/analyze/glance"
	"squall/attack"
	"squall/attack/hit"
	"squall/profiles"
)

// Watch counts a run. Its methods may be called by several goroutines.
type Watch struct {
	mu sync.Mutex // guards g and at
	g  *glance.Glance
	at attack.Progress
}

// New counts the runs of a plan.
func New(plan *profiles.Plan) *Watch {
	async := make([]bool, len(plan.Entries))
	for i, name := range plan.Entries {
		for _, e := range plan.Arms[0].World.Attack {
			async[i] = async[i] || e.Name == name && e.Async()
		}
	}
	return &Watch{g: glance.New(plan.Entries, async)}
}

// Over is a recorder that is told the same, and counts it.
func (w *Watch) Over(r attack.Recorder) attack.Recorder { return tap{r, w} }

type tap struct {
	attack.Recorder
	w *Watch
}

// Hit takes one finished hit.
func (t tap) Hit(h *hit.Hit) {
	t.w.mu.Lock()
	t.w.g.Hit(h)
	t.w.mu.Unlock()
	t.Recorder.Hit(h)
}

// Sighting takes one sighting.
func (t tap) Sighting(s *hit.Sighting) {
	t.w.mu.Lock()
	t.w.g.Sighting(s)
	t.w.mu.Unlock()
	t.Recorder.Sighting(s)
}

// Reached takes where the run is.
func (w *Watch) Reached(p attack.Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = p
}

// Now is what was counted, and where the run was last.
func (w *Watch) Now() (glance.Now, attack.Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.g.Now(), w.at
}
