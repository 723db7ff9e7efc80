package simulate

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"squall/analyze"
	"squall/attack/hit"
)

// In steady state nothing is allocated for a request, figures included: what a
// longer run allocates are the rows of its timeline, of which there are 600 at
// most. Hits that are written cost none either.
func TestRequestsAllocateNothing(t *testing.T) {
	tests := []struct {
		name, entry, model string
		kept               bool
	}{
		{"sdk", "path: sdk, phases: [{for: %ds, rate: 1000/s}]", "{duration: {lognormal: {median: 50ms, p99: 200ms}}}", false},
		{"alb, Poisson", "path: alb, phases: [{for: %ds, rate: 1000/s, arrival: poisson}]", "{duration: {exponential: {mean: 20ms}}, errors: 5%%}", false},
		{"on and off", "path: url, phases: [{for: %ds, rate: 1500/s, arrival: onoff, on: 2s, off: 1s}]", "{duration: {constant: 20ms}}", false},
		{"kept", "path: sdk, phases: [{for: %ds, rate: 1000/s}]", "{duration: {constant: 50ms}}", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mallocs := func(seconds int) uint64 {
				plan := planOf(t, fmt.Sprintf(`
name: allocs
platform: {idle_expiry: none, max_lifetime: none}
functions: [{name: f, model: `+tt.model+`}]
attack: [{function: f, `+tt.entry+`}]
`, seconds))
				figures := analyze.New(plan, analyze.Meta{})
				opt := Options{Epoch: epoch, Recorder: figured{figures}, Figures: figures, Keep: func(uint64) bool { return tt.kept }}
				if tt.kept {
					w, err := hit.NewWriter(io.Discard, hit.Names{Entries: plan.Entries, Arms: []string{"base"}})
					if err != nil {
						t.Fatal(err)
					}
					opt.Recorder = written{figured{figures}, w}
				}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				if _, err := Run(t.Context(), plan, opt); err != nil {
					t.Fatal(err)
				}
				runtime.ReadMemStats(&after)
				return after.Mallocs - before.Mallocs
			}
			short, long := mallocs(30), mallocs(150)
			if more, rows := int64(long)-int64(short), int64(120); more > rows*100 {
				t.Errorf("%d allocations for 30,000 requests, %d for 150,000", short, long)
			}
		})
	}
}

// written writes the hits that are kept.
type written struct {
	figured
	to *hit.Writer
}

func (w written) Hit(h *hit.Hit) {
	if err := w.to.Write(h); err != nil {
		panic(err)
	}
}
