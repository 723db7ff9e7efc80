// Package folder keeps what one run writes: its journal, hits, sightings and
// reports, in a folder that no other run shares.
//
// It measures and judges nothing, and what a file holds is others' affair.
package folder

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"squall/analyze"
	"squall/analyze/sweep"
	"squall/attack/hit"
	"squall/attack/journal"
	"squall/profiles"
	"squall/profiles/axis"
	"squall/reports"
	"squall/reports/ci"
)

// report is a file that says what a run or a sweep showed.
type report[T any] struct {
	name  string
	write func(io.Writer, T) error
}

var (
	ofRuns = []report[*analyze.Result]{
		{"result.json", reports.JSON}, {"report.md", reports.Markdown}, {"report.html", reports.HTML},
		{"junit.xml", reports.JUnit}, {"latency.hlog", reports.HistogramLog}, {"comment.md", ci.Comment},
	}
	ofSweeps = []report[*sweep.Sweep]{
		{"sweep.json", reports.SweepJSON}, {"sweep.md", reports.SweepMarkdown}, {"sweep.html", reports.SweepHTML},
	}
)

// Folder is out/<run-id>/: everything one run writes.
type Folder struct {
	ID        string           // of the run
	Journal   *journal.Journal // nil in virtual time
	Hits      *hit.Writer
	Sightings *hit.SightingWriter

	path    string
	fresh   bool // made by this run
	latest  string
	files   []*os.File
	buffers []*bufio.Writer
}

// New makes the folder and its journal, so that a place that cannot be
// written to is known before any load.
func New(out string, plan *profiles.Plan, now time.Time) (*Folder, error) {
	return live(out, plan.Name+"-"+plan.Hash[:4], now)
}

// Conformed makes the folder of a look at an account, with its journal.
func Conformed(out string, now time.Time) (*Folder, error) { return live(out, "conform", now) }

// WriteConformed is Write for such a look.
func (f *Folder) WriteConformed(json, text []byte) (string, error) {
	return f.named(errors.Join(f.Journal.Close(), os.WriteFile(filepath.Join(f.path, "conform.json"), json, 0o644), os.WriteFile(filepath.Join(f.path, "conform.md"), text, 0o644)))
}

func live(out, name string, now time.Time) (*Folder, error) {
	f := &Folder{ID: now.UTC().Format("20060102-150405") + "-" + name, path: out}
	err := f.claim()
	if err == nil {
		f.Journal, err = journal.Open(filepath.Join(f.path, "journal.jsonl"))
	}
	if err == nil && len(f.Journal.Pending()) > 0 {
		err = fmt.Errorf("a run that was killed left %d changes there that are not taken back: squall recover %s does it", len(f.Journal.Pending()), f.path)
	}
	if err != nil {
		f.Abandon()
		return nil, fmt.Errorf("cannot write reports to %s: %w; choose another folder with --out", f.path, err)
	}
	return f, nil
}

// Simulated makes the folder of a run in virtual time. The same profile and
// seed give the same id and the same files, so a folder that is there already
// is written again. Such a run changes nothing and keeps no journal.
func Simulated(out string, plan *profiles.Plan) (*Folder, error) {
	return simulated(out, plan.Name, plan.Hash+" "+strconv.FormatUint(plan.Seed, 10))
}

// Swept makes the folder of a sweep in virtual time, by the same rules.
func Swept(out string, plan *profiles.Plan, a *axis.Axis) (*Folder, error) {
	f, err := simulated(out, plan.Name+"-sweep", plan.Hash+" "+strconv.FormatUint(plan.Seed, 10)+" "+a.Address+"="+a.Text)
	if err != nil {
		return nil, err
	}
	return f, f.clear("hits.sqh", "sightings.sqh")
}

// Sought makes the folder of a search for something.
func Sought(out string, plan *profiles.Plan, what string) (*Folder, error) {
	return simulated(out, plan.Name+"-find", plan.Hash+" "+strconv.FormatUint(plan.Seed, 10)+" "+what)
}

// Path is the folder itself.
func (f *Folder) Path() string { return f.path }

// WriteFound is Write for a search.
func (f *Folder) WriteFound(json, text []byte) (string, error) {
	return f.named(errors.Join(os.WriteFile(filepath.Join(f.path, "find.json"), json, 0o644), os.WriteFile(filepath.Join(f.path, "find.md"), text, 0o644)))
}

func simulated(out, name, of string) (*Folder, error) {
	sum := sha256.Sum256([]byte(of))
	f := &Folder{ID: name + "-" + hex.EncodeToString(sum[:6]), path: out}
	if out == "" {
		f.path, f.latest = filepath.Join("out", f.ID), filepath.Join("out", "latest")
	}
	_, err := os.Stat(f.path)
	f.fresh = errors.Is(err, os.ErrNotExist)
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write reports to %s: %w; choose another folder with --out", f.path, err)
	}
	if _, err := os.Stat(filepath.Join(f.path, "journal.jsonl")); err == nil {
		return nil, fmt.Errorf("cannot write reports to %s: a live run keeps its journal there; choose another folder with --out", f.path)
	}
	return f, nil
}

