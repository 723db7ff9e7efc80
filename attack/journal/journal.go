// Package journal is the write-ahead journal of the changes a run makes: each
// is on disk, with what takes it back, before it is made, and marked when it
// was made and when it was taken back. After a crash, Pending tells what is
// left to undo.
//
// It makes and undoes nothing itself.
package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"squall/profiles"
)

// File is where a journal writes.
type File interface {
	io.Writer
	Sync() error
}

// Place is what the changes of a journal were made on.
type Place struct {
	Endpoint string `json:"endpoint"` // of a stand-in
	Account  string `json:"account"`
	Region   string `json:"region"`
	// AWS tells that it is an AWS account, which Endpoint leads to if there is
	// one.
	AWS bool `json:"aws,omitempty"`
	// State is where a copy of the journal is kept, beside the disk.
	State string `json:"state,omitempty"`
	Run   string `json:"run,omitempty"`
	// Own tells that the stand-in was in the run's own process, and so ended
	// with it.
	Own bool `json:"own,omitempty"`
}

// Entry is one change that is not taken back.
type Entry struct {
	ID     uint64
	Change profiles.Change
	What   string // is set, in words
	Before string // its value then, in words
	// Settled is its value once the change is made, in the words in which it is
	// read back; "" when the two cannot be compared.
	Settled string
	Undo    []profiles.Change // in order
	// Done tells that the change was made. Without it the change may or may
	// not have happened, and undoing it must tolerate both.
	Done bool
}

// ErrCorrupt is wrapped by the error of a journal that is damaged before its
// last line; a torn last line is what a crash leaves, and is no error.
var ErrCorrupt = errors.New("journal is damaged")

// Journal is an open journal. Its methods may be called concurrently.
type Journal struct {
	mu     sync.Mutex
	file   File
	close  func() error
	last   uint64
	place  Place
	left   []Entry // by id
	broken error   // once a write failed, nothing after it can be trusted
	text   []byte  // all lines
	copies func(text []byte) error
}

// line is one line of the file, inside its checksum.
type line struct {
	Op      string            `json:"op"` // place, begin, done, undone
	ID      uint64            `json:"id,omitempty"`
	IDs     []uint64          `json:"ids,omitempty"` // of undone, where there is more than one
	Place   *Place            `json:"place,omitempty"`
	Change  *profiles.Change  `json:"change,omitempty"`
	What    string            `json:"what,omitempty"`
	Before  string            `json:"before,omitempty"`
	Settled string            `json:"settled,omitempty"`
	Undo    []profiles.Change `json:"undo,omitempty"`
}

// ErrInUse is wrapped by the error of a journal that another process has open.
var ErrInUse = errors.New("another squall is at work on it")

// Open opens the journal at path, or makes one. It is this process's alone
// until Close.
func Open(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, err), f.Close())
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, err), f.Close())
	}
	j, whole, err := New(f, data)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	// A torn tail must go, or the next line would be glued to it.
	if err := errors.Join(f.Truncate(whole), f.Sync(), syncDir(path)); err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, err), f.Close())
	}
	j.close = f.Close
	return j, nil
}

// syncDir makes the name of a new file as durable as its contents.
func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// New goes on with a journal whose bytes so far are data; whole is how many of
// them are complete lines, after which f must write.
func New(f File, data []byte) (j *Journal, whole int64, err error) {
	j = &Journal{file: f, close: func() error { return nil }}
	for number := 1; ; number++ {
		text, n, ok := nextLine(data[whole:])
		if n == 0 {
			return j, whole, nil
		}
		var l line
		if ok {
			ok = json.Unmarshal(text, &l) == nil && j.replay(l)
		}
		if !ok {
			if torn(data[whole:], n) {
				return j, whole, nil
			}
			return nil, 0, fmt.Errorf("line %d: %w: the changes after it are unknown, check the target by hand", number, ErrCorrupt)
		}
		whole += int64(n)
		j.text = data[:whole:whole]
	}
}

// torn tells whether a crash, rather than damage, spoilt the first n of the
// bytes that are left: a last line without its end, or with a hole of zeros
// where a block of the file was not written yet. Such a line was never synced.
func torn(left []byte, n int) bool {
	return n == len(left) && (left[n-1] != '\n' || slices.Contains(left, 0))
}

// sumSize is the checksum that begins a line: eight hex digits and a space.
const sumSize = 9

// nextLine cuts the first line from data and checks it; n is its length with
// the newline.
func nextLine(data []byte) (text []byte, n int, ok bool) {
	end := slices.Index(data, '\n')
	if end < 0 {
		return nil, len(data), false
	}
	if end < sumSize {
		return nil, end + 1, false
	}
	text = data[sumSize:end]
	return text, end + 1, string(data[:sumSize]) == sum(text)
}

