package engine

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/hit"
	"squall/attack/pace"
	"squall/attack/payload"
	"squall/attack/send"
)

// worker is a Sender that takes a while, or until ctx ends.
type worker struct {
	takes  time.Duration
	mu     sync.Mutex
	bodies []string
	cancel []context.CancelFunc
}

func (w *worker) Send(ctx context.Context, s *send.Shot) {
	s.Hit.Sent = int64(time.Since(s.Zero))
	w.mu.Lock()
	w.bodies = append(w.bodies, string(s.Body))
	w.mu.Unlock()
	select {
	case <-time.After(w.takes):
	case <-ctx.Done():
		s.Aborted = true
	}
	s.Hit.Done = int64(time.Since(s.Zero))
}

// Start makes the worker a Starter, which is not waited for.
func (w *worker) Start(s *send.Shot, done func(*send.Shot)) {
	ctx, cancel := context.WithCancel(context.Background())
	w.mu.Lock()
	w.cancel = append(w.cancel, cancel)
	w.mu.Unlock()
	go func() {
		w.Send(ctx, s)
		done(s)
	}()
}

func (w *worker) Abort() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, cancel := range w.cancel {
		cancel()
	}
}

// drives runs a test over vegeta, and without it.
func drives(t *testing.T, test func(t *testing.T, drive func(l *Load) *Load)) {
	for _, direct := range []bool{false, true} {
		t.Run(map[bool]string{false: "vegeta", true: "direct"}[direct], func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				test(t, func(l *Load) *Load {
					for i := range l.Streams {
						if direct {
							l.Streams[i].Starter = l.Streams[i].Sender.(*worker)
						}
					}
					return l
				})
			})
		})
	}
}

// every makes arrivals at a fixed gap; those before t=0 are warm-up.
func every(first, gap time.Duration, n int) func() (pace.Due, bool) {
	i := -1
	return func() (pace.Due, bool) {
		if i++; i >= n {
			return pace.Due{}, false
		}
		at := first + time.Duration(i)*gap
		return pace.Due{N: uint64(i), At: int64(at), Warmup: at < 0}, true
	}
}

func stream(name string, next func() (pace.Due, bool), s Sender) Stream {
	return Stream{
		Name: name, Next: next, Sender: s,
		Key:   func(n uint64) uint64 { return 100 + n },
		Build: func(r *payload.Request, n uint64, at int64) { r.Body = []byte(name) },
	}
}

// collect runs a load and returns its hits by the time they were due.
func collect(ctx context.Context, l *Load) ([]*hit.Hit, []Tally) {
	out := make(chan []*hit.Hit)
	var tallies []Tally
	go func() {
		tallies = Run(ctx, l, out)
		close(out)
	}()
	var hits []*hit.Hit
	for some := range out {
		hits = append(hits, some...)
	}
	slices.SortStableFunc(hits, func(a, b *hit.Hit) int { return int(a.Due - b.Due) })
	return hits, tallies
}

func TestEveryHitIsSentWhenItIsDue(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		l := &Load{Arm: 1, Repeat: 2, Zero: time.Now().Add(time.Second)}
		slow := &worker{takes: 500 * time.Millisecond}
		l.Streams = []Stream{
			stream("a", every(-300*time.Millisecond, 7*time.Millisecond, 200), slow),
			stream("b", every(0, 100*time.Millisecond, 20), &worker{takes: time.Millisecond}),
		}
		l.Streams[1].Entry = 1
		hits, tallies := collect(t.Context(), drive(l))
		if len(hits) != 220 || l.InFlight() != 0 {
			t.Fatalf("%d hits, %d in flight", len(hits), l.InFlight())
		}
		for _, h := range hits {
			gap, first := int64(7e6), int64(-300e6)
			if h.Entry == 1 {
				gap, first = 100e6, 0
			}
			if h.Sent != h.Due || h.Due != first+int64(h.N)*gap || h.Warmup != (h.Due < 0) || h.Arm != 1 || h.Repeat != 2 {
				t.Errorf("got %+v", h)
			}
			if key, ok := hit.TraceKey(h.TraceID); !ok || key != 100+h.N {
				t.Errorf("trace id %s of hit %d", h.TraceID, h.N)
			}
		}
		want := []Tally{{Scheduled: 157}, {Scheduled: 20}}
		if !slices.Equal(tallies, want) {
			t.Errorf("tallies %v, want %v", tallies, want)
		}
		if len(slices.Compact(slow.bodies)) != 1 || slow.bodies[0] != "a" {
			t.Errorf("bodies %v", slices.Compact(slow.bodies))
		}
	})
}

