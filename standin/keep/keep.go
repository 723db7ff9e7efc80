// Package keep is a folder in which records, by key, outlive the process that
// wrote them, kill -9 and a power cut. It is one file: a line that says what
// kind of records it has, then frames, each with what changed at one instant;
// a later record of a key takes the place of the one before. What has been
// waited for is on the disk, as a whole or not at all.
//
// It knows nothing of what the records mean.
package keep

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Store is an open folder. It is safe for concurrent use.
type Store struct {
	dir, title string
	lock       *os.File
	torn       int64 // bytes of an unfinished write that opening has cut off

	mu      sync.Mutex // guards what follows
	pending []byte     // changes that no frame has yet
	marks   []mark     // of the records in pending
	wipe    bool       // pending begins with forgetting all
	asked   uint64     // changes so far
	stored  uint64     // of them that are on the disk
	failing error      // why the latest write failed
	closed  bool

	writing sync.Mutex // guards what follows; is taken before mu
	file    *os.File
	size    int64 // of the file that is good
	live    int64 // bytes of records that hold
	index   map[string]span
}

// span is where a value is in the file.
type span struct {
	at   int64
	size int
}

// mark is a record in pending.
type mark struct {
	key     string
	at      int // of its value
	size    int
	dropped bool
}

// ErrOther says that a folder has records of another kind.
var ErrOther = errors.New("the folder was written by another squall")

const fileName = "state.sqk"

// Open opens a folder, and makes it where there is none. The title says what
// records it has: those of another title are ErrOther.
func Open(dir, title string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	lock, err := alone(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, title: title, lock: lock, index: map[string]span{}}
	if err := s.load(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) load() (err error) {
	// What an unfinished rewriting left is of no use.
	if err := os.Remove(s.path() + ".new"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("keep: %w", err)
	}
	if s.file, err = os.OpenFile(s.path(), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	end, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	if end == 0 {
		return s.begin()
	}
	if err := s.scan(end); err != nil {
		return err
	}
	if s.torn = end - s.size; s.torn > 0 {
		err = s.file.Truncate(s.size)
	}
	return err
}

// begin writes the title of an empty file.
func (s *Store) begin() error {
	n, err := s.file.WriteAt([]byte(s.title+"\n"), 0)
	if err = errors.Join(err, s.file.Sync(), syncDir(s.dir)); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	s.size = int64(n)
	return nil
}

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

// Torn is how many bytes of an unfinished write opening has cut off: nobody
// was told that they are kept.
func (s *Store) Torn() int64 { return s.torn }

// Records hands on every record; a key comes once.
func (s *Store) Records(f func(key string, value []byte) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	for _, key := range sorted(s.index) {
		value, err := s.read(s.index[key])
		if err != nil {
			return err
		}
		if err := f(key, value); err != nil {
			return err
		}
	}
	return nil
}

// Record is one record; nil: there is none.
func (s *Store) Record(key string) ([]byte, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	at, ok := s.index[key]
	if !ok {
		return nil, nil
	}
	return s.read(at)
}

func (s *Store) read(at span) ([]byte, error) {
	b := make([]byte, at.size)
	if _, err := s.file.ReadAt(b, at.at); err != nil {
		return nil, fmt.Errorf("keep: read %s: %w", s.path(), err)
	}
	return b, nil
}

// Change is some records that change together.
type Change struct {
	Clear   bool // everything else is forgotten first
	Records []Record
}

// Record is a key and its value; nil takes it away.
type Record struct {
	Key   string
	Value []byte
}

// Put takes a change, which Sync brings to the disk. It waits for nothing.
func (s *Store) Put(c Change) {
	if !c.Clear && len(c.Records) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Clear {
		s.pending, s.marks, s.wipe = nil, nil, true
	}
	for _, r := range c.Records {
		s.pending = appendRecord(s.pending, r)
		s.marks = append(s.marks, mark{r.Key, len(s.pending) - len(r.Value), len(r.Value), r.Value == nil})
	}
	s.asked++
}

// Sync returns when every change so far is on the disk, or says why it is not.
// What could not be written is kept in memory, and is written when there is
// room again: whoever asks next tries.
func (s *Store) Sync() error {
	s.mu.Lock()
	want := s.asked
	done := s.stored >= want
	s.mu.Unlock()
	if done {
		return nil
	}
	s.writing.Lock() // one writes, for all that wait meanwhile
	defer s.writing.Unlock()
	s.mu.Lock()
	if s.stored >= want {
		s.mu.Unlock()
		return nil
	}
	if s.closed {
		s.mu.Unlock()
		return errors.New("keep: the folder is closed")
	}
	b, marks, wipe, upTo := s.pending, s.marks, s.wipe, s.asked
	s.pending, s.marks, s.wipe = nil, nil, false
	s.mu.Unlock()
	err := s.write(b, marks, wipe)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing = err; err != nil {
		s.restore(b, marks, wipe)
		return err
	}
	s.stored = upTo
	return nil
}

// restore puts what could not be written before what came meanwhile.
func (s *Store) restore(b []byte, marks []mark, wipe bool) {
	if s.wipe {
		return // it would be forgotten
	}
	for i := range s.marks {
		s.marks[i].at += len(b)
	}
	s.pending, s.marks, s.wipe = append(b, s.pending...), append(marks, s.marks...), wipe
}

// Failing is why the latest write failed, nil when it did not.
func (s *Store) Failing() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failing
}

// Close writes what is left and lets others open the folder.
func (s *Store) Close() error {
	var err error
	if s.file != nil {
		err = s.Sync()
		s.mu.Lock()
		s.closed = true
		s.mu.Unlock()
		s.writing.Lock()
		defer s.writing.Unlock()
		err = errors.Join(err, s.file.Close())
	}
	return errors.Join(err, s.lock.Close())
}
