package attack

import (
	"context"
	"errors"
	"slices"
	"time"

	"squall/attack/breaks"
	"squall/profiles"
)

// faultRun is a fault as it goes.
type faultRun struct {
	made  FaultMade
	began time.Duration
	rows  []int // its changes
	lease string
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
		runs[i] = &faultRun{made: FaultMade{Arm: b.arm, Repeat: b.repeat, Kind: f.Kind, Target: on, Index: i}}
	}
	for _, act := range breaks.Moments(b.world) {
		if pause(ctx, time.Until(b.zero.Add(act.At))) != nil {
			break
		}
		var err error
		b.changing.Lock()
		if act.End {
			err = b.endFault(ctx, runs[act.Fault])
		} else {
			err = b.beginFault(ctx, act.Fault, runs[act.Fault])
		}
		b.changing.Unlock()
		if err != nil && ctx.Err() == nil {
			runs[act.Fault].made.Error = err.Error()
		}
	}
	return runs
}

func (b *block) beginFault(ctx context.Context, i int, r *faultRun) error {
	if gate := b.run.opt.Gate; gate != nil {
		if why := gate(b.arm); why != "" {
			return errors.New(why)
		}
	}
	for _, c := range breaks.Changes(b.run.opt.Steps, b.world, breaks.Block{Arm: b.arm, Repeat: b.repeat, Suffix: b.suffix}, i) {
		if c.Lease != "" { // runs beside this one have leases of their own
			c.Lease = b.run.opt.Nonce + "/" + c.Lease
		}
		if c.Kind == profiles.PutFault {
			r.lease = c.Lease
		}
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
	counts, ok := b.run.opt.Target.(Counter)
	if !ok || r.lease == "" {
		return nil
	}
	struck, err := counts.Struck(ctx, r.lease)
	if err == nil {
		r.made.Struck = &struck
	}
	return err
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
