package link

import (
	"context"
	"slices"
	"sync"
	"time"

	"squall/attack/send"
)

const (
	// around is how often connecting is tried before the load, and after it.
	around = 9
	// every is the time between two tries during the load.
	every = 250 * time.Millisecond
	// giveUp is after how long a try says nothing.
	giveUp = 2 * time.Second
)

// pulse measures how long it takes to connect to an address: a round trip that
// no request is part of. When it changes, part of what requests took is the
// way.
type pulse struct {
	dial send.DialFunc
	addr string
	// before, during and after the load
	before, during, after []time.Duration
}

// some tries a few times, one after the other, as long as something answers:
// nobody waits nine times for what does not.
func (p *pulse) some(ctx context.Context, to *[]time.Duration) {
	for range around {
		if !p.once(ctx, to) {
			return
		}
	}
}

func (p *pulse) once(ctx context.Context, to *[]time.Duration) bool {
	limited, cancel := context.WithTimeout(ctx, giveUp)
	defer cancel()
	began := time.Now()
	c, err := p.dial(limited, "tcp", p.addr)
	if err != nil {
		return false // requests will say it better
	}
	*to = append(*to, time.Since(began))
	_ = c.Close()
	return true
}

// through tries every so often until it is stopped, and then a few times more.
func (p *pulse) through(ctx context.Context) (stop func()) {
	during, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-during.Done():
				return
			case <-tick.C:
				p.once(during, &p.during)
			}
		}
	})
	return func() {
		cancel()
		wg.Wait()
		p.some(ctx, &p.after)
	}
}

// median is that of some times in milliseconds, nil of none.
func median(list []time.Duration) *float64 {
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	ms := list[len(list)/2].Seconds() * 1e3
	return &ms
}
