package formula

import (
	"context"
	"time"

	"squall/analyze"
	"squall/analyze/oracle"
	"squall/attack/hit"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/read"
	"squall/standin/core"
)

// Run is one run of a profile: its hits, and what became of them.
type Run struct {
	Plan      *profiles.Plan
	Hits      []hit.Hit // sorted as they ended, warm-up included
	Sightings []hit.Sighting
	Result    *analyze.Result
	Held      int   // refused attempts of asynchronous events
	LastHeld  int64 // ns, when the last was
}

// run plays a profile.
func run(text string) (*Run, error) {
	plan, err := read.Profile("proof.yaml", []byte(text), nil)
	if err != nil {
		return nil, err
	}
	r := &Run{Plan: plan}
	figures := analyze.New(plan, analyze.Meta{})
	ending, err := simulate.Run(context.Background(), plan, simulate.Options{
		Epoch: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Recorder: &recorder{figures, r},
		Keep: func(uint64) bool { return true }, Ended: figures.Ended, Watcher: (*watcher)(r),
	})
	if err != nil {
		return nil, err
	}
	r.Result = figures.Finish(analyze.Ending{Duration: ending.Span})
	return r, nil
}

// recorder keeps hits and sightings besides the figures.
type recorder struct {
	*analyze.Collector
	run *Run
}

// Hit implements attack.Recorder.
func (r *recorder) Hit(h *hit.Hit) {
	r.Collector.Hit(h)
	r.run.Hits = append(r.run.Hits, *h)
}

// Sighting implements attack.Recorder.
func (r *recorder) Sighting(s *hit.Sighting) {
	r.Collector.Sighting(s)
	r.run.Sightings = append(r.run.Sightings, *s)
}

// watcher counts what leaves no trace outside.
type watcher Run

// Configured implements virtual.Watcher.
func (*watcher) Configured(int64, *core.Config) {}

// Stepped implements virtual.Watcher.
func (w *watcher) Stepped(now int64, _ core.Event, effects []core.Effect) {
	for i := range effects {
		if effects[i].Kind == core.Held {
			w.Held++
			w.LastHeld = now
		}
	}
}

// coldStarts derives the cold starts of every fleet again.
func (r *Run) coldStarts(idle time.Duration) (checked int, misfits []string) {
	return oracle.Fleets(r.Hits, func(h *hit.Hit) string { return r.Result.Arms[0].Paths[h.Entry].Function }, int64(idle))
}

// path is the result of an entry.
func (r *Run) path(entry int) *analyze.PathResult { return &r.Result.Arms[0].Paths[entry] }

// busy is the mean number of environments in use under load, of hits that the
// caller chooses.
func (r *Run) busy(chosen func(*hit.Hit) bool) float64 {
	end := int64(r.Plan.Arms[0].World.LoadTime())
	sum := 0.0
	for i := range r.Hits {
		if h := &r.Hits[i]; h.Outcome == hit.OK && chosen(h) {
			sum += float64(max(min(h.Done, end)-max(h.Sent, 0), 0))
		}
	}
	return sum / float64(end)
}

func all(*hit.Hit) bool { return true }

// hits counts hits that are not of the warm-up.
func (r *Run) hits(chosen func(*hit.Hit) bool) (n int) {
	for i := range r.Hits {
		if h := &r.Hits[i]; !h.Warmup && chosen(h) {
			n++
		}
	}
	return n
}

// share is one count of another, and the other.
func share(count, of uint64) (float64, int) { return float64(count) / float64(of), int(of) }
