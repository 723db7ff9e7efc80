// Package kept is what a loop notes of its state for the next process: which
// parts of it have changed, as records. It decides nothing about them and
// writes no file.
package kept

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"time"

	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/core/backlog"
	"squall/standin/core/fault"
	"squall/standin/invoke"
	"squall/standin/keep"
	"squall/standin/keep/image"
	"squall/standin/live/journal"
)

// Keeper is told what must outlive the loop, after each turn. It waits for
// nothing.
type Keeper interface{ Put(c keep.Change) }

// Model is one version's model under the names of its profile.
type Model struct {
	Function string
	Version  string
	Model    core.Model
	Body     int            // bytes of the response's body; 0: a short one
	Program  invoke.Program // of a process
}

// Lasting is what a loop is, and goes on being after a restart.
type Lasting struct {
	Account, Region string
	Bring, Enforce  bool
	Epoch           int64  // ns since 1970
	Secret          []byte // by which sessions of roles are made
	Runs            uint64 // loops that there were before
	Rules           core.Config
	Models          []Model
}

// Same says why the state of one loop is not for another.
func (l *Lasting) Same(now *Lasting) error {
	if l.Account == now.Account && l.Region == now.Region && l.Bring == now.Bring && l.Enforce == now.Enforce {
		return nil
	}
	return fmt.Errorf("it is of account %s in %s, %s; this one is of %s in %s, %s: start it as it was, or use another folder",
		l.Account, l.Region, l.ways(), now.Account, now.Region, now.ways())
}

func (l *Lasting) ways() string {
	out := "--iam lenient"
	if l.Enforce {
		out = "--iam enforce"
	}
	if l.Bring {
		out += " --processes"
	}
	return out
}

// Event is an asynchronous event that has not ended.
type Event struct {
	Request invoke.Request
	Number  uint64
	Target  catalog.Target
	LastErr []byte
	Since   int64
	Event   string
	Hops    int
	Queued  backlog.Event
	Due     int64 // 0: it ran
}

// Keys of records begin with these.
const (
	Cells     = "cell/"
	Events    = "event/"
	Code      = "code/"
	Sightings = "sighting/"
)

// Cell is a part of the state that is kept as a whole.
type Cell struct {
	Name string
	Of   any
	Hot  bool // traffic changes it
}

// Kinds tells what is kept apart by the types that it has.
func Kinds(cells []Cell) string {
	kinds := image.Print(&Event{}) + image.Print(&journal.Sighting{})
	for _, c := range cells {
		kinds += image.Print(c.Of)
	}
	return kinds
}

// Notes is what has changed since it was collected last.
type Notes struct {
	Lasting Lasting
	// Touched says that somebody has had the control plane in hand.
	Touched bool

	often   int64             // ns, when Often was true last
	prints  map[string]uint64 // of cells, as they were collected last
	events  map[uint64]bool
	change  keep.Change
	sighted uint64
}

// Reset notes that everything is forgotten.
func (n *Notes) Reset(l Lasting) {
	*n = Notes{Lasting: l, Touched: true, prints: map[string]uint64{}, events: map[uint64]bool{}, change: keep.Change{Clear: true}}
}

// Resume notes that what was kept before still holds.
func (n *Notes) Resume() { n.change.Clear = false }

// often is how long the counts of faults may be in memory only.
const often = 50 * time.Millisecond

// Often is true every so often.
func (n *Notes) Often(now int64) bool {
	if now-n.often < int64(often) {
		return false
	}
	n.often = now
	return true
}

type looking struct{}

// Looking is the context of who only reads the control plane, and Looks says
// whether it is one: all of it is written for everybody else.
func Looking(ctx context.Context) context.Context { return context.WithValue(ctx, looking{}, true) }

// Looks is said with Looking.
func Looks(ctx context.Context) bool { return ctx.Value(looking{}) != nil }

// Put notes a record; nil takes it away.
func (n *Notes) Put(key string, value []byte) {
	n.change.Records = append(n.change.Records, keep.Record{Key: key, Value: value})
}

// Event notes that an asynchronous event has changed, or has ended.
func (n *Notes) Event(number uint64) { n.events[number] = true }

// mostSightings is how many are kept.
const mostSightings = 100_000

// Sighting notes what the log has of an asynchronous event.
func (n *Notes) Sighting(record []byte, err error) {
	if must(err); record == nil {
		return
	}
	n.Put(n.sighting(n.sighted), record)
	if n.sighted >= mostSightings {
		n.Put(n.sighting(n.sighted-mostSightings), nil)
	}
	n.sighted++
}

func (n *Notes) sighting(i uint64) string {
	return fmt.Sprintf("%s%016x", Sightings, n.Lasting.Runs<<40|i)
}

// must is for what a test has shown to have no values that cannot be kept.
func must(err error) {
	if err != nil {
		panic("live: internal error: " + err.Error())
	}
}

// Write is the record of a value.
func Write(of any) []byte {
	b, err := image.Write(of)
	must(err)
	return b
}

var seed = maphash.MakeSeed()

// Away is until when a fault wants the stand-in to be away, by what was kept; the
// zero time: it does not.
func Away(record func(key string) ([]byte, error)) (until time.Time, err error) {
	var was Lasting
	var faults fault.Desk
	for name, into := range map[string]any{"loop": &was, "faults": &faults} {
		b, err := record(Cells + name)
		if b == nil || err != nil {
			return until, err
		}
		if err := image.Read(b, into); err != nil {
			return until, err
		}
	}
	if at := faults.Away(0); at > 0 {
		until = time.Unix(0, was.Epoch+at)
	}
	return until, nil
}

// Collect gives what has changed, with the records that others make of cells,
// events and, of their own, others.
func (n *Notes) Collect(cells []Cell, event func(number uint64) []byte, others ...func(put func(key string, value []byte)) error) keep.Change {
	for _, c := range cells {
		if !n.Touched && !c.Hot {
			continue
		}
		b := Write(c.Of)
		if now := maphash.Bytes(seed, b); n.prints[c.Name] != now {
			n.prints[c.Name] = now
			n.Put(Cells+c.Name, b)
		}
	}
	for _, noted := range others {
		must(noted(n.Put))
	}
	for _, number := range slices.Sorted(maps.Keys(n.events)) {
		n.Put(fmt.Sprintf("%s%016x", Events, number), event(number))
	}
	out := n.change
	n.Touched, n.change = false, keep.Change{}
	clear(n.events)
	return out
}
