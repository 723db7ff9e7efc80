package lab

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"squall/attack/lab/specimen"
	"squall/attack/pause"
)

// Gap is a time in which an environment had nothing to do: between the two of
// them, since nobody sees when exactly a request began and ended there.
type Gap struct {
	Of          time.Duration // as it was meant
	Least, Most time.Duration
	Kept        bool // the environment was there afterwards
}

// enough are so many gaps in a row that no environment outlived: longer ones
// need not be waited for.
const enough = 3

// Idle leaves environments alone, each for a time of its own and all at once, and
// says which of them a request then finds. Gaps are given from the shortest to
// the longest; each is looked at so many times.
func (l *Lab) Idle(ctx context.Context, gaps []time.Duration, times int) ([]Gap, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &silence{lab: l, gaps: gaps, times: times, stop: stop}
	var wait sync.WaitGroup
	// The longest come first: the short ones would be over before all others
	// have begun.
	for _, gap := range slices.Backward(gaps) {
		for range times {
			version, err := l.Publish(ctx, Setup{Model: Steady})
			if err != nil {
				stop()
				wait.Wait()
				return nil, errors.Join(s.err, err)
			}
			wait.Go(func() { s.after(ctx, version, gap) })
		}
	}
	wait.Wait()
	slices.SortStableFunc(s.seen, func(a, b Gap) int { return int(a.Of - b.Of) })
	return s.seen, s.err
}

// silence is what was found so far.
type silence struct {
	lab   *Lab
	gaps  []time.Duration
	times int
	stop  func()

	mu   sync.Mutex // of what follows
	seen []Gap
	err  error
	done bool
}

// after looks for an environment once it was idle for a time.
func (s *silence) after(ctx context.Context, version string, gap time.Duration) {
	first, err := s.lab.Well(ctx, version, specimen.Event{})
	if err == nil {
		err = pause.For(ctx, time.Until(first.Done.Add(gap)))
	}
	var next Reply
	if err == nil {
		next, err = s.lab.Well(ctx, version, specimen.Event{})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.done: // nobody waits for it any more
	case err != nil:
		s.err = errors.Join(s.err, err)
		s.done = true
		s.stop()
	default:
		s.seen = append(s.seen, Gap{Of: gap, Least: next.Sent.Sub(first.Done), Most: next.Done.Sub(first.Sent), Kept: next.Environment == first.Environment})
		if s.over() {
			s.done = true
			s.stop()
		}
	}
}

// over says whether enough gaps in a row outlasted every environment, and no
// shorter one is still under way.
func (s *silence) over() bool {
	row := 0
	for _, gap := range s.gaps {
		looked, kept := 0, false
		for _, g := range s.seen {
			if g.Of == gap {
				looked++
				kept = kept || g.Kept
			}
		}
		switch {
		case looked < s.times:
			return false
		case kept:
			row = 0
		default:
			row++
		}
		if row == enough {
			return true
		}
	}
	return false
}
