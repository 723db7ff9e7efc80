package simulate

import (
	"strings"
	"testing"
	"time"

	"squall/proof/scene"

	gocmp "github.com/google/go-cmp/cmp"
)

// tame makes a scene one that both shells can be compared on: nothing happens
// at the same instant as something else, which live callers settle by the luck
// of their goroutines; nobody gives up waiting; and all queues are there from
// beginning to end.
func tame(s *scene.Scene) {
	s.Arms = nil
	for i := range s.Functions {
		f := &s.Functions[i]
		f.Timeout = 3
		f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure = true, true, true
		for k := range f.Versions {
			f.Versions[k].InitErrors = 0
		}
	}
	for i := range s.Entries {
		e := &s.Entries[i]
		e.Workers = 0
		for k := range e.Phases {
			if e.Phases[k].Arrival == "uniform" {
				e.Phases[k].Arrival = "poisson"
			}
		}
	}
	var kept []scene.Change
	for i, c := range s.Changes {
		at, err := time.ParseDuration(c.At)
		if err == nil && !strings.HasSuffix(c.Kind, "Queue") {
			c.At = (at + time.Duration(7*i+1)).String()
			kept = append(kept, c)
		}
	}
	s.Changes = kept
}

// Whatever is asked of them, and however settings change under load, the live
// shell and the virtual one agree to the nanosecond.
func TestLiveAndVirtualAgreeOnRandomScenes(t *testing.T) {
	hits, sightings, changes := 0, 0, 0
	for seed := range uint64(30) {
		s := scene.Invent(seed + 1000)
		tame(&s)
		plan := planOf(t, s.Text())
		h := &rehearsal{t: t, plan: plan, wait: 10 * time.Hour, answers: map[string]map[uint64]answered{}}
		for i, c := range s.Changes {
			at, _ := time.ParseDuration(c.At) // it was checked
			h.extra = append(h.extra, Extra{At: at, Change: c.Of(&plan.Arms[0].World, plan.Arms[0].Name+"-1", i)})
		}
		live, virtual, want, got := h.both(t)
		hits, sightings, changes = hits+len(live), sightings+len(want), changes+len(h.extra)
		if diff := gocmp.Diff(live, virtual); diff != "" {
			t.Errorf("seed %d: hits (- live, + virtual):\n%.3000s\n%s", seed, diff, s.Text())
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: sightings (- live, + virtual):\n%.3000s\n%s", seed, diff, s.Text())
		}
	}
	if hits < 5000 || sightings < 1000 || changes < 100 {
		t.Errorf("compared only %d hits and %d sightings, after %d changes", hits, sightings, changes)
	}
	t.Logf("%d hits and %d sightings, %d changes", hits, sightings, changes)
}
