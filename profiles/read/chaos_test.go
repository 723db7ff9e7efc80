package read_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/read"
)

const experiment = `
name: x
functions: [{name: f, model: {duration: {constant: 50ms}}}]
attack: [{path: sdk, function: f, phases: [{for: 60s, rate: 10/s}]}]
faults: [{at: 20s, for: 10s, kind: invoke.delay, function: f, delay: 1s}]
`

// A condition of the steady state may end the run: what is broken is the
// opposite of what must hold.
func TestSteadyStops(t *testing.T) {
	for _, c := range []struct{ hold, op string }{
		{"sdk.failure_rate < 5%", ">="}, {"sdk.failure_rate<=5%", ">"}, {"sdk.p99 > 1ms", "<="}, {"sdk.p99 >= 1ms", "<"},
	} {
		p, err := read.Profile("x.yaml", []byte(experiment+"steady: [{hold: "+c.hold+", stop: 5s}]"), nil)
		if err != nil {
			t.Errorf("%s: %v", c.hold, err)
			continue
		}
		want := profiles.StopRule{Metric: p.Steady[0].Metric, Entry: p.Steady[0].Entry, Op: c.op, Value: p.Steady[0].Value, For: 5 * time.Second}
		got := p.Stop[0]
		got.Expr = ""
		if len(p.Stop) != 1 || got != want {
			t.Errorf("%s: %+v, want %+v", c.hold, p.Stop, want)
		}
	}
	for hold, want := range map[string]string{
		"{hold: sdk.p99 < 1s, stop: 10ms}":          "the window 10ms is not allowed, it is 1s to 1h",
		"{hold: sdk.spillover_rate < 1%, stop: 5s}": "is known only after the run and cannot stop it",
		"{hold: sdk.p99 < 1s, stop: soon}":          "soon",
	} {
		_, err := read.Profile("x.yaml", []byte(experiment+"steady: ["+hold+"]"), nil)
		problems, _ := errors.AsType[read.Problems](err)
		if len(problems) != 1 || !strings.Contains(problems[0].String(), "x.yaml:6:") || !strings.Contains(problems[0].String(), want) {
			t.Errorf("%s: %v", hold, err)
		}
	}
}
