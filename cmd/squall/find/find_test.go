package find

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"squall/analyze"
	"squall/profiles"
	"squall/profiles/read"
)

const text = `
name: shop
functions: [{name: f, model: {duration: {constant: 5ms}}}]
attack:
  - {name: a, path: sdk, function: f, phases: [{for: 10s, rate: 10/s}, {for: 10s, from: 10/s, to: 50/s}]}
  - {name: b, path: alb, function: f, phases: [{for: 10s, rate: 5/s, arrival: sine, amplitude: 4/s, period: 2s}]}
arms: [{name: one}, {name: two}]
repeat: 3
find: max rate of a where a.p99 < 300ms and error_rate < 1%
`

func plan(t *testing.T, set ...string) *profiles.Plan {
	t.Helper()
	p, err := read.Profile("shop.yaml", []byte(text), set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A look changes the rate that is searched, and nothing else.
func TestPlansOfLooks(t *testing.T) {
	p := plan(t)
	o := Options{Plan: p, Goal: p.Find, Arm: "two", Within: 0.1, Most: 2}
	looks := 0
	o.Run = func(_ context.Context, q *profiles.Plan, number int) (*analyze.Result, string, error) {
		looks++
		a, b := &q.Arms[0].World.Attack[0], &q.Arms[0].World.Attack[1]
		rate := a.Hits() / a.Length().Seconds()
		if number == 1 && math.Abs(rate-20) > 1e-9 {
			t.Errorf("the search begins at %v", rate)
		}
		if len(q.Arms) != 1 || q.Arms[0].Name != "two" || len(q.Expect) != 2 || q.Repeat%3 != 0 || b.Hits() != p.Arms[1].World.Attack[1].Hits() {
			t.Fatalf("%+v", q)
		}
		if rate < 70 {
			return &analyze.Result{Verdict: analyze.Pass}, "", nil
		}
		return &analyze.Result{Verdict: analyze.Fail}, "", nil
	}
	d, err := Run(t.Context(), o, analyze.Run{})
	if err != nil || d.Holds == nil || d.Fails == nil || *d.Holds > 70 || *d.Fails < 70 || *d.Fails > 1.12**d.Holds || d.Verdict != analyze.Pass || len(d.Looks) != looks {
		t.Errorf("%+v %v", d, err)
	}
	if p.Arms[1].World.Attack[0].Phases[0].From != 10 {
		t.Error("the plan itself was changed")
	}
}

func TestWhatARunThatBreaksLeaves(t *testing.T) {
	p := plan(t)
	broken := errors.New("broken")
	o := Options{Plan: p, Goal: p.Find, Arm: "one", Within: 0.1, Most: 1, Run: func(context.Context, *profiles.Plan, int) (*analyze.Result, string, error) {
		return nil, "", broken
	}}
	if d, err := Run(t.Context(), o, analyze.Run{}); d != nil || !errors.Is(err, broken) {
		t.Errorf("%+v %v", d, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d, err := Run(ctx, o, analyze.Run{}); d == nil || d.Verdict != analyze.Aborted || err == nil {
		t.Errorf("%+v %v", d, err)
	}
}

func TestWhatCannotBeSearched(t *testing.T) {
	p := plan(t)
	for want, o := range map[string]Options{
		"does not say what to find":              {Plan: p, Arm: "one"},
		"which arm? --arm takes one of one, two": {Plan: p, Goal: p.Find},
	} {
		if _, _, err := Check(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
