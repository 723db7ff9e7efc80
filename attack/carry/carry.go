// Package carry makes the faults of a block happen at their times, and end: by
// changes of the target, or on the network between it and the clients.
//
// It judges nothing, and takes back nothing that a run's end takes back.
package carry

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"squall/attack/apierr"
	"squall/attack/breaks"
	"squall/attack/changes"
	"squall/attack/local"
	"squall/attack/pause"
	"squall/attack/toxic"
	"squall/profiles"
)

// Counter tells what faults of a target did.
type Counter interface {
	Struck(ctx context.Context, lease string) (local.Struck, error)
}

// Load is a block under load.
type Load struct {
	World   *profiles.World
	Block   breaks.Block
	Zero    time.Time // its t=0
	Steps   []profiles.Step
	Nonce   string               // tells leases of runs beside each other apart
	Gate    func(arm int) string // says why a fault may not begin; nil: it may
	Changes *changes.Changes
	Lock    *sync.Mutex    // of Changes
	Counter Counter        // nil: nobody counts
	Network *toxic.Network // nil: no fault lies on it
}

// Run is a fault as it goes.
type Run struct {
	Made  breaks.Made
	began time.Duration
	rows  []int // its changes
	stays []int // those that the end of the block takes back
	lease string
}

// Faults carries the faults out until ctx ends. One that fails is a row of the
// result, not an end of the run.
func (l *Load) Faults(ctx context.Context) []*Run {
	runs := make([]*Run, len(l.World.Faults))
	for i := range l.World.Faults {
		runs[i] = &Run{Made: breaks.Planned(l.World, l.Block, i)}
		runs[i].Made.At, runs[i].Made.For = 0, 0 // they are measured
	}
	for _, act := range breaks.Moments(l.World) {
		if pause.For(ctx, time.Until(l.Zero.Add(act.At))) != nil {
			break
		}
		l.Lock.Lock()
		err := l.act(ctx, act, runs[act.Fault])
		l.Lock.Unlock()
		if err != nil && ctx.Err() == nil {
			runs[act.Fault].Made.Error = apierr.Said(err)
		}
	}
	l.close(runs)
	l.count(ctx, runs)
	return runs
}

// close says of a load that ended early how long its faults were there, and which
// never were.
func (l *Load) close(runs []*Run) {
	for _, r := range runs {
		switch {
		case r.began > 0 && r.Made.For == 0:
			r.Made.For = time.Since(l.Zero) - r.began
		case r.began == 0 && r.Made.Error == "":
			r.Made.Error = breaks.Early
		}
	}
}

// count asks what those faults did whose end a load that ended early, or a change
// that took long, has left no time for.
func (l *Load) count(ctx context.Context, runs []*Run) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), countWithin)
	defer cancel()
	for _, r := range runs {
		if r.Made.Struck != nil || r.lease == "" || l.Counter == nil {
			continue
		}
		if struck, err := l.Counter.Struck(late, r.lease); err == nil {
			r.Made.Struck = &struck
		}
	}
}

const countWithin = 2 * time.Second

func (l *Load) act(ctx context.Context, m breaks.Moment, r *Run) error {
	if m.End {
		return l.end(ctx, r)
	}
	if l.Gate != nil {
		if why := l.Gate(l.Block.Arm); why != "" {
			return errors.New(why)
		}
	}
	return l.begin(ctx, r)
}

func (l *Load) begin(ctx context.Context, r *Run) error {
	i := r.Made.Index
	if l.Network.Has(i) {
		l.Network.Begin(i, l.World.Faults[i].Length(l.World.LoadTime()))
	}
	for _, c := range breaks.Changes(l.Steps, l.World, l.Block, i) {
		if c.Lease != "" {
			c.Lease = l.Nonce + "/" + c.Lease
		}
		if c.Nonce != "" {
			c.Nonce = l.Nonce + "/" + c.Nonce
		}
		if c.Kind == profiles.PutFault {
			r.lease = c.Lease
		}
		before := len(l.Changes.Rows())
		err := l.Changes.Make(ctx, c)
		for row := before; row < len(l.Changes.Rows()); row++ {
			r.rows = append(r.rows, row)
			if made(c) {
				r.stays = append(r.stays, row)
			}
		}
		if err != nil {
			return err
		}
	}
	r.began = time.Since(l.Zero)
	r.Made.At = r.began
	return nil
}

// made says whether a change makes something that requests may still be on when
// the fault ends: a version, and with it what makes $LATEST itself again.
func made(c profiles.Change) bool {
	switch c.Kind {
	case profiles.PublishFresh, profiles.PutSpoilt:
		return true
	case profiles.CreateFunction:
		return c.Fault == nil
	}
	return false
}

func (l *Load) end(ctx context.Context, r *Run) error {
	if i := r.Made.Index; l.Network.Has(i) && r.began > 0 {
		l.Network.End(i)
		matched, struck := l.Network.Struck(i)
		r.Made.Struck = &local.Struck{Matched: matched, Struck: struck}
		r.Made.For = time.Since(l.Zero) - r.began
		return nil
	}
	for _, row := range slices.Backward(r.rows) {
		if slices.Contains(r.stays, row) {
			continue
		}
		if err := l.Changes.End(ctx, row); err != nil {
			return err
		}
	}
	if r.began > 0 { // else it was not carried out
		r.Made.For = time.Since(l.Zero) - r.began
	}
	if l.Counter == nil || r.lease == "" {
		return nil
	}
	struck, err := l.Counter.Struck(ctx, r.lease)
	if err == nil {
		r.Made.Struck = &struck
	}
	return err
}

// Undone is what became of the fault, given what became of the run's changes.
func (r *Run) Undone(rows []changes.Made) breaks.Made {
	r.Made.Undone = !slices.ContainsFunc(r.rows, func(row int) bool { return !rows[row].Undone })
	return r.Made
}
