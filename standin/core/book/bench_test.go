package book

import (
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/standin/core"
)

// steady is a rule book with a fleet of some hundred environments, under
// arrivals at a fixed gap.
func steady(tb testing.TB, mean time.Duration) *Book {
	d, err := dist.LognormalMeanSigma(mean, 0.5)
	if err != nil {
		tb.Fatal(err)
	}
	idle, err := dist.Uniform(300*time.Second, 420*time.Second)
	if err != nil {
		tb.Fatal(err)
	}
	b := New(core.Config{Seed: 1, IdleExpiry: idle, MaxLifetime: 7200 * second})
	b.AddModel(core.Model{Duration: d})
	b.Step(0, core.Event{Kind: core.SetAccount, N: 1_000_000}, nil)
	b.Step(0, core.Event{Kind: core.CreateFunction, Timeout: 900 * second}, nil)
	return b
}

func drive(b *Book, from, n int, gap int64, out []core.Effect) []core.Effect {
	for i := from; i < from+n; i++ {
		now := int64(i) * gap
		out = b.Expire(now, out[:0])
		out = b.Step(now, core.Event{Kind: core.Invoke, Req: uint64(i + 1), Key: uint64(i)}, out[:0])
	}
	return out
}

func benchmarkInvoke(b *testing.B, environments int) {
	const gap = 100_000 // 10,000 a second
	bk := steady(b, time.Duration(environments)*gap)
	warm := 20 * environments
	out := drive(bk, 0, warm, gap, make([]core.Effect, 0, 1024))
	b.ReportAllocs()
	b.ResetTimer()
	drive(bk, warm, b.N, gap, out)
}

// Of one core, draws included: go test -bench Invoke ./standin/core/book.
func BenchmarkInvoke300Environments(b *testing.B)    { benchmarkInvoke(b, 300) }
func BenchmarkInvoke100000Environments(b *testing.B) { benchmarkInvoke(b, 100_000) }

// Nothing is allocated for a request in steady state.
func TestStepDoesNotAllocate(t *testing.T) {
	const gap = 1_000_000
	b := steady(t, 100*time.Millisecond)
	n := 300_000
	out := drive(b, 0, n, gap, make([]core.Effect, 0, 1024))
	allocs := testing.AllocsPerRun(20_000, func() {
		out = drive(b, n, 1, gap, out)
		n++
	})
	if allocs != 0 {
		t.Errorf("%v allocations a request", allocs)
	}
}

// After Expire(now) nothing is due at or before now, whatever was done.
func TestNothingIsDueAfterExpire(t *testing.T) {
	b := steady(t, 50*time.Millisecond)
	for i := range 50_000 {
		now := int64(dist.U(1, dist.StreamArrival, 0, uint64(i))*1e6) + int64(i)*1_000_000
		b.Expire(now, nil)
		if at, ok := b.Next(); ok && at <= now {
			t.Fatalf("at %d a timer is due at %d", now, at)
		}
		b.Step(now, core.Event{Kind: core.Invoke, Req: uint64(i + 1), Key: uint64(i)}, nil)
	}
}
