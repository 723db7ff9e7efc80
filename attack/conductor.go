package attack

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"squall/attack/apierr"
	"squall/attack/carry"
	"squall/attack/changes"
	"squall/attack/clocks"
	"squall/attack/hit"
	"squall/attack/lookout"
	"squall/attack/send"
	"squall/attack/settle"
	"squall/profiles"
)

// undoWithin bounds the taking back of everything, or of what a block changed.
const (
	undoWithin    = 3 * time.Minute
	undoWithinAWS = 20 * time.Minute // provisioned environments come back in minutes
)

// readyWithin bounds the wait for provisioned environments and functions.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
const readyWithin = 15 * time.Minute

// Run carries out a plan's timeline on a target and takes back every change it
// made, also when ctx ends early: then the load stops at once, and what was
// measured is recorded. The ending is never nil; the error says why the run
// could not be carried out, an early end of ctx is none.
func Run(ctx context.Context, plan *profiles.Plan, opt Options) (*Ending, error) {
	r := newRun(plan, opt)
	err := r.walk(ctx)
	if ctx.Err() != nil {
		r.ending.Interrupted, err = true, nil
	}
	r.tell(Progress{Step: profiles.StepTeardown, Arm: -1, Repeat: -1})
	r.back(ctx, 0)
	return r.finish(), err
}

// run is a plan on its way. The goroutine that called Run owns it; only the
// faults of a block use changes meanwhile, when nobody else does.
type run struct {
	plan    *profiles.Plan
	opt     Options
	changes *changes.Changes
	watch   *lookout.Watch
	events  *settle.Tracker
	ending  *Ending
	faults  []*carry.Run
	warned  map[string]bool
	busy    time.Duration // CPU time during loads
	loaded  time.Duration // wall time of loads
	pages   []uint64      // by entry: answers that were HTML where JSON was expected
	mark    int           // where the changes of the present block begin
	block   *block
}

func newRun(plan *profiles.Plan, opt Options) *run {
	r := &run{
		plan: plan, opt: opt,
		changes: changes.New(opt.Target, opt.Journal),
		ending:  &Ending{VersionNames: map[VersionKey]string{}},
		warned:  map[string]bool{},
		pages:   make([]uint64, len(plan.Entries)),
	}
	r.events = settle.New(func(s *hit.Sighting) { opt.Recorder.Sighting(s) })
	r.watch = lookout.New(opt.Target, r.events.Knows)
	r.watch.AWS = opt.AWS
	if opt.Real != nil && !plan.Canary.Metered {
		r.watch.Real = plan.Canary.Function
	}
	return r
}

// walk goes through the steps, up to the first that fails.
func (r *run) walk(ctx context.Context) error {
	steps := r.opt.Steps
	if steps == nil {
		steps = r.plan.Steps(r.opt.Nonce)
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.step(ctx, step); err != nil {
			r.ending.Refused = r.loaded == 0 && apierr.Refused(err)
			return fmt.Errorf("%s: %w", r.plan.Where(step), err)
		}
		if r.ending.Slept != "" {
			return nil // what follows could not be compared with what was before
		}
	}
	return nil
}

func (r *run) step(ctx context.Context, s profiles.Step) error {
	switch s.Kind {
	case profiles.StepSetup:
		r.begin(s)
		if err := r.changes.Apply(ctx, s.Changes); err != nil {
			return err
		}
		return r.ready(ctx, s, s.Changes)
	case profiles.StepApply:
		r.begin(s)
		r.mark = r.changes.Mark()
		r.block = newBlock(r, s)
		return r.changes.Apply(ctx, s.Changes)
	case profiles.StepWait:
		return r.ready(ctx, s, r.block.changes)
	case profiles.StepLoad:
		return r.block.load(ctx)
	case profiles.StepRestore:
		return r.restore(ctx, s)
	}
	// Warm-up and faults belong to the load, draining follows it, and what is
	// left at the end is taken back by Run.
	return nil
}

