package engine

import (
	"context"
	"sync"
	"time"

	"squall/attack/pace"
	"squall/attack/send"
)

// direct sends a stream whose sender need not be waited for: the pacer's own
// goroutine begins each hit, so none has to be woken up to send it.
func (d *driver) direct(p *pacer) {
	starter := d.stream.Starter
	defer context.AfterFunc(p.ctx, starter.Abort)()
	c := &chain{driver: d, pacer: p}
	for {
		due, ok := p.upcoming()
		switch {
		case !ok:
			c.running.Wait()
			return
		case due.Closed:
			c.phase(due)
		case p.begins(due):
			c.start(due)
		}
	}
}

// chain sends the hits of a stream; in a closed phase each hit that ends begins
// the next one.
type chain struct {
	*driver
	pacer   *pacer
	running sync.WaitGroup

	mu    sync.Mutex
	over  chan struct{} // of the closed phase that is under way; nil: none
	spare pace.Due      // its next arrival
}

// shots are used again: what they carried has space for the next.
var shots = sync.Pool{New: func() any { return new(send.Shot) }}

func (c *chain) start(due pace.Due) {
	c.running.Add(1)
	c.load.inFlight.Add(1)
	shot := shots.Get().(*send.Shot)
	c.aim(shot, due, c.stream.Retry.First())
	c.stream.Starter.Start(shot, c.landed)
}

func (c *chain) landed(shot *send.Shot) {
	if wait, again := c.again(shot); again {
		go c.repeat(shot, wait)
		return
	}
	c.finish(shot)
}

// repeat sends the next attempt of a request once its client has waited.
func (c *chain) repeat(shot *send.Shot, wait time.Duration) {
	if !c.pause(wait) {
		shot.Aborted = true
		c.finish(shot)
		return
	}
	h := shot.Hit
	due := pace.Due{N: h.N, At: h.Due, Phase: int(h.Phase), Warmup: h.Warmup, Took: shot.Took}
	c.aim(shot, due, h.Attempt+1)
	c.stream.Starter.Start(shot, c.landed)
}

// finish ends a request.
func (c *chain) finish(shot *send.Shot) {
	c.land(shot)
	shot.Hit = nil
	shots.Put(shot)
	if due, ok := c.another(); ok {
		c.start(due)
	}
	c.running.Done()
}

// phase carries out a closed phase, whose first arrival is given.
func (c *chain) phase(first pace.Due) {
	over := make(chan struct{})
	c.mu.Lock()
	c.over, c.spare = over, first
	c.mu.Unlock()
	for due, ok := c.another(); ok; due, ok = c.another() {
		c.start(due)
	}
	end := time.NewTimer(time.Until(c.pacer.zero.Add(time.Duration(first.Until))))
	defer end.Stop()
	select {
	case <-end.C:
	case <-over:
	case <-c.ctx.Done():
	}
	c.mu.Lock()
	c.over = nil
	c.mu.Unlock()
	c.pacer.leave()
}

// another gives the next arrival of the closed phase that is under way, if a
// worker is free and the phase has not ended.
func (c *chain) another() (due pace.Due, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over == nil || c.pacer.full() || c.ctx.Err() != nil {
		return due, false
	}
	due = c.spare
	if due.At = max(due.At, int64(time.Since(c.pacer.zero))); due.At >= due.Until {
		return due, false
	}
	if c.spare, ok = c.pacer.next(); !ok {
		close(c.over) // there are no more data
		c.over = nil
	}
	return due, c.pacer.begins(due)
}
