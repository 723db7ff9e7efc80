package main

import (
	"context"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/attack"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/record"
	"squall/cmd/squall/release"
	"squall/profiles"
)

// steering is the release that a run makes, if it makes one.
type steering struct{ release *release.Release }

// recorder makes the recorder of a run, and the release that its plan asks for.
func recorder(plan *profiles.Plan, meta analyze.Meta, f *folder.Folder, choice record.Choice, cancel context.CancelCauseFunc) (*record.Recorder, steering, error) {
	rec, err := record.New(plan, meta, f, choice, cancel)
	if err != nil || plan.Canary == nil {
		return rec, steering{}, err
	}
	r, err := release.New(plan)
	rec.Watch(r.Hit)
	return rec, steering{r}, err
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
