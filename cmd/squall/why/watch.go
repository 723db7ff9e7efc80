package why

import (
	"context"
	"errors"
	"time"

	"squall/attack"
	"squall/attack/hit"
	"squall/attack/retry"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/standin/core"
	"squall/standin/core/tick"
)

// errTold ends a walk once the request has ended.
var errTold = errors.New("told")

// thread is one request on its way through the rule book.
type thread struct {
	began  int64
	fn     int32
	first  settings // when it came
	traces []trace
}

// trace is an effect that names the request, and what was set when it came.
type trace struct {
	core.Effect
	settings
}

// settings are what a refusal goes by.
type settings struct {
	reserved int32 // -1: unset
	limit    int32 // of the account
	credit   bool  // the scaling rate has some left
}

// state is what a function is set to.
type state struct {
	reserved int32 // -1: unset
	scaling  tick.Bucket
}

// watch follows the requests that have the draws of the one that is looked
// for. It is a virtual.Watcher and an attack.Recorder.
type watch struct {
	found  *Found
	key    uint64
	config core.Config
	fns    map[int32]*state
	limit  int32
	open   map[uint64]*thread
	latest *thread // with the key
	told   *thread // the one that was looked for
	seen   hit.Hit
	stop   context.CancelCauseFunc
}

// follow walks a run in virtual time again until the request has ended.
func follow(ctx context.Context, plan *profiles.Plan, f *Found) (*watch, error) {
	epoch, err := time.Parse(time.RFC3339, f.Run.Started)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	seed := attack.BlockSeed(plan, int(f.Hit.Arm), int(f.Hit.Repeat))
	w := &watch{found: f, key: retry.Key(attack.ArrivalKey(seed, f.Entry(), f.Hit.N), f.Hit.Attempt), fns: map[int32]*state{}, open: map[uint64]*thread{}, stop: stop}
	_, err = simulate.Run(ctx, plan, simulate.Options{Epoch: epoch, Recorder: w, Watcher: w, Apart: true,
		Keep: func(n uint64) bool { return n == f.Hit.N }})
	switch {
	case err != nil:
		return nil, err
	case w.told == nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case w.told == nil || w.seen.RequestID != f.Hit.RequestID || w.seen.Due != f.Hit.Due:
		return nil, errors.New("the run cannot be walked again: its hits are those of another squall or another profile")
	}
	return w, nil
}

// Configured implements virtual.Watcher.
func (w *watch) Configured(_ int64, c *core.Config) { w.config = *c }

// Stepped implements virtual.Watcher.
func (w *watch) Stepped(now int64, ev core.Event, effects []core.Effect) {
	switch ev.Kind {
	case core.Invoke, core.InvokeEvent:
		w.begin(now, ev)
	case core.SetAccount, core.PutReserved, core.DeleteReserved, core.CreateFunction:
		w.set(now, ev, effects)
	}
	for i := range effects {
		e := &effects[i]
		t := w.open[e.Req]
		if e.Kind == core.EnvStarted && e.Req != 0 {
			if s := w.fns[e.Fn]; s != nil && s.scaling.Has(now) {
				s.scaling.Take()
			}
		}
		if t == nil || e.Req == 0 {
			continue
		}
		t.traces = append(t.traces, trace{*e, w.settings(now, t.fn)})
		if e.Kind == core.Forget {
			delete(w.open, e.Req)
			if t == w.told {
				w.stop(errTold)
			}
		}
	}
}

func (w *watch) begin(now int64, ev core.Event) {
	if ev.Key != w.key {
		return
	}
	t := &thread{began: now, fn: ev.Fn, first: w.settings(now, ev.Fn)}
	w.open[ev.Req], w.latest = t, t
}

func (w *watch) settings(now int64, fn int32) settings {
	out := settings{reserved: -1, limit: w.limit}
	if s := w.fns[fn]; s != nil {
		out.reserved, out.credit = s.reserved, s.scaling.Has(now)
	}
	return out
}

// set follows the settings that refusals go by.
func (w *watch) set(now int64, ev core.Event, effects []core.Effect) {
	for _, e := range effects {
		if e.Kind == core.Answer && e.Reason != core.NoReason {
			return // refused
		}
	}
	switch s := w.fns[ev.Fn]; {
	case ev.Kind == core.SetAccount:
		w.limit = ev.N
	case ev.Kind == core.CreateFunction:
		w.fns[ev.Fn] = &state{reserved: -1, scaling: tick.NewBucket(w.config.ScalingBurst, max(w.config.ScalingPer, 1), now)}
	case s == nil:
	case ev.Kind == core.PutReserved:
		s.reserved = ev.N
	default:
		s.reserved = -1
	}
}

// Hit implements attack.Recorder.
func (w *watch) Hit(h *hit.Hit) {
	o := &w.found.Hit
	if h.N != o.N || h.Entry != o.Entry || h.Arm != o.Arm || h.Repeat != o.Repeat || h.Warmup != o.Warmup || h.Attempt != o.Attempt {
		return
	}
	w.seen = *h
	if w.told = w.latest; w.told == nil {
		w.told = &thread{} // the door answered by itself
		w.stop(errTold)
		return
	}
	if n := len(w.told.traces); n > 0 && w.told.traces[n-1].Kind == core.Forget {
		w.stop(errTold)
	}
}

// Sighting implements attack.Recorder.
func (w *watch) Sighting(*hit.Sighting) {}

// Scheduled implements attack.Recorder.
func (w *watch) Scheduled(int, int, int, uint64, uint64) {}
