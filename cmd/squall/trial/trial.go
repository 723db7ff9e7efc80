// Package trial runs plans in virtual time for their figures alone: several at
// once, on all cores, each the same whatever runs beside it.
//
// It writes no file and prints nothing, and it does not know why the plans
// differ.
package trial

import (
	"context"
	"runtime"
	"sync"
	"time"

	"squall/analyze"
	"squall/cmd/squall/record"
	"squall/cmd/squall/release"
	"squall/cmd/squall/simulate"
	"squall/profiles"
)

// Options are common to all runs.
type Options struct {
	Epoch  time.Time
	Meta   analyze.Meta
	Over   []string       // the entries whose figures are added up
	Events func(Progress) // nil: nobody looks; it is called by several goroutines, one at a time
}

// Progress tells how far the runs are.
type Progress struct {
	Done, Runs int
	Sent       uint64
	Expected   float64
}

// Outcome is what one run showed; Result is nil when it was not run to its end.
type Outcome struct {
	Result *analyze.Result
	Arms   []analyze.Overall
}

// All runs plans, at most one on each core, in their order. A nil plan is left
// out, and what is under way when ctx ends is thrown away.
func All(ctx context.Context, plans []*profiles.Plan, o Options) []Outcome {
	b := &board{events: o.Events, sent: make([]uint64, len(plans))}
	for _, p := range plans {
		if p != nil {
			b.p.Runs++
			b.p.Expected += Expected(p)
		}
	}
	out := make([]Outcome, len(plans))
	next := make(chan int)
	var crew sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(b.p.Runs, 1)) {
		crew.Go(func() {
			for i := range next {
				out[i] = one(ctx, plans[i], o, func(p simulate.Progress) { b.at(i, p.Sent) })
				b.done(i, out[i])
			}
		})
	}
	for i := range plans {
		if plans[i] != nil && ctx.Err() == nil {
			next <- i
		}
	}
	close(next)
	crew.Wait()
	return out
}

// Expected is how many requests a plan sends, on average; 0 when rate: max
// leaves it open.
func Expected(plan *profiles.Plan) float64 {
	sum := 0.0
	for i := range plan.Arms {
		if plan.Arms[i].World.Closed() {
			return 0
		}
		for _, e := range plan.Arms[i].World.Attack {
			sum += e.Hits()
		}
	}
	return sum * float64(plan.Repeat)
}

// one runs one plan.
func one(ctx context.Context, plan *profiles.Plan, o Options, events func(simulate.Progress)) Outcome {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	meta := o.Meta
	meta.Kept = false
	meta.Run.Seed, meta.Run.ProfileHash = plan.Seed, plan.Hash
	rec, err := record.Figures(plan, meta, cancel)
	if err != nil {
		return Outcome{Result: &analyze.Result{Verdict: analyze.Aborted, Error: err.Error()}}
	}
	steering, err := release.Seeing(plan, rec)
	if err != nil {
		return Outcome{Result: &analyze.Result{Verdict: analyze.Aborted, Error: err.Error()}}
	}
	kept, figures := rec.Kept()
	ending, err := simulate.Run(run, plan, simulate.Options{
		Epoch: o.Epoch, Recorder: kept, Figures: figures, Keep: func(uint64) bool { return false }, Ended: rec.Ended, Events: events,
		Steering: steering.Wheel(), Gate: rec.Gate,
	})
	if ctx.Err() != nil {
		return Outcome{}
	}
	end := record.Ending(plan, &ending.Ending, err, context.Cause(run), ending.Span)
	end.Canary = steering.Outcome()
	for _, a := range ending.Alive {
		end.Alive = append(end.Alive, analyze.Alive(a))
	}
	result, arms := rec.FinishOver(end, o.Over)
	rec.Prove(result, &ending.Ending)
	return Outcome{Result: result, Arms: arms}
}

// board adds up how far the runs are.
type board struct {
	events func(Progress)

	mu   sync.Mutex // guards the rest
	p    Progress
	sent []uint64
}

func (b *board) at(run int, sent uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.p.Sent += sent - b.sent[run]
	b.sent[run] = sent
	b.tell()
}

func (b *board) done(run int, o Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if o.Result == nil {
		return
	}
	sent := uint64(0)
	for _, a := range o.Result.Arms {
		for i := range a.Paths {
			sent += a.Paths[i].Sent
		}
	}
	sent = max(sent, b.sent[run])
	b.p.Sent += sent - b.sent[run]
	b.sent[run] = sent
	b.p.Done++
	b.tell()
}

func (b *board) tell() {
	if b.events != nil {
		b.events(b.p)
	}
}
