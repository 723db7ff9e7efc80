// Package selftest proves a gate on the profile that it is to judge: runs in
// virtual time whose two arms are the same must not fail, and runs whose
// candidate is slower must, as often as is stated.
//
// It judges each run as squall compare judges two arms, and knows no other rule.
package selftest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"squall/analyze/compare"
	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/cmd/squall/simulate"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/code"
)

// Options say what is to be proven.
type Options struct {
	Plan       *profiles.Plan
	Arm        string  // the arm that both are made of; "" the first
	Runs       int     // of each kind
	Regression float64 // how much slower the planted functions are
	Rate       float64 // how often A/A runs may fail
	Power      float64 // how often planted ones must
	Gate       compare.Options
	Trial      trial.Options
}

// Schema is the name and version of the JSON form.
const Schema = "squall.selftest/v1"

// Outcome is what was found.
type Outcome struct {
	Schema     string         `json:"schema"`
	Verdict    result.Verdict `json:"verdict"`
	Why        []string       `json:"why"`
	Profile    string         `json:"profile"`
	Arm        string         `json:"arm"`
	Seed       uint64         `json:"seed"`
	Margin     float64        `json:"margin"`
	Regression float64        `json:"regression"`
	Same       Count          `json:"same"`    // A/A runs
	Planted    Count          `json:"planted"` // with slower functions
	NeedN      *uint64        `json:"need_n"`  // requests a side, where the planted runs were too small; the median
}

// Count is how runs of one kind ended.
type Count struct {
	Runs         int            `json:"runs"`
	Pass         int            `json:"pass"`
	Fail         int            `json:"fail"`
	Inconclusive int            `json:"inconclusive"`
	Rate         float64        `json:"rate"` // that fails
	CI           [2]float64     `json:"ci95"`
	Stated       float64        `json:"stated"`
	Verdict      result.Verdict `json:"verdict"`
}

// The arms of the runs.
const (
	base      = "base"
	candidate = "candidate"
)

// Run makes the runs and counts.
func Run(ctx context.Context, o Options) (*Outcome, error) {
	arm := slices.IndexFunc(o.Plan.Arms, func(a profiles.Arm) bool { return a.Name == o.Arm || o.Arm == "" })
	if arm < 0 {
		return nil, fmt.Errorf("--arm %s: the profile has no such arm", o.Arm)
	}
	if err := simulate.Check(o.Plan); err != nil {
		return nil, err
	}
	o.Gate.Base, o.Gate.Candidate = base, candidate
	world := &o.Plan.Arms[arm].World
	slow, slower := regressed(world, o.Regression)
	if slower == 0 {
		return nil, errors.New("no function of the profile is a model, so none can be made slower in virtual time")
	}
	out := &Outcome{Schema: Schema, Profile: o.Plan.Name, Arm: o.Plan.Arms[arm].Name, Seed: o.Plan.Seed, Margin: o.Gate.Margin, Regression: o.Regression, Why: []string{}}
	var plans []*profiles.Plan
	for k := range 2 * o.Runs {
		w := world
		if k >= o.Runs {
			w = slow
		}
		plans = append(plans, pair(o.Plan, world, w, uint64(k)))
	}
	var needs []uint64
	for k, t := range trial.All(ctx, plans, o.Trial) {
		if t.Result == nil {
			return nil, ctx.Err()
		}
		if t.Result.Error != "" {
			return nil, errors.New(t.Result.Error)
		}
		side := compare.Side{Result: t.Result}
		made := compare.Of(side, side, o.Gate)
		count := &out.Same
		if k >= o.Runs {
			count = &out.Planted
			needs = append(needs, most(made)...)
		}
		if err := count.add(made); err != nil {
			return nil, err
		}
	}
	out.judge(o, needs)
	return out, nil
}

