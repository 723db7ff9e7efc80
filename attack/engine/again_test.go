package engine

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/attack/retry"
	"squall/attack/send"
	"squall/profiles"
	"squall/profiles/traffic"
)

// moody refuses the first attempts of every second request.
type moody struct {
	worker
	refuses uint8
	keys    sync.Map // trace ids
}

func (m *moody) Send(ctx context.Context, s *send.Shot) {
	m.worker.Send(ctx, s)
	s.Hit.Status = 200
	if s.Hit.N%2 == 1 && s.Hit.Attempt <= m.refuses {
		s.Hit.Status, s.Hit.Outcome = 429, hit.Throttled
	}
	m.keys.Store(s.Hit.TraceID, true)
}

func (m *moody) Start(s *send.Shot, done func(*send.Shot)) {
	go func() {
		m.Send(context.Background(), s)
		done(s)
	}()
}

func retrying(s Stream, attempts int, base time.Duration) Stream {
	s.Retry = retry.New(&profiles.Retry{Attempts: attempts, Base: base, Max: time.Minute, On: traffic.OnThrottle}, 1, s.Key)
	return s
}

// Every attempt is a hit with its number and the request's due time; a request
// is scheduled once.
func TestEveryAttemptIsAHit(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		sender := &moody{worker: worker{takes: 20 * time.Millisecond}, refuses: 2}
		l := drive(&Load{Zero: time.Now(), Streams: []Stream{retrying(stream("a", every(0, 10*time.Second, 4), &sender.worker), 4, 100*time.Millisecond)}})
		if s := &l.Streams[0]; s.Starter != nil {
			s.Starter = sender
		} else {
			s.Sender = sender
		}
		hits, tallies := collect(t.Context(), l)
		if tallies[0] != (Tally{Scheduled: 4}) || len(hits) != 2+2*3 || l.InFlight() != 0 {
			t.Fatalf("%d hits, %+v, %d in flight", len(hits), tallies[0], l.InFlight())
		}
		// Attempts take 20 ms; the waits are 100 ms and 200 ms.
		after := []time.Duration{0, 120 * time.Millisecond, 340 * time.Millisecond}
		for n := range uint64(4) {
			mine := slices.DeleteFunc(slices.Clone(hits), func(h *hit.Hit) bool { return h.N != n })
			slices.SortFunc(mine, func(a, b *hit.Hit) int { return int(a.Attempt) - int(b.Attempt) })
			for i, h := range mine {
				if h.Due != int64(n)*10e9 || h.Sent != h.Due+int64(after[i]) || int(h.Attempt) != i+1 || h.Again != (i+1 < len(mine)) || h.Lag() != 0 {
					t.Errorf("request %d: %+v", n, h)
				}
			}
			if want := 1 + 2*int(n%2); len(mine) != want {
				t.Errorf("request %d took %d attempts, want %d", n, len(mine), want)
			}
		}
		ids := 0
		sender.keys.Range(func(any, any) bool { ids++; return true })
		if ids != len(hits) {
			t.Errorf("%d trace ids of %d attempts", ids, len(hits))
		}
	})
}

// The worker of a request that waits for its next attempt is taken, and a load
// that is stopped does not wait for one.
func TestWaitingForAnAttempt(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		sender := &moody{worker: worker{takes: time.Millisecond}, refuses: 100}
		s := retrying(stream("a", every(0, time.Second, 60), &sender.worker), 50, time.Minute)
		s.Workers = 2
		l := drive(&Load{Zero: time.Now(), Streams: []Stream{s}})
		if s := &l.Streams[0]; s.Starter != nil {
			s.Starter = sender
		} else {
			s.Sender = sender
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		start := time.Now()
		hits, tallies := collect(ctx, l)
		// Requests 1 and 3 are refused and wait; 0 and 2 ended well, the rest found no worker.
		if len(hits) != 4 || tallies[0].Aborted != 2 || tallies[0].Scheduled-tallies[0].Unsent != 4 {
			t.Errorf("%d hits, %+v", len(hits), tallies[0])
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("stopped after %v", took)
		}
	})
}
