package simulate

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"squall/attack"
	"squall/cmd/squall/simulate/stretch"
	"squall/profiles"
)

// Run carries out a plan. The ending is never nil; the error says why the run
// could not be carried out, an early end of ctx is none.
func Run(ctx context.Context, plan *profiles.Plan, opt Options) (*Ending, error) {
	t := newTotal(plan, opt)
	parts := stretch.Split(plan, opt.Watcher != nil && !opt.Apart) // a watcher sees one world, unless it takes them apart
	var err error
	// A stop rule looks at what has come so far, in order; so does an experiment.
	if len(parts) == 1 || opt.Fork == nil || len(plan.Stop) > 0 || plan.Experiment() {
		err = t.inTurn(ctx, parts)
	} else {
		err = t.together(ctx, parts)
	}
	if ctx.Err() != nil {
		t.ending.Interrupted, err = true, nil
	}
	t.finish()
	return t.ending, err
}

// total gathers the stretches of a run in their order.
type total struct {
	plan     *profiles.Plan
	opt      Options
	ending   *Ending
	alive    map[[2]int][]float64
	aborted  uint64
	added    int
	expected float64

	mu sync.Mutex // guards at
	at map[uint32]Progress
}

func newTotal(plan *profiles.Plan, opt Options) *total {
	t := &total{plan: plan, opt: opt, alive: map[[2]int][]float64{}, ending: &Ending{}, at: map[uint32]Progress{}}
	t.ending.VersionNames = map[attack.VersionKey]string{}
	for i := range plan.Arms {
		for _, e := range plan.Arms[i].World.Attack {
			t.expected += e.Hits() * float64(plan.Repeat)
		}
	}
	if slices.ContainsFunc(plan.Arms, func(a profiles.Arm) bool { return a.World.Closed() }) {
		t.expected = 0
	}
	return t
}

// inTurn runs stretches one after another.
func (t *total) inTurn(ctx context.Context, parts []stretch.Stretch) error {
	for _, s := range parts {
		r := newStretch(ctx, t.plan, t.watched(s, t.opt), s)
		err := r.walk()
		r.finish()
		t.add(r)
		if err != nil {
			return err
		}
	}
	return nil
}

// through is a stretch that has ended.
type through struct {
	run  *run // nil: it was not begun
	part Part
	err  error
}

// together runs stretches on all cores. They join in their order; those after
// one that fails are dropped.
func (t *total) together(ctx context.Context, parts []stretch.Stretch) error {
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	cores := runtime.GOMAXPROCS(0)
	ended := make([]chan through, len(parts))
	for i := range ended {
		ended[i] = make(chan through, 1)
	}
	room := make(chan struct{}, 2*cores) // bounds what waits to join
	go func() {
		core := make(chan struct{}, cores)
		for i, s := range parts {
			room <- struct{}{}
			core <- struct{}{}
			go func() {
				ended[i] <- t.one(working, s)
				<-core
			}()
		}
	}()
	var failed error
	for i := range parts {
		o := <-ended[i]
		<-room
		switch {
		case o.run == nil:
		case failed != nil:
			o.part.Drop()
		default:
			o.part.Join()
			t.add(o.run)
			if o.err != nil && ctx.Err() == nil { // a stop is no failure of the part
				failed = o.err
				cancel()
			}
		}
	}
	return failed
}

// one runs one stretch with a recorder of its own.
func (t *total) one(ctx context.Context, s stretch.Stretch) through {
	if ctx.Err() != nil {
		return through{}
	}
	part := t.opt.Fork()
	opt := t.watched(s, t.opt)
	opt.Recorder, opt.Figures, opt.Ended = part.Recorder, part.Figures, part.Ended
	r := newStretch(ctx, t.plan, opt, s)
	err := r.walk()
	r.finish()
	return through{run: r, part: part, err: err}
}

// watched lets a stretch tell how far all of them are.
func (t *total) watched(s stretch.Stretch, opt Options) Options {
	if t.opt.Events != nil {
		opt.Events = func(p Progress) { t.tell(s.Number, p) }
	}
	return opt
}

func (t *total) tell(number uint32, p Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at[number] = p
	sum := Progress{Arm: p.Arm, Repeat: p.Repeat, Expected: t.expected}
	for _, other := range t.at {
		sum.Sent += other.Sent
		sum.Reached += other.Reached
	}
	t.opt.Events(sum)
}

// add takes the ending of the next stretch.
func (t *total) add(r *run) {
	e := r.ending
	if t.added > 0 {
		e.Changes = e.Changes[min(r.setup, len(e.Changes)):] // the setup is told once
	}
	t.added++
	t.ending.Changes = append(t.ending.Changes, e.Changes...)
	t.ending.Faults = append(t.ending.Faults, e.Faults...)
	maps.Copy(t.ending.VersionNames, e.VersionNames)
	t.ending.Span += e.Span
	t.aborted += r.aborted
	for key, blocks := range r.alive {
		t.alive[key] = append(t.alive[key], blocks...)
	}
}

func (t *total) finish() {
	if t.aborted > 0 {
		t.ending.Warnings = append(t.ending.Warnings,
			fmt.Sprintf("requests in flight when the run was stopped: %d; they are in no figure", t.aborted))
	}
	for i := range t.plan.Arms {
		for e := range t.plan.Entries {
			if blocks := t.alive[[2]int{i, e}]; len(blocks) > 0 {
				sum := 0.0
				for _, mean := range blocks {
					sum += mean
				}
				t.ending.Alive = append(t.ending.Alive, Alive{Arm: i, Entry: e, Mean: sum / float64(len(blocks))})
			}
		}
	}
}
