// Package sweep makes one document of many runs in which a single value of the
// profile differs: a row for each value, the knee of each figure, and one
// verdict. It is sweep.json.
//
// It runs nothing, and each run was judged before it comes here.
package sweep

import (
	_ "embed" // the schema
	"fmt"
	"slices"

	"squall/analyze"
	"squall/analyze/stats"
	"squall/profiles/axis"
)

// Schema is the name and version of sweep.json.
const Schema = "squall.sweep/v1"

//go:embed sweep.schema.json
var schema []byte

// JSONSchema is the JSON schema of sweep.json.
func JSONSchema() []byte { return slices.Clone(schema) }

// Sweep is sweep.json.
type Sweep struct {
	Schema  string          `json:"schema"`
	Verdict analyze.Verdict `json:"verdict"`
	Why     []string        `json:"why"`
	Run     analyze.Run     `json:"run"` // of the profile as it stands; its points differ in one value
	Address string          `json:"address"`
	Values  string          `json:"values"` // as they were written
	// Scale is how the values stand on the axis: linear, log, or list where
	// they are not rising numbers.
	Scale string `json:"scale"`
	// Entries are those that the figures of the arms are over.
	Entries []string `json:"entries"`
	Points  []Point  `json:"points"`
	Knees   []Knee   `json:"knees"`
	Prices  Prices   `json:"prices"`
	Notes   []string `json:"notes"`
}

// Prices says which prices the monthly cost is made of.
type Prices struct {
	Dated string `json:"dated"`
	Own   bool   `json:"own"` // the profile's, not the list's
}

// The states of a point.
const (
	Done    = "done"
	Refused = "refused" // AWS would not take the value; Reason says why
	Failed  = "failed"  // by an internal error; Reason says which
	NotRun  = "not run" // the sweep was stopped before
)

// Point is one value.
type Point struct {
	Value        string             `json:"value"`
	At           *float64           `json:"at"` // on the axis: a number, a share in per cent, seconds, or a rate a second
	State        string             `json:"state"`
	Reason       string             `json:"reason,omitempty"`
	Verdict      analyze.Verdict    `json:"verdict,omitempty"`
	Why          []string           `json:"why"`
	Arms         []Arm              `json:"arms"`
	Expectations []analyze.Expected `json:"expectations"`
}

// New begins the document of a sweep: all its points are still to be run.
func New(run analyze.Run, a *axis.Axis, entries []string) *Sweep {
	s := &Sweep{Schema: Schema, Why: []string{}, Run: run, Address: a.Address, Values: a.Text, Scale: "list",
		Entries: entries, Knees: []Knee{}, Notes: []string{}}
	at := a.Positions()
	switch {
	case at != nil && a.Factor:
		s.Scale = "log"
	case at != nil:
		s.Scale = "linear"
	}
	for i, v := range a.Values {
		p := Point{Value: v, State: NotRun, Why: []string{}, Arms: []Arm{}, Expectations: []analyze.Expected{}}
		if at != nil {
			x := stats.Round(at[i])
			p.At = &x
		}
		s.Points = append(s.Points, p)
	}
	return s
}

// Take puts a finished run in place of a point.
func (p *Point) Take(r *analyze.Result, arms []Arm) {
	p.State, p.Verdict, p.Why, p.Arms, p.Expectations = Done, r.Verdict, r.Why, arms, r.Expectations
	if r.Error != "" {
		p.State, p.Reason = Failed, r.Error
	}
}

// Finish finds the knees and decides the verdict; stopped says why the sweep
// ended early, "" when it did not.
func (s *Sweep) Finish(stopped string) {
	s.knees()
	s.decide(stopped)
}

// Broken is the first internal error that ended a point; nil: there was none.
func (s *Sweep) Broken() error {
	for i := range s.Points {
		if p := &s.Points[i]; p.State == Failed {
			return fmt.Errorf("%s=%s: %s", s.Address, p.Value, p.Reason)
		}
	}
	return nil
}

// Judged is as much of a sweep as decides an exit code.
func (s *Sweep) Judged() *analyze.Result {
	r := &analyze.Result{Verdict: s.Verdict}
	for i := range s.Points {
		r.Expectations = append(r.Expectations, s.Points[i].Expectations...)
	}
	return r
}

// Count is how many points are in a state.
func (s *Sweep) Count(state string) int {
	n := 0
	for i := range s.Points {
		if s.Points[i].State == state {
			n++
		}
	}
	return n
}

// decide gives the verdict: a sweep passes when some value meets the
// expectations, since it was asked which ones do.
func (s *Sweep) decide(stopped string) {
	of := func(v analyze.Verdict) (values []int) {
		for i := range s.Points {
			if s.Points[i].State == Done && s.Points[i].Verdict == v {
				values = append(values, i)
			}
		}
		return values
	}
	say := func(v analyze.Verdict, format string, args ...any) {
		s.Verdict, s.Why = v, append(s.Why, fmt.Sprintf(format, args...))
	}
	done := s.Count(Done)
	passed := of(analyze.Pass)
	switch {
	case stopped != "":
		say(analyze.Aborted, "stopped early: %s; %d of %d points are done", stopped, done, len(s.Points))
	case s.Count(Failed) > 0:
		say(analyze.Aborted, "%d of %d points ended with an internal error", s.Count(Failed), len(s.Points))
	case done == 0:
		say(analyze.Invalid, "AWS would refuse all %d values", len(s.Points))
	case len(passed) > 0 && s.expects() == 0:
		say(analyze.Pass, "%d of %d points are valid, and the profile expects nothing", len(passed), len(s.Points))
	case len(passed) > 0:
		say(analyze.Pass, "the expectations hold at %s: %d of %d points", s.ranges(passed), len(passed), len(s.Points))
	case len(of(analyze.Inconclusive)) > 0:
		say(analyze.Inconclusive, "the expectations hold for certain at none of %d points; undecided at %s", len(s.Points), s.ranges(of(analyze.Inconclusive)))
	case len(of(analyze.Fail)) > 0:
		say(analyze.Fail, "the expectations hold at none of %d points", len(s.Points))
	case len(of(analyze.Invalid)) > 0:
		say(analyze.Invalid, "no point is valid; at %s: %s", s.Points[of(analyze.Invalid)[0]].Value, s.Points[of(analyze.Invalid)[0]].Why[0])
	default:
		say(analyze.Aborted, "every point was stopped early")
	}
}

func (s *Sweep) expects() int {
	n := 0
	for i := range s.Points {
		n = max(n, len(s.Points[i].Expectations))
	}
	return n
}

// mostRanges is how many ranges of points are named.
const mostRanges = 8

// ranges writes points as "40, 60 to 200".
func (s *Sweep) ranges(points []int) string {
	text := ""
	for i, n := 0, 0; i < len(points); n++ {
		if n == mostRanges {
			return fmt.Sprintf("%s and %d more", text, len(points)-i)
		}
		j := i
		for j+1 < len(points) && points[j+1] == points[j]+1 {
			j++
		}
		if text != "" {
			text += ", "
		}
		text += s.Points[points[i]].Value
		if j > i {
			text += " to " + s.Points[points[j]].Value
		}
		i = j + 1
	}
	return text
}
