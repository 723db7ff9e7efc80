package simulate

import (
	"fmt"
	"runtime"
	"testing"

	"squall/analyze"
)

// In steady state nothing is allocated for a request, figures included: what a
// longer run allocates are the rows of its timeline, of which there are 600 at
// most.
func TestRequestsAllocateNothing(t *testing.T) {
	mallocs := func(seconds int) uint64 {
		plan := planOf(t, fmt.Sprintf(`
name: allocs
platform: {idle_expiry: none, max_lifetime: none}
functions: [{name: f, model: {duration: {lognormal: {median: 50ms, p99: 200ms}}}}]
attack: [{path: sdk, function: f, phases: [{for: %ds, rate: 1000/s}]}]
`, seconds))
		figures := analyze.New(plan, analyze.Meta{})
		opt := Options{Epoch: epoch, Recorder: figured{figures}, Figures: figures, Keep: func(uint64) bool { return false }}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Run(t.Context(), plan, opt); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	short, long := mallocs(30), mallocs(300)
	if more, rows := int64(long)-int64(short), int64(270); more > rows*100 {
		t.Errorf("%d allocations for 30,000 requests, %d for 300,000", short, long)
	}
}
