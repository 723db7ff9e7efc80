// Package intake imports load from files of other tools: it reads them, twice
// where functions must be chosen first, and writes a profile with its traces.
//
// What the formats are is known to package from, what becomes of them to
// package draft; here are the files.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"squall/profiles/read"
	"squall/profiles/trace"
	"squall/profiles/trace/draft"
	"squall/profiles/trace/from"
)

// Options say what to import.
type Options struct {
	Files      []string
	Format     *from.Format // nil: found out for each file
	Out        string       // the profile to write
	Functions  []string     // selections
	Top        int
	Start, End Edge
	Scale      float64
	VURate     float64       // requests per second of a virtual user of k6
	Rate       float64       // of targets, which have none
	For        time.Duration // of targets
}

// Edge is an end of the window that is imported.
type Edge struct {
	Set   bool
	After time.Duration // after the first request, unless there is a time
	Time  time.Time
}

// Summary says what was done.
type Summary struct {
	Reports   []*from.Report
	Survey    *draft.Survey
	Functions []*draft.Function
	Plans     []from.Plan
	Targets   int
	Traces    string // the folder; "" when there is none
}

// importer is an import on its way.
type importer struct {
	ctx     context.Context
	opt     Options
	sum     *Summary
	survey  *draft.Survey
	targets draft.Targets
}

// Run imports. The summary has the reports even when there is an error.
func Run(ctx context.Context, opt Options) (*Summary, error) {
	i := &importer{ctx: ctx, opt: opt, sum: &Summary{}, survey: &draft.Survey{}}
	for _, path := range [...]string{opt.Out, i.folder()} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return i.sum, fmt.Errorf("%s exists already: name another profile with -o, it is left as it is", path)
		}
	}
	if err := i.look(); err != nil {
		return i.sum, err
	}
	i.sum.Survey, i.sum.Targets = i.survey, i.targets.Len()
	return i.sum, i.write()
}

// folder is where the traces go, beside the profile.
func (i *importer) folder() string {
	return strings.TrimSuffix(i.opt.Out, filepath.Ext(i.opt.Out)) + ".traces"
}

// look reads everything once: who there is, and when.
func (i *importer) look() error {
	sink := from.Sink{
		Event:     i.survey.Event,
		Quantiles: func(from.Quantiles) {},
		Memory:    func(string, int) {},
		Plan:      func(p from.Plan) { i.sum.Plans = append(i.sum.Plans, p) },
		Target:    i.targets.Add,
	}
	reports, err := i.pass(sink)
	i.sum.Reports = reports
	if err != nil {
		return err
	}
	kinds := 0
	for _, there := range [...]bool{i.survey.Total > 0, len(i.sum.Plans) > 0, i.targets.Len() > 0} {
		if there {
			kinds++
		}
	}
	if kinds > 1 {
		return errors.New("the files are of different kinds, requests that were made and load that was planned: import them one by one")
	}
	windowed := i.opt.Start.Set || i.opt.End.Set
	if len(i.sum.Plans)+i.targets.Len() > 0 && (windowed || len(i.opt.Functions) > 0) {
		return errors.New("--function, --start and --end choose among requests that were made, and here are none: leave them out")
	}
	if kinds == 1 && i.survey.Total > 0 && windowed {
		i.survey = &draft.Survey{Window: i.window()}
		sink.Event = i.survey.Event
		_, err = i.pass(sink)
	}
	return err
}

// window turns the ends into times of the source.
func (i *importer) window() draft.Window {
	at := func(e Edge) int64 {
		switch {
		case !e.Set:
			return 0
		case e.Time.IsZero():
			return i.survey.Origin() + int64(e.After)
		}
		return e.Time.UnixNano()
	}
	return draft.Window{From: at(i.opt.Start), To: at(i.opt.End)}
}

// pass reads all files, one after the other.
func (i *importer) pass(sink from.Sink) (reports []*from.Report, err error) {
	day, count := 0, sink.Event
	events := 0
	sink.Event = func(e *from.Event) error { events++; return count(e) }
	for _, name := range i.opt.Files {
		before := events
		r, err := i.file(name, sink, from.Options{Day: day, VURate: i.opt.VURate})
		if r != nil {
			reports = append(reports, r)
		}
		if err != nil {
			return reports, err
		}
		if r.Format == "azure-2019" && events > before {
			day++
		}
	}
	return reports, nil
}

func (i *importer) file(name string, sink from.Sink, opt from.Options) (*from.Report, error) {
	s, err := trace.OpenSource(name)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return from.Read(name, &stoppable{i.ctx, s}, i.opt.Format, opt, sink)
}

// stoppable is a reader that fails when a context is done.
type stoppable struct {
	ctx context.Context
	in  io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}

// write writes the profile. What it wrote of traces is removed when that
// fails.
func (i *importer) write() (err error) {
	o := draft.Options{Name: strings.TrimSuffix(filepath.Base(i.opt.Out), filepath.Ext(i.opt.Out)), Source: i.source(),
		Scale: i.opt.Scale, Traces: filepath.Base(i.folder())}
	var profile []byte
	switch {
	case len(i.sum.Plans) > 0:
		profile = draft.Plans(o, i.sum.Plans)
	case i.targets.Len() > 0 && i.opt.Rate == 0:
		return errors.New("targets have no rate of their own: give one with --rate, such as --rate 50/s --for 1m")
	case i.targets.Len() > 0:
		profile = i.targets.Profile(o, i.opt.Rate, i.opt.For)
	default:
		i.sum.Traces = i.folder()
		defer func() {
			if err != nil {
				_ = os.RemoveAll(i.folder())
			}
		}()
		if profile, err = i.collect(o); err != nil {
			return err
		}
	}
	if _, err := read.Profile(i.opt.Out, profile, nil); err != nil {
		return fmt.Errorf("what the source says makes no profile:\n%w", err)
	}
	return writeNew(i.opt.Out, profile)
}

// source names what is imported.
func (i *importer) source() string {
	first := filepath.Base(i.opt.Files[0])
	if n := len(i.opt.Files); n > 1 {
		return fmt.Sprintf("%s and %d more", first, n-1)
	}
	return first
}
