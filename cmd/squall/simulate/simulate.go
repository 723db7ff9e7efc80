// Package simulate carries out a plan in virtual time: the steps of a live
// run, on the rule book alone. Arrivals come from the same schedules with the
// same dice, changes go through the second applier, and what a client would
// have seen goes to the same recorder.
//
// It waits for nothing, opens no socket, judges nothing, and gives the same
// hits for the same plan on every machine.
package simulate

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"squall/analyze"
	"squall/attack"
	"squall/attack/hit"
	"squall/cmd/squall/simulate/changes"
	"squall/cmd/squall/simulate/stretch"
	"squall/cmd/squall/simulate/wire"
	"squall/profiles"
	catalogue "squall/profiles/fault"
	"squall/standin"
	"squall/standin/virtual"
)

// Options say what a run in virtual time needs besides its plan.
type Options struct {
	Epoch    time.Time // of virtual time 0; its milliseconds are cut off
	Run      string    // its id, which requests may carry
	Recorder attack.Recorder
	// Figures counts all hits, and Recorder is told of kept ones alone; nil:
	// Recorder is told of all. Hits that nobody keeps need not be made then.
	Figures *analyze.Collector
	// Gate says why a fault may not begin in an arm; nil: all may.
	Gate func(arm int) string
	// Keep says whether hit n of an entry is kept. Others come without a
	// request id and a trace id where no figure needs them.
	Keep func(n uint64) bool
	// Ended is told of accepted events that nothing more will be seen of; nil:
	// nobody wants to know.
	Ended  func(arm, entry, repeat int, requestID string)
	Events func(Progress) // nil: nobody looks; it is called by one goroutine at a time
	// Fork makes what takes a part of the run beside others; nil: the parts run
	// one after another, and all go to Recorder.
	Fork func() Part
	// Watcher is told what the rule book is told and says; nil: nobody.
	Watcher virtual.Watcher
	// Apart lets a watcher see a run's worlds as they are without one, one
	// after another, and not all blocks in one world.
	Apart bool
	// Extra gives changes that a block makes, under load and while its events
	// end, beside the faults of its plan, sorted by time. One that is refused is left out, and none is
	// taken back.
	Extra func(s profiles.Step) []Extra
	// Steering changes a block while it is under load; nil: nobody does.
	Steering attack.Steering
}

// Part takes what one part of a run measured. Join is called when it is through
// and all parts before it have joined; Drop, instead, when nobody wants it.
type Part struct {
	Recorder   attack.Recorder
	Figures    *analyze.Collector // as in Options
	Ended      func(arm, entry, repeat int, requestID string)
	Join, Drop func()
}

// Extra is a change at a time from t=0.
type Extra struct {
	At     time.Duration
	Change profiles.Change
}

// Progress tells how far a run is.
type Progress struct {
	Arm, Repeat int
	Sent        uint64        // in all blocks
	Expected    float64       // in all blocks; 0: nobody knows
	Reached     time.Duration // in virtual time
}

// Ending is what a run leaves beside its hits.
type Ending struct {
	attack.Ending
	Span  time.Duration // virtual
	Alive []Alive
}

// Alive is the mean number of environments of an entry's function while its
// arm was under load.
type Alive struct {
	Arm, Entry int
	Mean       float64
}

// Obstacle is something of a plan that cannot be simulated, at the first of
// these addresses that its profile has.
type Obstacle struct {
	Text      string
	Addresses []string
}

func (o *Obstacle) Error() string { return o.Addresses[0] + ": " + o.Text }

// Check says what of a plan cannot be simulated: the error is an *Obstacle.
func Check(plan *profiles.Plan) error {
	if c := plan.Canary; c != nil && c.Real {
		return &Obstacle{"the traffic is everybody's, and in virtual time there is nobody else: run it with --target aws", []string{"canary.traffic"}}
	}
	for _, arm := range plan.Arms {
		for _, f := range arm.World.Functions {
			for _, v := range f.Versions {
				if at := "functions." + f.Name; v.Process != nil {
					return &Obstacle{"function " + f.Name + " is a process, and virtual time ends at squall's own model: " +
						"give it a model:, or run it with --clock live", []string{at + ".versions." + v.Name + ".process", at + ".process", at}}
				}
			}
		}
		for i, e := range arm.World.Attack {
			if e.URL != "" {
				item := e.Name
				if item == "" {
					item = strconv.Itoa(i)
				}
				return &Obstacle{fmt.Sprintf("entry %s sends to %s, and virtual time ends at squall's own model: "+
					"name a path: and a function: instead, or run it with --clock live", e.Name, e.URL), []string{"attack." + item + ".url"}}
			}
		}
		for i, f := range arm.World.Faults {
			if k, _ := catalogue.Named(f.Kind); k.Ground == catalogue.Wire || k.Ground == catalogue.Live || k.Ground == catalogue.Mappings {
				return &Obstacle{f.Kind + " needs real sockets, and virtual time has none: leave it out, or run it with --clock live", []string{fmt.Sprintf("faults.%d.kind", i)}}
			}
		}
	}
	return nil
}