func sum(text []byte) string {
	return fmt.Sprintf("%08x ", crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)))
}

// replay takes one line into account; false when it makes no sense.
func (j *Journal) replay(l line) bool {
	switch l.Op {
	case "place":
		if l.Place == nil {
			return false
		}
		j.place = *l.Place
		return true
	case "begin":
		if l.ID <= j.last || l.Change == nil {
			return false
		}
		j.last = l.ID
		j.left = append(j.left, Entry{ID: l.ID, Change: *l.Change, Undo: l.Undo, What: l.What, Before: l.Before, Settled: l.Settled})
		return true
	}
	switch ids := l.ids(); {
	case slices.ContainsFunc(ids, func(id uint64) bool { return j.index(id) < 0 }):
		return false
	case l.Op == "done" && len(l.IDs) == 0:
		j.left[j.index(l.ID)].Done = true
	case l.Op == "undone":
		j.left = slices.DeleteFunc(j.left, func(e Entry) bool { return slices.Contains(ids, e.ID) })
	default:
		return false
	}
	return true
}

// ids are the changes that a line speaks of.
func (l *line) ids() []uint64 {
	if len(l.IDs) > 0 {
		return l.IDs
	}
	return []uint64{l.ID}
}

// index is the place of an open change, or -1.
func (j *Journal) index(id uint64) int {
	return slices.IndexFunc(j.left, func(e Entry) bool { return e.ID == id })
}

// Start records what the changes that follow are made on.
func (j *Journal) Start(p Place) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.write(line{Op: "place", Place: &p})
}

// Place is what the changes were made on; the zero value when nothing says.
func (j *Journal) Place() Place {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.place
}

// Begin records that a change is about to be made, and what takes it back; the
// id is given here. The change may be made once Begin has returned.
func (j *Journal) Begin(e Entry) (id uint64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	id = j.last + 1
	return id, j.write(line{Op: "begin", ID: id, Change: &e.Change, Undo: e.Undo, What: e.What, Before: e.Before, Settled: e.Settled})
}

// Done records that a change was made.
func (j *Journal) Done(id uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.write(line{Op: "done", ID: id})
}

// Undone records that changes were taken back, never happened or are to stay:
// all of them at once, so that no crash leaves some.
func (j *Journal) Undone(ids ...uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch len(ids) {
	case 0:
		return nil
	case 1:
		return j.write(line{Op: "undone", ID: ids[0]})
	}
	return j.write(line{Op: "undone", IDs: ids})
}

// Pending lists the changes that are not taken back, oldest first; undo them
// from the last to the first.
func (j *Journal) Pending() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.left)
}

// Close closes the file.
func (j *Journal) Close() error { return j.close() }

// write puts a line on disk and then into account.
func (j *Journal) write(l line) error {
	if j.broken != nil {
		return fmt.Errorf("journal: an earlier write failed: %w", j.broken)
	}
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if l.Op != "begin" && l.Op != "place" {
		for _, id := range l.ids() {
			if j.index(id) < 0 {
				return fmt.Errorf("journal: there is no open change %d to mark %s", id, l.Op)
			}
		}
	}
	whole := append(append([]byte(sum(text)), text...), '\n')
	if _, err := j.file.Write(whole); err != nil {
		j.broken = err
		return fmt.Errorf("journal: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		j.broken = err
		return fmt.Errorf("journal: %w", err)
	}
	j.text = append(j.text, whole...)
	j.replay(l)
	return j.mirror()
}

// Mirror has every line copied to another place too before anything goes on;
// what there is so far is copied now. put is given all lines.
func (j *Journal) Mirror(put func(text []byte) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.copies = put
	return j.mirror()
}

func (j *Journal) mirror() error {
	if j.copies == nil {
		return nil
	}
	if err := j.copies(slices.Clone(j.text)); err != nil {
		j.broken = err
		return fmt.Errorf("journal: its copy: %w", err)
	}
	return nil
}

// Copied goes on with a copy of a journal, on a machine that has not got its
// file: what is written goes to the copy alone.
func Copied(text []byte, put func(text []byte) error) (*Journal, error) {
	j, _, err := New(nowhere{}, text)
	if err != nil {
		return nil, err
	}
	return j, j.Mirror(put)
}

// nowhere is a file that keeps nothing.
type nowhere struct{}

// Write implements File.
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// Sync implements File.
func (nowhere) Sync() error { return nil }