// A cap on what is in flight drops arrivals; it never sends them late.
func TestWorkerCapCountsUnsent(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		l := &Load{Zero: time.Now()}
		s := stream("a", every(0, 100*time.Millisecond, 50), &worker{takes: time.Second - time.Nanosecond})
		s.Workers = 3
		l.Streams = []Stream{s}
		hits, tallies := collect(t.Context(), drive(l))
		if len(hits) != 15 || tallies[0] != (Tally{Scheduled: 50, Unsent: 35}) {
			t.Fatalf("%d hits, tally %+v", len(hits), tallies[0])
		}
		for i, h := range hits {
			if n := uint64(i/3*10 + i%3); h.N != n || h.Sent != h.Due {
				t.Errorf("hit %d is arrival %d, sent %v late, want %d", i, h.N, time.Duration(h.Lag()), n)
			}
		}
	})
}

// In a closed phase each worker sends when its last request has ended, and the
// phase after it begins when it should.
func TestClosedPhase(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		schedule := pace.New(1, 1, 900*time.Millisecond, []pace.Phase{{For: 10 * time.Second, Arrival: pace.Closed}, {For: time.Second, From: 1, To: 1}})
		s := stream("a", schedule.Next, &worker{takes: 300 * time.Millisecond})
		s.Leave, s.Workers = schedule.Leave, 3
		hits, tallies := collect(t.Context(), drive(&Load{Zero: time.Now().Add(time.Second), Streams: []Stream{s}}))
		// 3 rounds of 300 ms are the warm-up, and 34 begin within 10 s; the last one
		// is still under way when the next phase begins, and takes all workers.
		if len(hits) != 3*37 || tallies[0] != (Tally{Scheduled: 3*34 + 1, Unsent: 1}) {
			t.Fatalf("%d hits, %+v", len(hits), tallies[0])
		}
		for i, h := range hits {
			if want := int64(i/3-3) * int64(300*time.Millisecond); h.Warmup != (i < 9) || h.Due != want || h.Sent != want || h.Phase != 0 {
				t.Fatalf("hit %d is due at %v and sent at %v, want %v", i, time.Duration(h.Due), time.Duration(h.Sent), time.Duration(want))
			}
		}
	})
}

// A closed phase whose workers are all stuck ends all the same, and a load that
// is stopped does not wait for them.
func TestClosedPhaseEnds(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		for _, stop := range []time.Duration{time.Hour, 2 * time.Second} {
			schedule := pace.New(1, 1, 0, []pace.Phase{{For: 5 * time.Second, Arrival: pace.Closed}})
			s := stream("a", schedule.Next, &worker{takes: time.Minute})
			s.Leave, s.Workers = schedule.Leave, 2
			ctx, cancel := context.WithTimeout(t.Context(), stop)
			hits, tallies := collect(ctx, drive(&Load{Zero: time.Now(), Streams: []Stream{s}}))
			cancel()
			if n := uint64(len(hits)) + tallies[0].Aborted; n != 2 || tallies[0].Scheduled != 2 {
				t.Errorf("stopped after %v: %d hits, %+v", stop, len(hits), tallies[0])
			}
		}
	})
}

// What a stalled process missed by more than ten seconds is not sent; what it
// missed by less is sent late, and says so.
func TestLateArrivals(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		next := every(0, time.Second, 30)
		stalled := func() (pace.Due, bool) {
			d, ok := next()
			if d.N == 5 {
				time.Sleep(20 * time.Second) // from 4 s to 24 s
			}
			return d, ok
		}
		hits, tallies := collect(t.Context(), drive(&Load{Zero: time.Now(), Streams: []Stream{stream("a", stalled, &worker{})}}))
		if tallies[0] != (Tally{Scheduled: 30, Unsent: 9}) {
			t.Errorf("tally %+v", tallies[0])
		}
		for _, h := range hits {
			late := max(0, 24-int64(h.N)) * 1e9
			if h.N < 5 {
				late = 0
			}
			if h.N >= 5 && h.N < 14 || h.Lag() != late {
				t.Errorf("arrival %d was sent %v late", h.N, time.Duration(h.Lag()))
			}
		}
	})
}

