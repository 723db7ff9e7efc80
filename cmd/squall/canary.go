package main

import (
	"context"

	"squall/analyze"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/record"
	"squall/cmd/squall/release"
	"squall/profiles"
)

// recorder makes the recorder of a run, and the release that its plan asks for.
func recorder(plan *profiles.Plan, meta analyze.Meta, f *folder.Folder, choice record.Choice, cancel context.CancelCauseFunc) (*record.Recorder, *release.Release, error) {
	rec, err := record.New(plan, meta, f, choice, cancel)
	if err != nil {
		return nil, nil, err
	}
	steering, err := release.Seeing(plan, rec)
	return rec, steering, err
}
