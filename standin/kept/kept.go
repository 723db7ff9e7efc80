// Package kept brings the state of a stand-in to a folder, and answers nobody
// before what the answer says is on the disk: control plane, queues, objects,
// and asynchronous events that have not ended. What it cannot write it says,
// with 503, and takes no more until it can.
//
// It does not know what the state means: every store tells its own changes.
package kept

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"squall/standin/keep"
	"squall/standin/keep/image"
)

// Loop is the owner of most of the state.
type Loop interface {
	Settled() error
	Restore(records map[string][]byte) error
	Kinds() string
}

// Still is a store that a lock keeps.
type Still interface{ Still(f func()) }

// Objects are what buckets have in them.
type Objects interface {
	Note()
	Noted() (keep.Change, error)
	Again(c keep.Change) // of what it has noted before: it is to be looked at again
	Kept(key string, value []byte) (mine bool, err error)
	Kinds() string
}

// Cell is a part of the state beside the loop's.
type Cell struct {
	Name string
	Of   Still
}

// Parts are the whole state.
type Parts struct {
	Loop    Loop
	Objects Objects
	Cells   []Cell
	Beside  []Beside
}

// Beside is what has no store of its own: it is kept as JSON when its stamp is
// another.
type Beside struct {
	Name    string
	Stamp   func() any
	Of      func() any
	Restore func(b []byte) error
}

// State is a folder with the state of one stand-in.
type State struct {
	store *keep.Store
	diag  io.Writer
	began string // what the stand-in was begun with, as it is now
	parts Parts

	mu     sync.Mutex // guards what follows: one collects at a time
	prints map[string]string
	stamps map[string]any
	told   bool // that it cannot write

	// The loop waits for nobody who collects: a store may wait for the loop.
	order   sync.Mutex // guards what follows
	cleared bool       // everything was forgotten since it was collected last
	made    bool       // the stand-in is what it was to be begun as

	wake chan struct{}
	done chan struct{}
	stop context.CancelFunc
}

// Open opens a folder for a stand-in that is begun with some values; troubles
// are told on diag.
func Open(dir, title string, begun any, diag io.Writer) (*State, error) {
	b, err := json.Marshal(begun)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	store, err := keep.Open(dir, title)
	if err != nil {
		return nil, err
	}
	if n := store.Torn(); n > 0 {
		_, err = fmt.Fprintf(diag, "squall: the state in %s ended in a write of %d bytes that was never finished; nobody was told that it was kept\n", dir, n)
	}
	return &State{store: store, diag: diag, began: hex.EncodeToString(sum[:]), prints: map[string]string{}, stamps: map[string]any{}, wake: make(chan struct{}, 1)}, err
}

// Put is what the loop tells.
func (s *State) Put(c keep.Change) {
	if !c.Clear && len(c.Records) == 0 {
		return
	}
	s.order.Lock()
	if c.Clear { // of what others have told too
		s.cleared = true
		if s.made {
			c.Records = append(c.Records, s.beginning())
		}
	}
	s.store.Put(c)
	s.order.Unlock()
	s.nudge()
}

// nudge wakes who brings to the disk what nobody waits for.
func (s *State) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Keys of records beside the loop's.
const (
	cellKey   = "beside/"
	besideKey = "json/"
	beganKey  = "began"
)

// beginning is the record of what the stand-in was begun with.
func (s *State) beginning() keep.Record { return keep.Record{Key: beganKey, Value: []byte(s.began)} }

// ErrBegun says that a state was begun with other values.
var ErrBegun = errors.New("was begun with another profile, --set, --seed or --compress; start it as it was, or use another folder")

// Resume gives the state to the parts of a stand-in that has not served yet; it
// is false where there is none, or where making one was not finished.
func (s *State) Resume(p Parts) (found bool, err error) {
	s.parts = p
	records := map[string][]byte{}
	if err := s.store.Records(func(key string, value []byte) error { records[key] = value; return nil }); err != nil {
		return false, err
	}
	began, found := records[beganKey]
	switch {
	case !found:
		s.store.Put(keep.Change{Clear: true})
		return false, nil
	case string(began) != s.began:
		return false, ErrBegun
	}
	s.made = true
	if err := p.Loop.Restore(records); err != nil { // it empties all else
		return true, err
	}
	for _, key := range slices.Sorted(maps.Keys(records)) {
		if _, err := p.Objects.Kept(key, records[key]); err != nil {
			return true, err
		}
	}
	return true, p.restore(records)
}

