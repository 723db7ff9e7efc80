package simulate

import (
	"context"
	"fmt"
	"testing"

	"squall/attack/hit"
)

// counter is a recorder that keeps nothing. It begins to measure after some
// hits, when all environments are there, and ends the run after b.N more.
type counter struct {
	b          *testing.B
	stop       func()
	skip, hits int
}

func (c *counter) Hit(*hit.Hit) {
	switch c.hits++; c.hits {
	case c.skip:
		c.b.ResetTimer()
	case c.skip + c.b.N:
		c.b.StopTimer()
		c.stop()
	}
}
func (c *counter) Sighting(*hit.Sighting)             {}
func (c *counter) Scheduled(_, _, _ int, _, _ uint64) {}

// Arrivals, draws, rules and what the clients see, without the figures.
func BenchmarkSimulate(b *testing.B) {
	for _, environments := range []int{10, 1_000, 100_000} {
		b.Run(fmt.Sprint(environments), func(b *testing.B) {
			plan := planOf(b, fmt.Sprintf(`
name: bench
account: {concurrency: %d}
platform: {scaling_rate: none, idle_expiry: none, max_lifetime: none}
functions: [{name: f, timeout: 900s, model: {duration: {lognormal: {median: 1s, p99: 3s}}}}]
attack: [{path: sdk, function: f, phases: [{for: 240h, rate: %d/s, arrival: poisson}]}]
`, environments*4+1000, environments))
			ctx, cancel := context.WithCancel(b.Context())
			rec := &counter{b: b, stop: cancel, skip: 5 * environments}
			r := newRun(ctx, plan, Options{Epoch: epoch, Recorder: rec, Keep: func(uint64) bool { return false }})
			b.ReportAllocs()
			_ = r.walk()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
