package engine

import (
	"context"
	"sync/atomic"
	"time"

	"squall/attack/pace"
)

// tooLate is how late an arrival may be sent; a later one would say more about
// the generator than about the target, and counts as unsent.
const tooLate = 10 * time.Second

const (
	// together is no more than the clock of a busy machine is wrong.
	together     = 100 * time.Microsecond
	mostTogether = 64
)

// pacer tells vegeta when to send. It waits inside Pace, so that a wait can be
// interrupted, and an arrival that cannot be sent when it is due is skipped and
// counted: catching up would bunch what the schedule spread.
type pacer struct {
	ctx      context.Context
	zero     time.Time
	next     func() (pace.Due, bool)
	dues     *dues
	inFlight *atomic.Int64
	workers  int64 // cap on what is in flight; 0: none
	tally    Tally
	waiter   waiter
	leave    func()
	freed    <-chan struct{} // says that less is in flight

	// together is how far apart arrivals may be due that one wake-up sends, at
	// the last one's time: on a small machine waking up costs more than sending.
	together time.Duration
	batch    []pace.Due // sent together, the first taken of them already
	taken    int
	ahead    *pace.Due // read to find the end of a batch
}

// Pace implements vegeta.Pacer: it returns when the next arrival is due.
func (p *pacer) Pace(time.Duration, uint64) (time.Duration, bool) {
	for {
		due, ok := p.upcoming()
		if !ok {
			return 0, true
		}
		if due.Closed && !p.place(&due) {
			if p.ctx.Err() != nil {
				return 0, true
			}
			p.leave()
			continue
		}
		if p.begins(due) {
			p.dues.push(due)
			return 0, false
		}
	}
}

// begins counts an arrival that is due, and says whether it is sent.
func (p *pacer) begins(due pace.Due) bool {
	if !due.Warmup {
		p.tally.Scheduled++
	}
	if p.late(due.At) || p.full() {
		if !due.Warmup {
			p.tally.Unsent++
		}
		return false
	}
	p.inFlight.Add(1)
	return true
}

// upcoming waits until the next arrival is due and gives it; false after the
// last one, or when the load was stopped.
func (p *pacer) upcoming() (pace.Due, bool) {
	if p.taken == len(p.batch) && !p.gather() {
		return pace.Due{}, false
	}
	due := p.batch[p.taken]
	p.taken++
	return due, true
}

// gather takes the next arrivals that are to be sent together and waits until
// the last of them is due. A closed phase's arrival stands alone behind them:
// it is due at once.
func (p *pacer) gather() bool {
	p.batch, p.taken = p.batch[:0], 0
	first := p.ahead
	if p.ahead = nil; first == nil {
		due, ok := p.next()
		if !ok {
			return false
		}
		first = &due
	}
	p.batch = append(p.batch, *first)
	until := first.At
	for wait := int64(time.Since(p.zero)) < until; wait && p.together > 0 && !first.Closed && len(p.batch) < mostTogether; {
		due, ok := p.next()
		if !ok {
			break
		}
		if due.Closed || due.At > first.At+int64(p.together) {
			p.ahead = &due
			break
		}
		p.batch, until = append(p.batch, due), due.At
	}
	return p.await(until)
}

// Rate implements vegeta.Pacer; vegeta asks for it only to draw it.
func (p *pacer) Rate(time.Duration) float64 { return 0 }

func (p *pacer) late(at int64) bool { return int64(time.Since(p.zero))-at > int64(tooLate) }

func (p *pacer) full() bool { return p.workers > 0 && p.inFlight.Load() >= p.workers }

// place waits until an arrival of a closed phase has a worker free, and makes
// it due then; false means that the phase or the load has ended before.
func (p *pacer) place(due *pace.Due) bool {
	end := time.NewTimer(time.Until(p.zero.Add(time.Duration(due.Until))))
	defer end.Stop()
	for p.full() {
		select {
		case <-p.freed:
		case <-end.C:
			return false
		case <-p.ctx.Done():
			return false
		}
	}
	due.At = max(due.At, int64(time.Since(p.zero)))
	return due.At < due.Until && p.ctx.Err() == nil
}

// await waits until an instant; false means that the load was stopped.
func (p *pacer) await(at int64) bool {
	for {
		left := time.Until(p.zero.Add(time.Duration(at)))
		if left <= 0 {
			return p.ctx.Err() == nil
		}
		if !p.waiter.wait(left) {
			return false
		}
	}
}
