package attack

import (
	"cmp"
	"context"
	"slices"
	"time"

	"squall/profiles"
)

// faultAct is a moment at which a fault begins or ends.
type faultAct struct {
	at    time.Duration // from t=0
	fault int
	end   bool
}

// faultRun is a fault as it goes.
type faultRun struct {
	made  FaultMade
	began time.Duration
	rows  []int // its changes
}

// faultActs lists when the faults of a world begin and end, in order; one
// without a length ends with the load.
func faultActs(w *profiles.World) []faultAct {
	var acts []faultAct
	load := w.LoadTime()
	for i, f := range w.Faults {
		end := load
		if f.For > 0 {
			end = min(load, f.At+f.For)
		}
		acts = append(acts, faultAct{f.At, i, false}, faultAct{end, i, true})
	}
	slices.SortStableFunc(acts, func(a, b faultAct) int { return cmp.Compare(a.at, b.at) })
	return acts
}

// carry makes the faults of a block happen at their times, until ctx ends. One
// that fails is a row of the result, not an end of the run.
func (b *block) carry(ctx context.Context) []*faultRun {
	runs := make([]*faultRun, len(b.world.Faults))
	for i, f := range b.world.Faults {
		on := f.Function
		if f.Alias != "" {
			on += ":" + f.Alias
		}
		runs[i] = &faultRun{made: FaultMade{Arm: b.arm, Repeat: b.repeat, Kind: f.Kind, Target: on}}
	}
	for _, act := range faultActs(b.world) {
		if pause(ctx, time.Until(b.zero.Add(act.at))) != nil {
			break
		}
		var err error
		b.changing.Lock()
		if act.end {
			err = b.endFault(ctx, runs[act.fault])
		} else {
			err = b.beginFault(ctx, act.fault, runs[act.fault])
		}
		b.changing.Unlock()
		if err != nil && ctx.Err() == nil {
			runs[act.fault].made.Error = err.Error()
		}
	}
	return runs
}

func (b *block) beginFault(ctx context.Context, i int, r *faultRun) error {
	apply, _ := profiles.FaultChanges(b.world.Faults[i], b.world, b.suffix)
	for _, c := range apply {
		before := len(b.run.changes.Rows())
		err := b.run.changes.Make(ctx, c)
		for row := before; row < len(b.run.changes.Rows()); row++ {
			r.rows = append(r.rows, row)
		}
		if err != nil {
			return err
		}
	}
	r.began = time.Since(b.zero)
	r.made.At = r.began
	return nil
}

func (b *block) endFault(ctx context.Context, r *faultRun) error {
	for _, row := range slices.Backward(r.rows) {
		if err := b.run.changes.End(ctx, row); err != nil {
			return err
		}
	}
	if len(r.rows) > 0 {
		r.made.For = time.Since(b.zero) - r.began
	}
	return nil
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