// claim makes the folder. One that the user did not name is shared with no
// other run, not even one of the same second.
func (f *Folder) claim() error {
	if f.path != "" {
		_, err := os.Stat(f.path)
		f.fresh = errors.Is(err, os.ErrNotExist)
		return os.MkdirAll(f.path, 0o755)
	}
	f.path, f.latest = "out", filepath.Join("out", "latest")
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return err
	}
	for name, n := f.ID, 2; ; n++ {
		f.path = filepath.Join("out", f.ID)
		if err := os.Mkdir(f.path, 0o755); !errors.Is(err, os.ErrExist) {
			f.fresh = err == nil
			return err
		}
		f.ID = fmt.Sprintf("%s-%d", name, n)
	}
}

// clear takes away what an earlier run reported, so that nobody takes it for
// this one's.
func (f *Folder) clear(names ...string) error {
	for _, r := range ofRuns {
		names = append(names, r.name)
	}
	for _, r := range ofSweeps {
		names = append(names, r.name)
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(f.path, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("an earlier run's report is in the way: %w; choose another folder with --out", err)
		}
	}
	return nil
}

// ProfileFile is the copy of the profile in the folder of its run.
const ProfileFile = "profile.yaml"

// OpenHits starts the files of hits and sightings, in place of an earlier
// run's, and keeps the profile beside them.
func (f *Folder) OpenHits(plan *profiles.Plan) error {
	if err := f.clear(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.path, ProfileFile), plan.Text, 0o644); err != nil {
		return fmt.Errorf("cannot write the profile to %s: %w; choose another folder with --out", f.path, err)
	}
	names := hit.Names{Entries: plan.Entries}
	for _, arm := range plan.Arms {
		names.Arms = append(names.Arms, arm.Name)
	}
	hits, err := f.create("hits.sqh")
	if err == nil {
		f.Hits, err = hit.NewWriter(hits, names)
	}
	if err != nil {
		return fmt.Errorf("cannot write hits to %s: %w; choose another folder with --out", f.path, err)
	}
	sightings, err := f.create("sightings.sqh")
	if err == nil {
		f.Sightings, err = hit.NewSightingWriter(sightings, names)
	}
	if err != nil {
		return fmt.Errorf("cannot write sightings to %s: %w; choose another folder with --out", f.path, err)
	}
	return nil
}

func (f *Folder) create(name string) (io.Writer, error) {
	file, err := os.Create(filepath.Join(f.path, name))
	if err != nil {
		return nil, err
	}
	b := bufio.NewWriterSize(file, 1<<16)
	f.files, f.buffers = append(f.files, file), append(f.buffers, b)
	return b, nil
}

// CloseHits ends the files of hits and sightings.
func (f *Folder) CloseHits() error {
	err := errors.Join(f.Hits.Close(), f.Sightings.Close())
	for i, file := range f.files {
		err = errors.Join(err, f.buffers[i].Flush(), file.Close())
	}
	f.files, f.buffers = nil, nil
	return err
}

// Abandon removes the folder of a run that never began, if this run made it.
func (f *Folder) Abandon() {
	if f.Journal != nil {
		_ = f.Journal.Close()
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

// Write writes every report, as far as it can, and returns the folder under
// the name a user types.
func (f *Folder) Write(r *analyze.Result) (string, error) {
	var err error
	if f.Journal != nil {
		err = f.Journal.Close()
	}
	return f.named(errors.Join(err, writeAll(f.path, ofRuns, r)))
}

// WriteSweep is Write for a sweep.
func (f *Folder) WriteSweep(s *sweep.Sweep) (string, error) {
	return f.named(writeAll(f.path, ofSweeps, s))
}

// named makes the folder the latest and gives its name; none when not all of it
// was written, which the error tells.
func (f *Folder) named(err error) (string, error) {
	if err != nil {
		return "", err
	}
	if f.latest == "" {
		return f.path, nil
	}
	if err := os.Remove(f.latest); err != nil && !errors.Is(err, os.ErrNotExist) {
		return f.path, nil // something of the user's is in the way: the folder itself has everything
	}
	if err := os.Symlink(f.ID, f.latest); err != nil {
		return f.path, nil // a file system without links: the same
	}
	return f.latest, nil
}

func writeAll[T any](dir string, files []report[T], of T) error {
	var err error
	for _, r := range files {
		err = errors.Join(err, r.to(filepath.Join(dir, r.name), of))
	}
	return err
}

// to writes a file that is there as a whole or not at all, even where the disk
// is full.
func (r *report[T]) to(name string, of T) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	b := bufio.NewWriter(file)
	err = errors.Join(r.write(b, of), b.Flush(), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("write report %s: %w", name, err)
	}
	return nil
}
