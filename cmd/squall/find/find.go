// Package find looks for the highest rate at which a profile's conditions hold:
// it makes the plan of each look, judges what came of it, and writes down what
// was found.
//
// Where to look next is package border's, and running a plan its caller's.
package find

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/border"
	"squall/profiles"
	"squall/profiles/dist"
)

// Options say what is looked for, and how a plan is run.
type Options struct {
	Plan   *profiles.Plan
	Goal   *profiles.Goal
	Arm    string // "" when the plan has one
	Clock  string // live or virtual
	Within float64
	Most   int // largest size of a look
	// Run runs the plan of a look; where is the folder of its evidence.
	Run func(ctx context.Context, p *profiles.Plan, number int) (r *analyze.Result, where string, err error)
}

// far is how many times the profile's rate the search goes up to, and down to,
// when the goal does not say.
const far = 1000

// search is a search on its way.
type search struct {
	ctx  context.Context
	o    Options
	arm  profiles.Arm
	base float64 // the profile's own rate
	doc  *Document
	err  error
}

// Check says what of a plan cannot be searched, and gives the arm and the rate
// that it has now.
func Check(o Options) (arm profiles.Arm, base float64, err error) {
	if o.Goal == nil {
		return arm, 0, errors.New("the profile does not say what to find: write find:, or give --find, such as 'max rate where p99 < 300ms and error_rate < 1%'")
	}
	var names []string
	found := false
	for _, a := range o.Plan.Arms {
		if a.Name == o.Arm || o.Arm == "" && len(o.Plan.Arms) == 1 {
			arm, found = a, true
		}
		names = append(names, a.Name)
	}
	if !found {
		return arm, 0, fmt.Errorf("which arm? --arm takes one of %s", strings.Join(names, ", "))
	}
	for i := range arm.World.Attack {
		e := &arm.World.Attack[i]
		switch {
		case !scoped(o.Goal, e):
			continue
		case e.Closed():
			return arm, 0, fmt.Errorf("entry %s has rate: max, a closed loop, which has no rate that could be searched: give it one", e.Name)
		case e.Data != nil && e.Last(0, 0, 1) != math.MaxUint64:
			return arm, 0, fmt.Errorf("entry %s ends with its data, so more rate would only end it sooner: take order: shuffled, and at_end: again", e.Name)
		case e.Length() <= 0 || e.Hits() <= 0:
			return arm, 0, fmt.Errorf("entry %s sends nothing that could be more", e.Name)
		}
		base += e.Hits() / e.Length().Seconds()
	}
	return arm, base, nil
}

func scoped(g *profiles.Goal, e *profiles.Entry) bool { return g.Entry == "" || g.Entry == e.Name }

// Run searches.
func Run(ctx context.Context, o Options, meta analyze.Run) (*Document, error) {
	arm, base, err := Check(o)
	if err != nil {
		return nil, err
	}
	s := &search{ctx: ctx, o: o, arm: arm, base: base, doc: newDocument(o, meta, border.Round(base))}
	from, to := o.Goal.From, o.Goal.To
	if from == 0 {
		from = border.Round(min(base, max(to, base)) / far)
	}
	if to == 0 {
		to = border.Round(max(base, from) * far)
	}
	if from >= to {
		return nil, fmt.Errorf("the search from %g/s to %g/s has no room: write both from and to", from, to)
	}
	f := border.Find(border.Options{Start: base, From: from, To: to, Within: o.Within, Most: o.Most}, s.look)
	if s.err != nil {
		return nil, s.err
	}
	s.doc.found(f, from, to)
	return s.doc, ctx.Err()
}

// look runs the plan at a rate.
func (s *search) look(l border.Look) (border.Answer, float64, bool) {
	if s.ctx.Err() != nil {
		return 0, 0, false
	}
	p := s.plan(l)
	r, where, err := s.o.Run(s.ctx, p, len(s.doc.Looks)+1)
	if err != nil || s.ctx.Err() != nil {
		s.err = err
		return 0, 0, false
	}
	a, need := answer(r)
	s.doc.add(l, p.Seed, a, r, where)
	return a, need, true
}

// answer is what a result says of the conditions.
func answer(r *analyze.Result) (border.Answer, float64) {
	switch r.Verdict {
	case analyze.Pass:
		return border.Holds, 0
	case analyze.Fail, analyze.Aborted: // a stop rule protects the target: it does not hold
		return border.Fails, 0
	case analyze.Inconclusive:
		need := 0.0
		for _, x := range r.Expectations {
			if x.Verdict == analyze.Inconclusive && x.NeedN != nil && x.N > 0 {
				need = max(need, float64(*x.NeedN)/float64(x.N))
			}
		}
		return border.Unclear, need
	}
	return border.Untrusted, 0
}

// plan is the searched arm alone, at a rate and with draws of its own.
func (s *search) plan(l border.Look) *profiles.Plan {
	p := *s.o.Plan
	arm := s.arm
	arm.World.Attack = slices.Clone(arm.World.Attack)
	for i := range arm.World.Attack {
		if e := &arm.World.Attack[i]; scoped(s.o.Goal, e) {
			e.Phases = scaled(e.Phases, l.Rate/s.base)
		}
	}
	p.Arms, p.Varied, p.Expect, p.Sweep = []profiles.Arm{arm}, nil, s.o.Goal.Where, nil
	p.Repeat *= l.Size
	p.Seed = dist.Hash(s.o.Plan.Seed, dist.StreamBootstrap, uint64(l.Draw), 0)
	return &p
}

// scaled is a schedule with its rates times a factor.
func scaled(phases []profiles.Phase, by float64) []profiles.Phase {
	out := slices.Clone(phases)
	for i := range out {
		p := &out[i]
		p.From, p.To, p.Amplitude, p.Scale = p.From*by, p.To*by, p.Amplitude*by, p.Scale*by
	}
	return out
}
