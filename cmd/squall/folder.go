package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"squall/analyze"
	"squall/attack/hit"
	"squall/attack/journal"
	"squall/profiles"
	"squall/reports"
)

// folder is out/<run-id>/: everything one run writes.
type folder struct {
	id, path  string
	fresh     bool // made by this run
	latest    string
	journal   *journal.Journal
	hits      *hit.Writer
	sightings *hit.SightingWriter
	files     []*os.File
	buffers   []*bufio.Writer
}

// newFolder makes the folder and its journal, so that a place that cannot be
// written to is known before any load.
func newFolder(out string, plan *profiles.Plan, now time.Time) (*folder, error) {
	f := &folder{id: now.UTC().Format("20060102-150405") + "-" + plan.Name + "-" + plan.Hash[:4], path: out}
	if out == "" {
		f.path = filepath.Join("out", f.id)
		f.latest = filepath.Join("out", "latest")
	}
	if _, err := os.Stat(f.path); errors.Is(err, os.ErrNotExist) {
		f.fresh = true
	}
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write reports to %s: %w; choose another folder with --out", f.path, err)
	}
	var err error
	if f.journal, err = journal.Open(filepath.Join(f.path, "journal.jsonl")); err != nil {
		f.abandon()
		return nil, fmt.Errorf("cannot write reports to %s: %w; choose another folder with --out", f.path, err)
	}
	return f, nil
}

// openHits starts the files of hits and sightings.
func (f *folder) openHits(plan *profiles.Plan) error {
	names := hit.Names{Entries: plan.Entries}
	for _, arm := range plan.Arms {
		names.Arms = append(names.Arms, arm.Name)
	}
	hits, err := f.create("hits.sqh")
	if err == nil {
		f.hits, err = hit.NewWriter(hits, names)
	}
	if err != nil {
		return fmt.Errorf("cannot write hits to %s: %w; choose another folder with --out", f.path, err)
	}
	sightings, err := f.create("sightings.sqh")
	if err == nil {
		f.sightings, err = hit.NewSightingWriter(sightings, names)
	}
	if err != nil {
		return fmt.Errorf("cannot write sightings to %s: %w; choose another folder with --out", f.path, err)
	}
	return nil
}

func (f *folder) create(name string) (io.Writer, error) {
	file, err := os.Create(filepath.Join(f.path, name))
	if err != nil {
		return nil, err
	}
	b := bufio.NewWriterSize(file, 1<<16)
	f.files, f.buffers = append(f.files, file), append(f.buffers, b)
	return b, nil
}

// closeHits ends the files of hits and sightings.
func (f *folder) closeHits() error {
	err := errors.Join(f.hits.Close(), f.sightings.Close())
	for i, file := range f.files {
		err = errors.Join(err, f.buffers[i].Flush(), file.Close())
	}
	f.files, f.buffers = nil, nil
	return err
}

// abandon removes the folder of a run that never began, if this run made it.
func (f *folder) abandon() {
	if f.journal != nil {
		_ = f.journal.Close()
	}
	for _, file := range f.files {
		_ = file.Close()
	}
	if f.fresh {
		_ = os.RemoveAll(f.path)
		if f.latest != "" {
			_ = os.Remove(filepath.Dir(f.path)) // only when nothing else is in it
		}
	}
}

// write writes every report, as far as it can, and returns the folder under
// the name a user types.
func (f *folder) write(r *analyze.Result) (string, error) {
	err := f.journal.Close()
	for _, report := range []struct {
		name  string
		write func(io.Writer, *analyze.Result) error
	}{
		{"result.json", reports.JSON}, {"report.md", reports.Markdown}, {"report.html", reports.HTML},
		{"junit.xml", reports.JUnit}, {"latency.hlog", reports.HistogramLog},
	} {
		err = errors.Join(err, f.report(report.name, r, report.write))
	}
	if err != nil || f.latest == "" {
		return f.path, err
	}
	if err := os.Remove(f.latest); err != nil && !errors.Is(err, os.ErrNotExist) {
		return f.path, nil // something of the user's is in the way: the folder itself has everything
	}
	if err := os.Symlink(f.id, f.latest); err != nil {
		return f.path, nil // a file system without links: the same
	}
	return f.latest, nil
}

func (f *folder) report(name string, r *analyze.Result, write func(io.Writer, *analyze.Result) error) error {
	file, err := os.Create(filepath.Join(f.path, name))
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	b := bufio.NewWriter(file)
	if err := errors.Join(write(b, r), b.Flush(), file.Close()); err != nil {
		return fmt.Errorf("write report %s: %w", file.Name(), err)
	}
	return nil
}
