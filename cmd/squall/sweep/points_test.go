package sweep

import (
	"slices"
	"strings"
	"testing"

	"squall/analyze"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/axis"
	"squall/profiles/read"
)

const text = `
name: points
functions:
  - {name: f, model: {duration: {constant: 50ms}}, aliases: {live: v1}, provisioned: {live: 2}}
  - {name: g, model: {duration: {constant: 50ms}}, async: {max_age: 60s}}
attack:
  - {path: sdk, function: f:live, phases: [{for: 5s, rate: 10/s}]}
  - {path: alb, function: g, phases: [{for: 5s, rate: 10/s}]}
  - {name: later, path: async, function: g, phases: [{for: 5s, rate: 10/s}]}
`

func sweepOf(t *testing.T, what string, set ...string) (*Sweep, error) {
	t.Helper()
	load := func(point string) (*profiles.Plan, error) {
		return read.Profile("points.yaml", []byte(text), append(slices.Clone(set), point))
	}
	plan, err := load("seed=1")
	if err != nil {
		t.Fatal(err)
	}
	a, err := axis.Parse(what)
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Plan: plan, Axis: &a, Load: load, Options: trial.Options{Meta: analyze.Meta{Run: analyze.Run{Clock: "virtual"}}}})
}

// The figures are over what the value is about.
func TestOver(t *testing.T) {
	tests := []struct{ what, want string }{
		{"functions.f.reserved=5,10", "sdk"},
		{"functions.g.reserved=5,10", "alb"},
		{"account.concurrency=200,300", "sdk alb"},
		{"attack.later.phases.0.rate=1/s,2/s", "sdk alb"},
		{"seed=1,2", "sdk alb"},
	}
	for _, tt := range tests {
		s, err := sweepOf(t, tt.what)
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
		} else if got := strings.Join(s.doc.Entries, " "); got != tt.want {
			t.Errorf("%s is over %s, want %s", tt.what, got, tt.want)
		}
	}
	s, err := sweepOf(t, "functions.g.reserved=5,10", "attack=[{path: async, function: g, phases: [{for: 5s, rate: 1/s}]}]")
	if err != nil || strings.Join(s.doc.Entries, " ") != "async" {
		t.Errorf("an asynchronous entry alone: %v", err)
	}
}

// A value that AWS refuses is a row; one that cannot be read ends the sweep,
// and both kinds of trouble name their points.
func TestPoints(t *testing.T) {
	s, err := sweepOf(t, "functions.f.reserved=0..4:1")
	if err != nil {
		t.Fatal(err)
	}
	doc := s.Run(t.Context(), "id")
	for i, want := range []string{"refused", "refused", "done", "done", "done"} {
		if p := doc.Points[i]; p.State != want || (p.Reason != "") != (want == "refused") {
			t.Errorf("%s: %s %q", p.Value, p.State, p.Reason)
		}
	}
	_, err = sweepOf(t, "functions.f.timeout=none,0s,1s,2s,wrong")
	if err == nil || !strings.Contains(err.Error(), "at none:\n") || !strings.Contains(err.Error(), "at wrong:\n") || strings.Contains(err.Error(), "at 1s") {
		t.Errorf("%v", err)
	}
	if _, err = sweepOf(t, "functions.f.nope=1..9:1"); err == nil || !strings.Contains(err.Error(), "at 1, 2, 3, 4, 5 and 4 more:\n") {
		t.Errorf("%v", err)
	}
}
