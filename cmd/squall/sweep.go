package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"squall/analyze/figure"
	"squall/cmd/squall/folder"
	sweeping "squall/cmd/squall/sweep"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/axis"
	"squall/profiles/read"
	"squall/profiles/source"
	"squall/reports"
)

// sweepOptions are what a sweep needs of the command line.
type sweepOptions struct {
	runOptions
	name string // of the profile
	data []byte
	set  []string
	axis *axis.Axis
}

// sweep runs a profile at many values of one setting and reports on it.
func (p *program) sweep(ctx context.Context, plan *profiles.Plan, o sweepOptions) error {
	began := time.Now()
	if o.hits.Named && o.hits.Every > 0 {
		return usage(errors.New("--hits: a sweep keeps no hits, leave it out; --set one value and run without --sweep to have them"))
	}
	show, width := p.screen(began, plan)
	s, err := sweeping.New(sweeping.Options{
		Plan: plan, Axis: o.axis,
		Load: func(set string) (*profiles.Plan, error) {
			return read.Profile(o.name, o.data, append(o.set[:len(o.set):len(o.set)], set))
		},
		Locate: func(flag bool, problem source.Problem) source.Problem {
			return read.Point(o.name, o.data, o.axis.Address, flag, problem)
		},
		Options: trial.Options{Epoch: o.at, Meta: virtualMeta(plan, "", o.at), Events: show.Trials("point")},
	})
	if err != nil {
		return usage(err)
	}
	out, err := folder.Swept(o.out, plan, o.axis)
	if err != nil {
		return usage(err)
	}
	show.Began(plan.Name, fmt.Sprintf("%s of %s on the virtual clock", figure.Plural(uint64(s.Points()), "point"), o.axis.Address))
	doc := s.Run(ctx, out.ID)
	show.Done()
	wrote, err := out.WriteSweep(doc)
	err = errors.Join(err, reports.SweepTerminal(p.out, doc, reports.TerminalOptions{Width: width, Color: o.color, Out: wrote, Took: time.Since(began)}))
	if err == nil {
		err = doc.Broken()
	}
	if err != nil {
		return internal(err)
	}
	return p.verdict(ctx, doc.Judged(), o.inconclusive, nil)
}