// run is a stretch of a plan on its way, in a world of its own.
type run struct {
	ctx     context.Context
	plan    *profiles.Plan
	opt     Options
	steps   []profiles.Step
	epoch   int64
	local   *standin.Virtual
	wire    *wire.Wire
	ending  *Ending
	block   *block
	changes *changes.Stack
	setup   int                  // how many changes the setup made
	mark    int                  // where the changes of the present block begin
	alive   map[[2]int][]float64 // by arm and entry, of each block
	sent    uint64
	aborted uint64  // in flight when the run was stopped
	hit     hit.Hit // the latest, so that none is allocated
}

// newRun makes the run of a whole plan in one world.
func newRun(ctx context.Context, plan *profiles.Plan, opt Options) *run {
	return newStretch(ctx, plan, opt, stretch.Whole(plan))
}

func newStretch(ctx context.Context, plan *profiles.Plan, opt Options, s stretch.Stretch) *run {
	first := &plan.Arms[0].World
	r := &run{
		ctx: ctx, plan: plan, opt: opt, steps: s.Steps, epoch: opt.Epoch.Add(s.Begins).UnixMilli() * int64(time.Millisecond),
		wire: wire.New(first), ending: &Ending{}, alive: map[[2]int][]float64{},
	}
	r.ending.VersionNames = map[attack.VersionKey]string{}
	r.local = standin.NewVirtual(first, s.Seed, plan.Compress, r.wire.Registry(),
		virtual.Options{Epoch: r.epoch, Sink: r, Watcher: opt.Watcher, Number: s.Number})
	r.wire.Join(r.local.World)
	r.changes = changes.New(r.local.Applier)
	return r
}

func (r *run) walk() error {
	for i, s := range r.steps {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := r.step(s, r.steps[i+1:]); err != nil {
			return fmt.Errorf("%s: %w", r.plan.Where(s), err)
		}
	}
	return nil
}

// step carries out one step; rest are those after it.
func (r *run) step(s profiles.Step, rest []profiles.Step) error {
	switch s.Kind {
	case profiles.StepSetup, profiles.StepApply:
		r.mark = r.changes.Mark()
		if err := r.changes.Apply(s.Changes); err != nil {
			return err
		}
		if s.Kind == profiles.StepSetup {
			r.setup = len(r.changes.Rows())
		}
		return r.ready(s.Changes)
	case profiles.StepLoad:
		b, err := newBlock(r, s, rest)
		defer b.close()
		if err != nil {
			return err
		}
		r.block = b
		return errors.Join(b.load(), b.unread())
	case profiles.StepRestore:
		return r.changes.Back(r.mark)
	case profiles.StepTeardown:
		return r.changes.Back(0)
	}
	// The wait is part of the step that it waits for; warm-up, faults and
	// draining belong to the load.
	return nil
}

// ready lets the time pass until what changes began is through.
func (r *run) ready(changes []profiles.Change) error {
	for _, c := range changes {
		if c.Kind != profiles.PutProvisioned {
			continue
		}
		for {
			p, err := r.local.Provisioned(c)
			if err != nil {
				return err
			}
			if p.Status == "READY" {
				break
			}
			at, ok := r.local.World.Next()
			if p.Status == "FAILED" || !ok {
				return fmt.Errorf("provisioned concurrency of %s:%s: %s %s", c.Function, c.Qualifier, p.Status, p.Reason)
			}
			r.local.World.Advance(at)
		}
	}
	return nil
}

// finish leaves the ending as far as the run came.
func (r *run) finish() {
	r.ending.Changes = r.changes.Rows()
	r.ending.Span = time.Duration(r.local.World.Now())
	if r.ctx.Err() != nil && r.block != nil && !r.block.tallied {
		r.block.abandon()
	}
}