func (p *Parts) restore(records map[string][]byte) (err error) {
	for _, c := range p.Cells {
		if b, ok := records[cellKey+c.Name]; ok && err == nil {
			c.Of.Still(func() { err = image.Read(b, c.Of) })
		}
	}
	for _, o := range p.Beside {
		if b, ok := records[besideKey+o.Name]; ok && err == nil {
			err = o.Restore(b)
		}
	}
	return err
}

// Unkept lists what of the cells cannot be kept.
func (p *Parts) Unkept() (out []string) {
	for _, c := range p.Cells {
		out = append(out, image.Unkept(c.Of)...)
	}
	return out
}

// Kinds tells what is kept apart by the types that it has.
func (p *Parts) Kinds() string {
	kinds := p.Loop.Kinds() + p.Objects.Kinds()
	for _, c := range p.Cells {
		kinds += image.Print(c.Of)
	}
	sum := sha256.Sum256([]byte(kinds))
	return hex.EncodeToString(sum[:8])
}

// Record is one record as it was kept; nil: there is none.
func (s *State) Record(key string) ([]byte, error) { return s.store.Record(key) }

// Begun notes that the stand-in is what it was to be begun as.
func (s *State) Begun() error {
	s.order.Lock()
	s.made = true
	s.order.Unlock()
	s.store.Put(keep.Change{Records: []keep.Record{s.beginning()}})
	return s.Commit()
}

// Run brings to the disk what nobody waits for, until Stop.
func (s *State) Run() {
	if s == nil {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.done = stop, make(chan struct{})
	go func() {
		defer close(s.done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
			if s.tell(errors.Join(s.collect(), s.store.Sync())) == nil {
				continue
			}
			select { // a disk that is full is not asked all the time
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
				s.nudge()
			}
		}
	}()
}

// tell says once that the state cannot be kept, and once that it can again.
func (s *State) tell(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && !s.told:
		s.told = true
		_, _ = fmt.Fprintf(s.diag, "squall: the state cannot be kept, so requests are answered 503: %v\n", err)
	case err == nil && s.told:
		s.told = false
		_, _ = fmt.Fprintf(s.diag, "squall: the state is kept again\n")
	}
	return err
}

// Commit returns when everything that was done before is on the disk.
func (s *State) Commit() error {
	err := s.collect()
	if err == nil {
		err = s.parts.Loop.Settled()
	}
	return s.tell(errors.Join(err, s.store.Sync()))
}

// collect tells what has changed beside the loop.
func (s *State) collect() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.order.Lock()
		if s.cleared {
			clear(s.prints)
			clear(s.stamps)
			s.cleared = false
		}
		s.order.Unlock()
		change, err := s.changes()
		s.order.Lock()
		if !s.cleared {
			s.store.Put(change)
			s.order.Unlock()
			return err
		}
		s.order.Unlock()
		s.parts.Objects.Again(change) // what was collected may be from before
	}
}

// changes is what has changed beside the loop; the lock is held.
func (s *State) changes() (keep.Change, error) {
	change, err := s.parts.Objects.Noted()
	note := func(key string, value []byte, failed error) {
		if err = errors.Join(err, failed); failed == nil && s.prints[key] != string(value) {
			s.prints[key] = string(value)
			change.Records = append(change.Records, keep.Record{Key: key, Value: value})
		}
	}
	for _, c := range s.parts.Cells {
		c.Of.Still(func() {
			b, failed := image.Write(c.Of)
			note(cellKey+c.Name, b, failed)
		})
	}
	for _, o := range s.parts.Beside {
		if stamp := o.Stamp(); stamp != s.stamps[o.Name] {
			b, failed := json.Marshal(o.Of())
			note(besideKey+o.Name, b, failed)
			s.stamps[o.Name] = stamp
		}
	}
	return change, err
}

// Stop ends Run, before the stores are emptied. What the loop does after it
// comes to the disk with Close.
func (s *State) Stop() error {
	if s == nil || s.stop == nil {
		return nil
	}
	s.stop()
	<-s.done
	return s.Commit()
}

// Close brings everything to the disk and lets others open the folder.
func (s *State) Close() error {
	if s == nil {
		return nil
	}
	return s.store.Close()
}
