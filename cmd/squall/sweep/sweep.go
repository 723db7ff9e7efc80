// Package sweep runs one profile at many values of one of its settings, all in
// virtual time, and gathers what the points showed.
//
// It judges no point and finds no knee: packages analyze and analyze/sweep do.
package sweep

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"squall/analyze/sweep"
	"squall/cmd/squall/preview"
	"squall/cmd/squall/simulate"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/axis"
	"squall/profiles/source"
)

// Options say what is swept.
type Options struct {
	trial.Options
	Plan *profiles.Plan // as it is without the sweep
	Axis *axis.Axis
	// Load reads the profile with one more override.
	Load func(set string) (*profiles.Plan, error)
	// Locate says where somebody wrote what is wrong with a point.
	Locate func(flag bool, p source.Problem) source.Problem
}

// Sweep is one that can run.
type Sweep struct {
	o     Options
	doc   *sweep.Sweep
	plans []*profiles.Plan // nil where AWS would refuse the value
}

// New checks every point of a sweep.
func New(o Options) (*Sweep, error) {
	o.Over = over(o.Plan, o.Axis)
	s := &Sweep{o: o, doc: sweep.New(o.Meta.Run, o.Axis, o.Over)}
	if section, _, _ := strings.Cut(o.Axis.Address, "."); section == "sweep" || section == "arms" {
		return nil, fmt.Errorf("--sweep %s: %s cannot be swept; sweep a value of the arms' common part, and let the arms set others", o.Axis.Address, section)
	}
	var err error
	if s.plans, err = points(&o, s.doc); err != nil {
		return nil, err
	}
	for _, p := range s.plans {
		if p == nil {
			continue
		}
		if err := simulate.Check(p); err != nil {
			return nil, err
		}
	}
	arms, all := unmoved(s.plans)
	if all {
		return nil, fmt.Errorf("--sweep %s: every value gives the same plan, since %s set it to a value of their own; "+
			"sweep a value that no arm sets", o.Axis.Address, "arms "+strings.Join(arms, ", "))
	}
	for _, arm := range arms {
		s.doc.Notes = append(s.doc.Notes, "arm "+arm+" has the same plan at every point")
	}
	s.hidden()
	s.doc.Prices = sweep.Prices{Dated: o.Plan.Prices.Dated, Own: o.Plan.Prices.Own}
	return s, nil
}

// hidden notes what a sweep changes to no effect.
func (s *Sweep) hidden() {
	s.doc.Notes = append(s.doc.Notes, preview.Hidden(s.o.Plan)...)
	plans := slices.DeleteFunc(slices.Clone(s.plans), func(p *profiles.Plan) bool { return p == nil })
	if n := len(plans); n > 1 {
		s.doc.Notes = append(s.doc.Notes, preview.Swept(plans[n-1], plans[0])...)
	}
}

// Check checks every point of the sweep that a profile asks for.
func Check(plan *profiles.Plan, o Options) error {
	o.Plan, o.Axis = plan, plan.Sweep
	_, err := New(o)
	return err
}

// Points is how many points there are.
func (s *Sweep) Points() int { return len(s.plans) }

// Run runs the points under an id; those that are done when ctx ends are kept.
func (s *Sweep) Run(ctx context.Context, id string) *sweep.Sweep {
	s.doc.Run.ID = id
	outcomes := trial.All(ctx, s.plans, s.o.Options)
	for i := range outcomes {
		o := &outcomes[i]
		if o.Result == nil {
			continue
		}
		var arms []sweep.Arm
		for a := range o.Arms {
			arms = append(arms, sweep.ArmOf(&o.Arms[a]))
		}
		s.doc.Points[i].Take(o.Result, arms)
	}
	stopped := ""
	if ctx.Err() != nil {
		stopped = "interrupted"
	}
	s.doc.Finish(stopped)
	return s.doc
}
