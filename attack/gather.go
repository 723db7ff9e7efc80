package attack

import (
	"context"
	"fmt"
	"time"

	"squall/attack/engine"
	"squall/attack/hit"
	"squall/attack/lookout"
	"squall/attack/pause"
	"squall/attack/usage"
	"squall/profiles"
)

const (
	tellEvery   = 200 * time.Millisecond // progress during the load
	lookEvery   = time.Second            // at logs during the load
	settleEvery = 250 * time.Millisecond // at logs and queues after it
	// patience is after how many looks without news a hit's log line is given up.
	patience = 8
	// lastLook bounds the one look at logs after an interruption.
	lastLook = 2 * time.Second
)

// gather runs the load, as long as under goes on, and takes in what comes of it
// until it has ended.
func (b *block) gather(ctx, under context.Context, load *engine.Load, steer *helm) []engine.Tally {
	hits := make(chan []*hit.Hit, hitBatches)
	batches := make(chan lookout.Batch)
	stop := make(chan struct{})
	var tallies []engine.Tally
	go func() {
		b.watchLogs(ctx, batches, stop)
		close(batches)
	}()
	busy, measured := usage.CPU()
	start := time.Now()
	go func() {
		tallies = engine.Run(under, load, hits)
		if b.run.opt.Real != nil { // others go on
			_ = pause.For(under, time.Until(b.zero.Add(b.world.LoadTime())))
		}
		close(hits)
	}()
	b.joiner.Reached(start.UnixNano())
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for hits != nil {
		select {
		case some, ok := <-hits:
			if !ok {
				hits = nil
			}
			for _, h := range some {
				b.waiting.Done(h)
				b.joiner.Hit(h)
			}
		case got := <-batches:
			b.absorb(got)
		case <-steer.looks():
			steer.look()
		case err := <-steer.failures():
			steer.fail(err)
		case <-tick.C:
			b.tellLoad(load)
			b.waiting.Tell(b.arm, b.repeat, int64(time.Since(b.zero)))
			b.joiner.Reached(time.Now().UnixNano())
		}
	}
	if now, ok := usage.CPU(); ok && measured {
		b.run.busy += now - busy
		b.run.loaded += time.Since(start)
	}
	close(stop)
	for got := range batches {
		b.absorb(got)
	}
	return tallies
}

// watchLogs looks at the logs about every second until told to stop. Its reader
// takes every batch: cursors have moved on, and nobody will read those lines
// again.
func (b *block) watchLogs(ctx context.Context, out chan<- lookout.Batch, stop <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		if ctx.Err() != nil {
			continue
		}
		out <- b.run.watch.Look(ctx, b.zero, false)
	}
}

func (b *block) absorb(got lookout.Batch) {
	b.joiner.Take(got.Facts, got.Lines)
	for _, s := range got.Sightings {
		b.run.events.See(s)
	}
	for i := range got.Real {
		b.run.opt.Real(&got.Real[i])
	}
	for _, w := range got.Warnings {
		b.run.warn(w)
	}
}

func (b *block) tellLoad(load *engine.Load) {
	p := b.seen
	p.Step, p.InFlight = profiles.StepLoad, load.InFlight()
	p.Elapsed, p.Total = time.Since(b.zero), b.world.LoadTime()
	if p.Elapsed < 0 {
		p.Step, p.Total = profiles.StepWarmup, b.world.Warmup()
		p.Elapsed += p.Total
	}
	b.run.tell(p)
}

// settle waits until every event has ended and every hit has its log line, as
// long as either can still happen.
func (b *block) settle(ctx context.Context) {
	defer b.joiner.Flush()
	if ctx.Err() != nil {
		fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
		defer cancel()
		b.absorb(b.run.watch.Look(fresh, b.zero, false))
		return
	}
	start := time.Now()
	for looks, done := 0, false; ; looks++ {
		held := b.joiner.Held()
		b.absorb(b.run.watch.Look(ctx, b.zero, true))
		if b.joiner.Held() < held {
			looks = 0
		}
		if looks >= patience && time.Since(start) >= b.run.opt.Patience {
			b.joiner.Flush()
		}
		if b.joiner.Held() == 0 && (b.run.events.Open() == 0 || b.overdue()) {
			if done || len(b.rules) == 0 {
				return
			}
			done = true // one more look: what was delivered twice comes late
		}
		b.tellDrain(start)
		if pause.For(ctx, settleEvery) != nil {
			return
		}
	}
}

func (b *block) overdue() bool { return time.Now().UnixNano() > b.run.events.Deadline() }

func (b *block) tellDrain(start time.Time) {
	p := b.seen
	p.Step, p.Elapsed = profiles.StepDrain, time.Since(start)
	p.Text = fmt.Sprintf("%d events and %d log lines to come", b.run.events.Open(), b.joiner.Held())
	b.run.tell(p)
}
