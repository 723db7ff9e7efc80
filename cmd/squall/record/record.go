// Package record hands what a run measured to the hit files, the figures and
// the stop rules.
//
// It computes and judges nothing itself, and knows no clock: both live and
// virtual runs use it.
package record

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/online"
	"squall/attack"
	"squall/attack/hit"
	"squall/attack/waiting"
	"squall/cmd/squall/folder"
	"squall/profiles"
)

// Choice says which hits are written: one in Every, or none when it is 0.
type Choice struct {
	Every uint64
	Named bool // by the user
}

// Keeps says whether hit n of an entry is written.
func (c Choice) Keeps(n uint64) bool { return c.Every > 0 && n%c.Every == 0 }

// ParseChoice reads the value of --hits.
func ParseChoice(text string) (Choice, error) {
	switch text {
	case "", "all":
		return Choice{Every: 1, Named: text != ""}, nil
	case "none":
		return Choice{Named: true}, nil
	}
	if n, ok := strings.CutPrefix(text, "sample:"); ok {
		every, err := strconv.ParseUint(n, 10, 64)
		if err == nil && every > 0 {
			return Choice{Every: every, Named: true}, nil
		}
	}
	return Choice{}, fmt.Errorf("--hits %q: want all, sample:N or none", text)
}

// Stopped is the cause of a context that a stop rule ended, or something else
// that makes it useless to go on.
type Stopped struct {
	Rule string
	Why  string // where it was no rule
}

// Error implements error.
func (s Stopped) Error() string {
	if s.Rule == "" {
		return s.Why
	}
	return "stop rule: " + s.Rule
}

// Recorder hands what a run measured to the files, the figures and the stop
// rules. One goroutine calls it.
type Recorder struct {
	plan    *profiles.Plan
	meta    analyze.Meta
	figures *analyze.Collector
	monitor *online.Monitor
	folder  *folder.Folder
	out     *output // nil: nothing is written
	choice  Choice
	cancel  context.CancelCauseFunc
	broken  error     // the first failure to write; figures go on without files
	block   [2]uint16 // arm and repeat that the monitor is in
	now     int64     // latest end of a hit in it
	watcher func(*hit.Hit)
	// experiment looks at every hit, if the run is one.
	experiment *experiment
}

// Watch lets somebody see every hit.
func (r *Recorder) Watch(see func(*hit.Hit)) { r.watcher = see }

// New makes a recorder that writes to a folder; cancel ends the run when a stop
// rule fires.
func New(plan *profiles.Plan, meta analyze.Meta, f *folder.Folder, choice Choice, cancel context.CancelCauseFunc) (*Recorder, error) {
	r, err := Figures(plan, meta, cancel)
	if err != nil {
		return nil, err
	}
	r.folder, r.choice = f, choice
	if err := f.OpenHits(plan); err != nil {
		return nil, err
	}
	r.out = &output{hits: f.Hits, sightings: f.Sightings}
	return r, nil
}

// output is where hits and sightings are written.
type output struct {
	hits      *hit.Writer
	sightings *hit.SightingWriter
}

// Figures makes a recorder that writes no file.
func Figures(plan *profiles.Plan, meta analyze.Meta, cancel context.CancelCauseFunc) (*Recorder, error) {
	r := &Recorder{plan: plan, meta: meta, figures: analyze.New(plan, meta), cancel: cancel, experiment: newExperiment(plan)}
	if len(plan.Stop) > 0 {
		var err error
		if r.monitor, err = online.NewMonitor(plan.Stop, plan.Entries); err != nil {
			return nil, fmt.Errorf("stop: %w", err)
		}
	}
	return r, nil
}

// Hit takes one finished hit.
func (r *Recorder) Hit(h *hit.Hit) {
	r.figures.Hit(h)
	if r.choice.Keeps(h.N) {
		r.write(h)
	}
	r.experiment.hit(h)
	if h.Again {
		return // the request has not ended
	}
	if r.watcher != nil {
		r.watcher(h)
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
		r.cancel(Stopped{Rule: rule})
	}
}

// Waiting takes the requests of a block that have no answer yet.
func (r *Recorder) Waiting(arm, repeat int, now int64, open []waiting.Open) {
	late := make([]online.Open, len(open))
	for i, o := range open {
		late[i] = online.Open(o)
	}
	if rule, fired := r.monitor.Waiting(arm, repeat, now, late); fired {
		r.cancel(Stopped{Rule: rule})
	}
}

// Stops is Waiting where stop rules want to know it, else nil.
func (r *Recorder) Stops() func(arm, repeat int, now int64, open []waiting.Open) {
	if r.monitor == nil {
		return nil
	}
	return r.Waiting
}

func (r *Recorder) write(h *hit.Hit) {
	if r.out != nil && r.broken == nil {
		r.broken = r.out.hits.Write(h)
	}
}

// Kept is the recorder for a run that counts hits by itself, in figures: it
// only writes what it is told. Without figures, as stop rules and releases look at every hit,
// it takes all of them.
func (r *Recorder) Kept() (kept attack.Recorder, figures *analyze.Collector) {
	if r.monitor != nil || r.watcher != nil || r.experiment.on() {
		return r, nil
	}
	return writer{r}, r.figures
}

// writer is a recorder whose hits are counted already.
type writer struct{ *Recorder }

// Hit writes one finished hit.
func (w writer) Hit(h *hit.Hit) { w.write(h) }

// Sighting takes one sighting.
func (r *Recorder) Sighting(s *hit.Sighting) {
	r.figures.Sighting(s)
	if r.out != nil && r.broken == nil {
		r.broken = r.out.sightings.Write(s)
	}
}

// Ended takes the end of an asynchronous event that nothing more will be seen of.
func (r *Recorder) Ended(arm, entry, repeat int, requestID string) {
	r.figures.Ended(arm, entry, repeat, requestID)
}

// Scheduled takes the arrivals of one block's entry.
func (r *Recorder) Scheduled(arm, entry, repeat int, scheduled, unsent uint64) {
	r.figures.Scheduled(arm, entry, repeat, scheduled, unsent)
}

// Finish closes the files and draws the figures, which hold every hit; the
// error says that the files do not.
func (r *Recorder) Finish(e analyze.Ending) (*analyze.Result, error) {
	err := errors.Join(r.broken, r.folder.CloseHits())
	if err != nil {
		err = fmt.Errorf("hits could not be written to the end (the figures hold all of them): %w", err)
		e.Warnings = append(e.Warnings, err.Error())
	}
	return r.figures.Finish(e), err
}

// FinishOver draws the figures of a recorder without files, and what each arm
// showed over some of its entries together.
func (r *Recorder) FinishOver(e analyze.Ending, entries []string) (*analyze.Result, []analyze.Overall) {
	return r.figures.FinishOver(e, entries)
}
