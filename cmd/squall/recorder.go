package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/online"
	"squall/attack/hit"
	"squall/cmd/squall/folder"
	"squall/profiles"
)

// hitChoice says which hits are written: one in every, or none when it is 0.
type hitChoice struct{ every uint64 }

func parseHits(text string) (hitChoice, error) {
	switch text {
	case "all":
		return hitChoice{1}, nil
	case "none":
		return hitChoice{}, nil
	}
	if n, ok := strings.CutPrefix(text, "sample:"); ok {
		every, err := strconv.ParseUint(n, 10, 64)
		if err == nil && every > 0 {
			return hitChoice{every}, nil
		}
	}
	return hitChoice{}, fmt.Errorf("--hits %q: want all, sample:N or none", text)
}

// stopped is the cause of a context that a stop rule ended.
type stopped struct{ rule string }

func (s stopped) Error() string { return "stop rule: " + s.rule }

// recorder hands what a run measured to the files, the figures and the stop
// rules. One goroutine calls it.
type recorder struct {
	figures *analyze.Collector
	monitor *online.Monitor
	folder  *folder.Folder
	choice  hitChoice
	cancel  context.CancelCauseFunc
	broken  error     // the first failure to write; figures go on without files
	block   [2]uint16 // arm and repeat that the monitor is in
	now     int64     // latest end of a hit in it
}

func newRecorder(plan *profiles.Plan, meta analyze.Meta, f *folder.Folder, choice hitChoice, cancel context.CancelCauseFunc) (*recorder, error) {
	r := &recorder{figures: analyze.New(plan, meta), folder: f, choice: choice, cancel: cancel}
	if len(plan.Stop) > 0 {
		var err error
		if r.monitor, err = online.NewMonitor(plan.Stop, plan.Entries); err != nil {
			return nil, fmt.Errorf("stop: %w", err)
		}
	}
	return r, f.OpenHits(plan)
}

// Hit takes one finished hit.
func (r *recorder) Hit(h *hit.Hit) {
	r.figures.Hit(h)
	if r.choice.every > 0 && h.N%r.choice.every == 0 && r.broken == nil {
		r.broken = r.folder.Hits.Write(h)
	}
	if r.monitor == nil {
		return
	}
	r.monitor.Hit(h)
	if block := [2]uint16{h.Arm, h.Repeat}; block != r.block {
		r.block, r.now = block, h.Done // times begin anew in every block
	}
	r.now = max(r.now, h.Done) // hits that waited for their evidence come late
	if rule, fired := r.monitor.Check(r.now); fired {
		r.cancel(stopped{rule})
	}
}

// Sighting takes one sighting.
func (r *recorder) Sighting(s *hit.Sighting) {
	r.figures.Sighting(s)
	if r.broken == nil {
		r.broken = r.folder.Sightings.Write(s)
	}
}

// Scheduled takes the arrivals of one block's entry.
func (r *recorder) Scheduled(arm, entry, repeat int, scheduled, unsent uint64) {
	r.figures.Scheduled(arm, entry, repeat, scheduled, unsent)
}

// finish closes the files and draws the figures, which hold every hit; the
// error says that the files do not.
func (r *recorder) finish(e analyze.Ending) (*analyze.Result, error) {
	err := errors.Join(r.broken, r.folder.CloseHits())
	if err != nil {
		err = fmt.Errorf("hits could not be written to the end (the figures hold all of them): %w", err)
		e.Warnings = append(e.Warnings, err.Error())
	}
	return r.figures.Finish(e), err
}
