package simulate

import (
	"fmt"
	"testing"
	"time"

	"squall/analyze/oracle"
)

// Every cold start of a run is re-derived from its hits, by a package that
// knows nothing of the rule book: with and without a limit, under bursts and
// heavy tails, and when requests fail.
func TestColdStartsAgainstTheOracle(t *testing.T) {
	const idle = 3 * time.Second
	const frame = "name: oracle\nseed: %d\nplatform: {idle_expiry: {constant: 3s}, max_lifetime: none, invoke_overhead: none}\n" +
		"functions: [{name: f, timeout: 60s, %s}]\nattack: [{path: sdk, function: f, phases: [%s]}]\n"
	models := []string{
		"model: {runtime: java21, duration: {exponential: {mean: 300ms}}}",
		"model: {runtime: python3.13, duration: {pareto: {min: 50ms, alpha: 1.5}}}",
		"reserved: 6, model: {runtime: nodejs22.x, duration: {constant: 400ms}}",
		"model: {duration: {lognormal: {median: 200ms, p99: 2s}}, errors: 20%}",
	}
	phases := []string{
		"{for: 200s, rate: 4/s, arrival: poisson}",
		"{for: 200s, rate: 20/s, arrival: onoff, on: 4s, off: 5s}",
		"{for: 100s, from: 1/s, to: 30/s}",
	}
	checked, colds := 0, 0
	for i, model := range models {
		for j, phase := range phases {
			name := fmt.Sprintf("model %d, phases %d", i, j)
			plan := planOf(t, fmt.Sprintf(frame, i*10+j+1, model, phase))
			_, m := simulated(t, plan, epoch)
			n, misfits := oracle.ColdStarts(m.hits, int64(idle))
			if len(misfits) > 0 {
				t.Errorf("%s: %d of %d do not fit, first: %s", name, len(misfits), n, misfits[0])
			}
			checked += n
			for _, h := range m.hits {
				if h.Init > 0 {
					colds++
				}
			}
		}
	}
	if checked < 10_000 || colds < 300 {
		t.Errorf("checked only %d hits with %d cold starts", checked, colds)
	}
}
