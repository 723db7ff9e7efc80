// Package trial plays a scene in virtual time and asks the checks what they
// find wrong with it: those that watch the rule book, and those that see what
// a run leaves to its figures.
//
// It invents nothing; what is wrong it says in sentences.
package trial

import (
	"context"
	"fmt"
	"strings"
	"time"

	"squall/analyze"
	"squall/attack/hit"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/read"
	"squall/proof/check"
	"squall/proof/scene"
	"squall/proof/story"
)

// epoch is virtual time 0 of every trial.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Outcome is what a trial found.
type Outcome struct {
	Counts check.Counts
	Hits   int
	Wrong  []string
}

// Run plays a scene's text. A panic of the rule book is something wrong; an
// error says that the text is no scene.
func Run(text string) (out Outcome, err error) {
	plan, err := read.Profile("scene.yaml", []byte(text), nil)
	if err != nil {
		return out, err
	}
	changes, err := scene.Changes(text)
	if err != nil {
		return out, err
	}
	l, weak := &story.Log{}, fragile(plan)
	rec := &recorder{figures: analyze.New(plan, analyze.Meta{}), entries: map[[3]int]*counted{}, plan: plan}
	opt := simulate.Options{Epoch: epoch, Recorder: rec, Keep: func(uint64) bool { return true }, Ended: rec.figures.Ended, Watcher: l,
		Extra: func(s profiles.Step) []simulate.Extra { return extras(plan, s, changes) }}
	ending, err := play(plan, opt)
	if err != nil {
		// What the changes have deleted cannot be taken back.
		if _, panicked := err.(panicked); panicked || len(changes) == 0 && !weak {
			return Outcome{Wrong: []string{err.Error()}}, nil
		}
	}
	out.Counts, out.Wrong = check.Rules(l, weak)
	out.Hits = rec.hits
	out.Wrong = append(out.Wrong, rec.check(ending, len(changes) == 0)...)
	return out, nil
}

// fragile says whether a provisioned environment may fail to initialise.
func fragile(plan *profiles.Plan) bool {
	for _, arm := range plan.Arms {
		for _, f := range arm.World.Functions {
			for _, v := range f.Versions {
				if v.Model.InitErrors > 0 {
					return true
				}
			}
		}
	}
	return false
}

// panicked is a panic of what was tried.
type panicked struct{ what any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.what) }

func play(plan *profiles.Plan, opt simulate.Options) (ending *simulate.Ending, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked{p}
		}
	}()
	return simulate.Run(context.Background(), plan, opt)
}

// extras are the changes of one block, under the names of its aliases.
func extras(plan *profiles.Plan, s profiles.Step, changes []scene.Change) []simulate.Extra {
	w := &plan.Arms[s.Arm].World
	out := make([]simulate.Extra, len(changes))
	for i, c := range changes {
		at, _ := time.ParseDuration(c.At) // it was checked
		out[i] = simulate.Extra{At: at, Change: c.Of(w, s.Suffix, i)}
	}
	return out
}

// recorder counts hits and hands them to the figures.
type recorder struct {
	plan    *profiles.Plan
	figures *analyze.Collector
	entries map[[3]int]*counted
	hits    int
	wrong   []string
}

// counted is one entry in one block.
type counted struct {
	seen              map[uint64]bool
	counted           uint64
	scheduled, unsent uint64
}

func (r *recorder) entry(arm, entry, repeat int) *counted {
	k := [3]int{arm, entry, repeat}
	if r.entries[k] == nil {
		r.entries[k] = &counted{seen: map[uint64]bool{}}
	}
	return r.entries[k]
}

// Hit implements attack.Recorder.
func (r *recorder) Hit(h *hit.Hit) {
	r.figures.Hit(h)
	r.hits++
	e := r.entry(int(h.Arm), int(h.Entry), int(h.Repeat))
	if e.seen[h.N] {
		r.wrong = append(r.wrong, fmt.Sprintf("hit %d of entry %d came twice", h.N, h.Entry))
	}
	e.seen[h.N] = true
	if h.Done < h.Sent || h.Sent != h.Due {
		r.wrong = append(r.wrong, fmt.Sprintf("hit %d of entry %d was due at %d, sent at %d, done at %d", h.N, h.Entry, h.Due, h.Sent, h.Done))
	}
	if !h.Warmup {
		e.counted++
	}
}

// Sighting implements attack.Recorder.
func (r *recorder) Sighting(s *hit.Sighting) { r.figures.Sighting(s) }

// Scheduled implements attack.Recorder.
func (r *recorder) Scheduled(arm, entry, repeat int, scheduled, unsent uint64) {
	r.figures.Scheduled(arm, entry, repeat, scheduled, unsent)
	e := r.entry(arm, entry, repeat)
	e.scheduled += scheduled
	e.unsent += unsent
}

// check says what does not add up; steady says that nothing changed that the
// plan does not know.
func (r *recorder) check(ending *simulate.Ending, steady bool) []string {
	wrong := r.wrong
	for k, e := range r.entries {
		if e.counted+e.unsent != e.scheduled {
			wrong = append(wrong, fmt.Sprintf("arm %d, entry %d: %d of %d came back, %d were not sent", k[0], k[1], e.counted, e.scheduled, e.unsent))
		}
	}
	res := r.figures.Finish(analyze.Ending{Duration: ending.Span})
	for _, arm := range res.Arms {
		for i := range arm.Paths {
			entry, l := arm.Paths[i].Entry, arm.Paths[i].Ledger
			if l == nil {
				continue
			}
			ends := l.Succeeded + l.RetriesExhausted + l.Expired + l.ZeroReserved + l.InFlight + l.Unaccounted
			if l.Accepted != ends {
				wrong = append(wrong, fmt.Sprintf("entry %s: %d events were accepted, %d are in the ledger", entry, l.Accepted, ends))
			}
			// An event that never ran and leaves no record behind is nobody's to account for.
			name, _, _ := strings.Cut(arm.Paths[i].Function, ":")
			if f := r.plan.Arms[0].World.Function(name); f.Async.DeadLetter == "" && f.Async.OnFailure == "" {
				l.Unaccounted, l.Lost = 0, 0
			}
			if steady && (l.InFlight > 0 || l.Unaccounted > 0 || l.Lost > 0 || l.Duplicates > 0) {
				wrong = append(wrong, fmt.Sprintf("entry %s: in flight %d, unaccounted %d, lost %d, duplicates %d", entry, l.InFlight, l.Unaccounted, l.Lost, l.Duplicates))
			}
		}
	}
	return wrong
}
