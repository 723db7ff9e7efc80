package record

import (
	"sync"

	"squall/analyze"
	"squall/analyze/steady"
	"squall/attack"
	"squall/attack/hit"
	"squall/profiles"
)

// experiment watches a run for its steady state. Faults ask it from a goroutine
// of their own.
type experiment struct {
	mu    sync.Mutex
	watch *steady.Watch // nil: the run is none
}

func newExperiment(plan *profiles.Plan) *experiment {
	if !plan.Experiment() {
		return &experiment{}
	}
	return &experiment{watch: steady.New(plan)}
}

// on says that the run is an experiment; a part of a run is none.
func (x *experiment) on() bool { return x != nil && x.watch != nil }

func (x *experiment) hit(h *hit.Hit) {
	if x.on() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.watch.Hit(h)
	}
}

// Gate says why no fault may begin in an arm; "" when one may.
func (r *Recorder) Gate(arm int) string {
	if !r.experiment.on() {
		return ""
	}
	r.experiment.mu.Lock()
	defer r.experiment.mu.Unlock()
	return r.experiment.watch.Gate(arm)
}

// Prove adds to a result what the faults proved, if there were any.
func (r *Recorder) Prove(result *analyze.Result, e *attack.Ending) {
	if !r.experiment.on() {
		return
	}
	var made []steady.Made
	for _, f := range e.Faults {
		m := steady.Made{Arm: f.Arm, Index: f.Index, At: f.At, For: f.For, Error: f.Error}
		if f.Struck != nil {
			m.Matched, m.Injected, m.Killed = &f.Struck.Matched, &f.Struck.Struck, f.Struck.Killed
		}
		made = append(made, m)
	}
	r.experiment.watch.Judge(result, made)
}