// pair is a plan of two arms with luck of their own.
func pair(plan *profiles.Plan, a, b *profiles.World, k uint64) *profiles.Plan {
	p := *plan
	p.SharedKeys, p.Expect, p.Stop, p.Sweep, p.Canary, p.Varied = false, nil, nil, nil, nil, nil
	p.Arms = []profiles.Arm{{Name: base, NewEnvironments: true, World: *a}, {Name: candidate, NewEnvironments: true, World: *b}}
	p.Seed += k
	return &p
}

// regressed is a world whose modelled functions take so much longer, and how
// many versions of them there are.
func regressed(w *profiles.World, by float64) (*profiles.World, int) {
	out, n := *w, 0
	out.Functions = slices.Clone(w.Functions)
	for i := range out.Functions {
		f := &out.Functions[i]
		f.Versions = slices.Clone(f.Versions)
		for k := range f.Versions {
			if slow := slowed(&f.Versions[k].Model, by); slow {
				n++
			}
		}
	}
	return &out, n
}

func slowed(m *code.Model, by float64) bool {
	if m.Duration.IsZero() {
		return false
	}
	m.Duration = m.Duration.Scale(1 + by).Prepared()
	if !m.Init.IsZero() {
		m.Init = m.Init.Scale(1 + by).Prepared()
	}
	return true
}

// most are the samples that undecided primary metrics asked for.
func most(c *compare.Comparison) (needs []uint64) {
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Role == compare.Primary && r.NeedN != nil && r.Ratio != nil {
			needs = append(needs, *r.NeedN)
		}
	}
	return needs
}

func (c *Count) add(made *compare.Comparison) error {
	c.Runs++
	switch made.Verdict {
	case result.Pass:
		c.Pass++
	case result.Fail:
		c.Fail++
	case result.Inconclusive:
		c.Inconclusive++
	default:
		return fmt.Errorf("a run is %s: %v", made.Verdict, made.Why)
	}
	return nil
}

// judge sets both rates against what was stated.
func (out *Outcome) judge(o Options, needs []uint64) {
	out.Same.judged(o.Rate, func(lo, hi float64) (bool, bool) { return hi <= o.Rate, lo > o.Rate })
	out.Planted.judged(o.Power, func(lo, hi float64) (bool, bool) { return lo >= o.Power, hi < o.Power })
	out.Verdict = result.Pass
	for _, c := range []*Count{&out.Same, &out.Planted} {
		if c.Verdict == result.Fail || out.Verdict == result.Pass {
			out.Verdict = c.Verdict
		}
	}
	if out.Planted.Verdict != result.Pass && len(needs) > 0 {
		slices.Sort(needs)
		out.NeedN = &needs[len(needs)/2]
	}
	out.say(o)
}

func (c *Count) judged(stated float64, holds func(lo, hi float64) (yes, no bool)) {
	i := stats.Wilson(uint64(c.Fail), uint64(c.Runs))
	c.Stated, c.Rate, c.CI = stated, stats.Round(float64(c.Fail)/float64(c.Runs)), [2]float64{stats.Round(i.Lo), stats.Round(i.Hi)}
	yes, no := holds(i.Lo, i.Hi)
	switch {
	case yes:
		c.Verdict = result.Pass
	case no:
		c.Verdict = result.Fail
	default:
		c.Verdict = result.Inconclusive
	}
}

func (out *Outcome) say(o Options) {
	add := func(format string, args ...any) { out.Why = append(out.Why, fmt.Sprintf(format, args...)) }
	switch out.Same.Verdict {
	case result.Pass:
		add("with nothing wrong, the gate fails no oftener than stated")
	case result.Fail:
		add("with nothing wrong, the gate fails oftener than stated: widen --margin or make runs longer")
	default:
		add("whether the gate fails too often with nothing wrong takes more --runs to tell")
	}
	switch out.Planted.Verdict {
	case result.Pass:
		add("it sees functions that are %.3g %% slower as often as stated", 100*o.Regression)
	case result.Fail:
		add("it does not see functions that are %.3g %% slower as often as stated: this profile's load is too small for its margin", 100*o.Regression)
	default:
		add("whether it sees functions that are %.3g %% slower often enough takes more --runs to tell", 100*o.Regression)
	}
}