func TestStopIsAtOnce(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(1500*time.Millisecond, cancel)
		// The next arrival after 1 s is due in an hour; two hits are in flight.
		gaps := []time.Duration{-100 * time.Millisecond, 0, time.Second, time.Hour}
		i := -1
		next := func() (pace.Due, bool) {
			i++
			return pace.Due{N: uint64(i), At: int64(gaps[i]), Warmup: gaps[i] < 0}, true
		}
		hits, tallies := collect(ctx, drive(&Load{Zero: start, Streams: []Stream{stream("a", next, &worker{takes: time.Minute})}}))
		if took := time.Since(start); took != 1500*time.Millisecond {
			t.Errorf("stopped after %v", took)
		}
		if len(hits) != 0 || tallies[0] != (Tally{Scheduled: 2, Aborted: 2}) {
			t.Errorf("%d hits, tally %+v", len(hits), tallies[0])
		}
	})
}

func TestEmptyLoad(t *testing.T) {
	drives(t, func(t *testing.T, drive func(*Load) *Load) {
		hits, tallies := collect(t.Context(), drive(&Load{Zero: time.Now(), Streams: []Stream{stream("a", every(0, 1, 0), &worker{})}}))
		if len(hits) != 0 || tallies[0] != (Tally{}) {
			t.Errorf("%d hits, %+v", len(hits), tallies)
		}
	})
}

func TestDuesAreFirstInFirstOut(t *testing.T) {
	var q dues
	in, out := uint64(0), uint64(0)
	for round := range 200 {
		for range round % 37 {
			q.push(pace.Due{N: in})
			in++
		}
		for range round % 31 {
			d, ok := q.pop()
			if !ok {
				break
			}
			if d.N != out {
				t.Fatalf("got %d, want %d", d.N, out)
			}
			out++
		}
	}
	for ; out < in; out++ {
		if d, ok := q.pop(); !ok || d.N != out {
			t.Fatalf("got %v %v, want %d", d, ok, out)
		}
	}
	if _, ok := q.pop(); ok {
		t.Error("popped from an empty queue")
	}
}

type nothing struct{}

func (nothing) Send(context.Context, *send.Shot) {}

// What the engine itself costs a hit.
func BenchmarkEngine(b *testing.B) {
	b.ReportAllocs()
	l := &Load{Zero: time.Now(), Streams: []Stream{stream("a", every(0, 0, b.N), nothing{})}}
	out := make(chan []*hit.Hit, 16)
	go func() {
		Run(context.Background(), l, out)
		close(out)
	}()
	for range out {
	}
}

// Arrivals that are due within a moment of the first share one wake-up, at the
// last one's time; nothing is sent before it is due.
func TestArrivalsTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const us = int64(time.Microsecond)
		dues := []int64{0, 60 * us, 100 * us, 101 * us, 500 * us, 500 * us, 700 * us}
		want := []int64{100 * us, 100 * us, 100 * us, 101 * us, 500 * us, 500 * us, 700 * us}
		i := -1
		ctx := t.Context()
		p := &pacer{ctx: ctx, zero: time.Now().Add(time.Second), together: together, waiter: newWaiter(ctx, false), next: func() (pace.Due, bool) {
			if i++; i >= len(dues) {
				return pace.Due{}, false
			}
			return pace.Due{N: uint64(i), At: dues[i]}, true
		}}
		defer p.waiter.close()
		for n, at := range want {
			due, ok := p.upcoming()
			if now := int64(time.Since(p.zero)); !ok || due.N != uint64(n) || now != at {
				t.Errorf("arrival %d at %v, want %v", due.N, time.Duration(now), time.Duration(at))
			}
		}
		if _, ok := p.upcoming(); ok {
			t.Error("there is one more")
		}
	})
}
