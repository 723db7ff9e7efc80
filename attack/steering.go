package attack

import (
	"context"
	"sync"
	"time"

	"squall/profiles"
)

// Steering changes a block while it is under load, and may end the load: a
// release does. The goroutine that takes in hits calls it.
type Steering interface {
	// Begin is called before the load, with the suffix of the block's aliases and
	// the numbers that versions run under; what it wants changed is made first.
	Begin(suffix string, number func(function, version string) string) []profiles.Change
	// Next is when it wants to look, from t=0.
	Next() time.Duration
	// Look says what is to be changed now, and whether the load is over.
	Look(at time.Duration) (list []profiles.Change, over bool)
	// End says what is to be changed once the load has ended and everything that
	// could come of it has come; so is what is known of the run by then.
	End(at time.Duration, so *Ending) []profiles.Change
	// Stays says, after the end, whether what was changed is to stay.
	Stays() bool
	// Refused is told why a change could not be made, or what it decided could
	// not be carried out. The load is over then.
	Refused(err error)
}

// helm carries out what a block's steering says, beside its faults.
type helm struct {
	block   *block
	by      Steering
	stop    context.CancelFunc // ends the load
	timer   *time.Timer
	shifts  chan []profiles.Change
	refused chan error
	done    sync.WaitGroup
	rows    []int // of the run's changes: those that it made
}

// steer begins to steer a load; nil when nobody wants to. The load's context
// ends early if the steering says so.
func (b *block) steer(ctx context.Context, stop context.CancelFunc) *helm {
	if b.run.opt.Steering == nil {
		return nil
	}
	h := &helm{block: b, by: b.run.opt.Steering, stop: stop, shifts: make(chan []profiles.Change, 4), refused: make(chan error, 1)}
	h.timer = time.NewTimer(time.Until(b.zero.Add(h.by.Next())))
	h.done.Go(func() { h.carry(ctx) })
	return h
}

// carry makes changes in their order; those after one that fails are left out.
func (h *helm) carry(ctx context.Context) {
	var failed bool
	for list := range h.shifts {
		if failed {
			continue
		}
		h.block.changing.Lock()
		rows, err := h.block.shift(ctx, list)
		h.block.changing.Unlock()
		h.rows = append(h.rows, rows...)
		if err != nil {
			failed = true
			h.refused <- err
		}
	}
}

// looks is when the next look is due; never without a steering.
func (h *helm) looks() <-chan time.Time {
	if h == nil {
		return nil
	}
	return h.timer.C
}

// failures tells of changes that could not be made.
func (h *helm) failures() <-chan error {
	if h == nil {
		return nil
	}
	return h.refused
}

func (h *helm) look() {
	list, over := h.by.Look(time.Since(h.block.zero))
	if len(list) > 0 {
		h.shifts <- list
	}
	if over {
		h.stop()
		return
	}
	h.timer.Reset(time.Until(h.block.zero.Add(h.by.Next())))
}

func (h *helm) fail(err error) {
	h.by.Refused(err)
	h.stop()
}

// end is called when the load has ended and nothing more can come of it.
func (h *helm) end(ctx context.Context) {
	if h == nil {
		return
	}
	h.timer.Stop()
	if list := h.by.End(time.Since(h.block.zero), h.block.run.soFar(ctx)); len(list) > 0 {
		h.shifts <- list
	}
	close(h.shifts)
	h.done.Wait()
	select {
	case err := <-h.refused:
		h.fail(err)
		return
	default:
	}
	if err := ctx.Err(); err != nil {
		h.by.Refused(err) // whatever was decided, what was changed is taken back
		return
	}
	// On a stand-in the alias is the run's own and goes with it.
	if h.block.run.opt.AWS && h.by.Stays() {
		h.block.run.changes.Keep(ctx, append(h.block.first, h.rows...)...)
	}
}

// shift makes changes of the steering and gives their places among the run's.
func (b *block) shift(ctx context.Context, list []profiles.Change) (rows []int, err error) {
	for before := len(b.run.changes.Rows()); len(list) > 0 && err == nil; list = list[1:] {
		err = b.run.changes.Make(ctx, list[0])
		for ; before < len(b.run.changes.Rows()); before++ {
			rows = append(rows, before)
		}
	}
	return rows, err
}
