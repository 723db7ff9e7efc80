package main

import (
	"squall/analyze/canary"
	"squall/attack"
	"squall/cmd/squall/record"
	"squall/cmd/squall/release"
	"squall/profiles"
)

// steering is the release that a run makes, if it makes one.
type steering struct{ release *release.Release }

// released lets the release that a plan asks for see the hits of its run.
func released(plan *profiles.Plan, rec *record.Recorder) (steering, error) {
	if plan.Canary == nil {
		return steering{}, nil
	}
	r, err := release.New(plan)
	if err != nil {
		return steering{}, err
	}
	rec.Watch(r.Hit)
	return steering{r}, nil
}

// wheel is what moves the weight; nil when nothing does.
func (s steering) wheel() attack.Steering {
	if s.release == nil {
		return nil
	}
	return s.release
}

func (s steering) outcome() *canary.Outcome {
	if s.release == nil {
		return nil
	}
	return s.release.Outcome()
}
