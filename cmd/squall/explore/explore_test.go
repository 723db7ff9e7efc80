package explore

import (
	"context"
	"strings"
	"testing"
	"time"

	"squall/profiles/read"
)

// searched looks for what breaks an experiment of some lines more.
func searched(t *testing.T, ctx context.Context, seeds int, events func(int), lines ...string) (*Found, string, error) {
	t.Helper()
	const base = `
name: x
functions: [{name: f, reserved: 20, model: {duration: {constant: 50ms}}, async: {retries: 0, dead_letter: sqs:dlq}}]
attack:
  - {path: sdk, function: f, phases: [{for: 10s, rate: 40/s, arrival: poisson}]}
  - {name: events, path: async, function: f, phases: [{for: 10s, rate: 5/s}]}
`
	plan, err := read.Profile("x.yaml", []byte(base+strings.Join(lines, "\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Run(ctx, plan, Options{Name: "x.yaml", Set: []string{"repeat=1", "description='it is'"}, Seeds: seeds, Trial: options, Events: events})
	var b strings.Builder
	if f != nil {
		_ = f.Write(&b)
	}
	return f, b.String(), err
}

// long is a test of many plays, which the race detector does not watch.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("in virtual time: make simulated")
	}
}

// What is found does not rest on luck: the shortest schedule breaks it in other
// seeds too, and the text says in how many. What does not matter is not in it.
func TestFindingsAreSure(t *testing.T) {
	long(t)
	lines := []string{"steady: [sdk.failure_rate < 5%]", "faults:",
		"  - {at: 3s, for: 3s, kind: invoke.error.unhandled, function: f, match: {path: sdk}}",
		"  - {at: 3s, for: 3s, kind: invoke.delay, function: f, delay: 1ms}"}
	f, text, err := searched(t, t.Context(), 50, nil, lines...)
	if err != nil || !f.Broken() || f.rate < 85 || len(f.schedule) != 1 || f.schedule[0].Kind != "invoke.error.unhandled" {
		t.Fatalf("%v %s", err, text)
	}
	if got := f.schedule[0].For; got > time.Second {
		t.Errorf("the shortest lasts %v\n%s", got, text)
	}
	for _, want := range []string{" of 100 runs\n", `--set 'repeat=1' --set 'description='\''it is'\''' --set 'faults=[{at: `} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

// What breaks it by luck alone is looked past, and told with its rate when there
// is nothing else. Whoever looks again finds the same.
func TestLuckIsTold(t *testing.T) {
	long(t)
	looked := 0
	search := func() (*Found, string, error) {
		return searched(t, t.Context(), 33, func(n int) { looked = n }, "expect: [events.lost == 0]", "faults:",
			"  - {at: 3s, for: 3s, kind: async.drop, function: f, share: 3%}")
	}
	f, text, err := search()
	if err != nil || !f.Broken() || f.rate == 0 || f.rate > 70 || looked != 33 {
		t.Errorf("%v, looked at %d: %s", err, looked, text)
	}
	if _, again, _ := search(); again != text {
		t.Errorf("it found another one the second time:\n%s", again)
	}
}

// A rule that ends the run has been broken.
func TestStopRulesBreak(t *testing.T) {
	long(t)
	f, text, err := searched(t, t.Context(), 20, nil, "steady: [{hold: sdk.failure_rate < 50%, in: [before, during], stop: 1s}]", "faults:",
		"  - {at: 3s, for: 3s, kind: invoke.error.unhandled, function: f, match: {path: sdk}}")
	if err != nil || !f.Broken() || !strings.Contains(text, "sdk.failure_rate >= 50% for 1s") {
		t.Errorf("%v\n%s", err, text)
	}
}

// What neither holds nor breaks is no schedule that held; a search that is ended
// tells how far it came; what breaks without faults is no finding.
func TestSearchesThatFindNothing(t *testing.T) {
	const delay = "faults: [{at: 3s, for: 3s, kind: invoke.delay, function: f, delay: 1ms}]"
	if f, text, err := searched(t, t.Context(), 3, nil, "steady: [sdk.failure_rate < 60%]", delay); err != nil || f.Broken() || text != "x.yaml held in each of 3 schedules.\n" {
		t.Errorf("%v %q", err, text)
	}
	if f, text, err := searched(t, t.Context(), 3, nil, "steady: [sdk.p99 < 1s]", delay); err != nil || f.Broken() || !strings.Contains(text, "It held in 0; the other 3 prove nothing") {
		t.Errorf("%v %q", err, text)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f, text, err := searched(t, ctx, 1000, func(int) { cancel() }, "steady: [sdk.failure_rate < 60%]", delay)
	if err == nil || f.Tried != batch || text != "x.yaml held in each of 32 schedules, of 1000 that were asked for.\n" {
		t.Errorf("%v %q", err, text)
	}
	if _, _, err := searched(t, t.Context(), 3, nil, "steady: [sdk.failure_rate < 20%]", delay, "expect: [sdk.p50 < 10ms]"); err == nil || !strings.Contains(err.Error(), "breaks without any fault") {
		t.Errorf("%v", err)
	}
}