// begin tells of a step that changes something.
func (r *run) begin(s profiles.Step) {
	if len(s.Changes) > 0 {
		r.tell(Progress{Step: s.Kind, Arm: s.Arm, Repeat: s.Repeat, Text: s.Text})
	}
}

// ready waits until what changes began is through.
func (r *run) ready(ctx context.Context, s profiles.Step, list []profiles.Change) error {
	start := time.Now()
	say := func(text string) {
		r.tell(Progress{Step: profiles.StepWait, Arm: s.Arm, Repeat: s.Repeat, Text: text, Elapsed: time.Since(start), Total: s.For})
	}
	switch {
	case len(list) == 0:
	case s.Kind == profiles.StepWait:
		say(s.Text)
	default:
		say("until functions are active")
	}
	limited, cancel := context.WithTimeoutCause(ctx, readyWithin, fmt.Errorf("not ready after %v", readyWithin))
	defer cancel()
	return r.opt.Target.WaitReady(limited, list, say)
}

// restore takes a block's changes back. What cannot be taken back would weigh
// on the blocks after it, so the run ends.
func (r *run) restore(ctx context.Context, s profiles.Step) error {
	r.begin(s)
	left := len(r.changes.Left())
	r.back(ctx, r.mark)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(r.changes.Left()) > left {
		return errors.New("could not take back: " + r.changes.Left()[left])
	}
	return nil
}

// back takes changes back, also when ctx has ended or ends meanwhile.
func (r *run) back(ctx context.Context, mark int) {
	within := undoWithin
	if r.opt.AWS {
		within = undoWithinAWS
	}
	fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	r.changes.Back(fresh, mark)
}

func (r *run) tell(p Progress) {
	if r.opt.Events != nil {
		r.opt.Events(p)
	}
}

// warn notes a warning once.
func (r *run) warn(text string) {
	if !r.warned[text] {
		r.warned[text] = true
		r.ending.Warnings = append(r.ending.Warnings, text)
	}
}

// uneven notes what was seen of the clocks during a load.
func (r *run) uneven(seen clocks.Seen) {
	r.ending.Slept = seen.Slept
	for _, text := range seen.Odd {
		r.warn(text)
	}
}

func (r *run) finish() *Ending {
	e := r.ending
	e.Changes, e.NotUndone = r.changes.Rows(), r.changes.Left()
	if err := r.changes.Unmarked(); err != nil {
		r.warn(fmt.Sprintf("the journal names changes that are taken back: %v", err))
	}
	for _, f := range r.faults {
		e.Faults = append(e.Faults, f.Undone(e.Changes))
	}
	if n := r.events.Strangers() + uint64(r.watch.Strangers()); n > 0 {
		r.warn(fmt.Sprintf("%d dead letters or destination records belong to no event that this run sent; they were left where they are", n))
	}
	for i, n := range r.pages {
		if n > 0 {
			r.warn(send.PagesSeen(r.plan.Entries[i], n))
		}
	}
	e.CPU = r.cpu()
	return e
}

// cpu is the share of all cores during the loads so far; nil when unknown.
func (r *run) cpu() *float64 {
	if r.loaded <= 0 || r.busy <= 0 {
		return nil
	}
	share := float64(r.busy) / float64(r.loaded) / float64(runtime.NumCPU())
	return &share
}

// soFar is the ending if the run ended now.
func (r *run) soFar(ctx context.Context) *Ending {
	e := *r.ending
	e.Interrupted, e.CPU = ctx.Err() != nil, r.cpu()
	return &e
}

// health notes how late the stand-in was.
func (r *run) health(ctx context.Context) {
	if r.opt.AWS {
		return
	}
	h, err := r.opt.Target.Health(ctx)
	if err != nil {
		r.warn(fmt.Sprintf("the stand-in did not say how late it was: %v", err))
		return
	}
	if r.ending.StandinLag == nil {
		r.ending.StandinLag = new(Lag)
	}
	l := r.ending.StandinLag
	l.N = max(l.N, uint64(h.LagMs.N))
	l.P50, l.P99, l.Max = max(l.P50, h.LagMs.P50), max(l.P99, h.LagMs.P99), max(l.Max, h.LagMs.Max)
}
