// Package logs keeps what Amazon CloudWatch Logs keeps: log groups with their
// streams and events. Invokes of modelled functions are kept as what happened,
// in a few bytes; their START, END and REPORT lines are written when somebody
// reads them.
//
// It is pure: the time is an argument, in milliseconds since 1970. Everything
// is bounded: when there are more bytes than it may keep, the oldest events of
// the largest group go, and are counted. A Store is not safe for concurrent
// use, but a View that was taken of it may be read while others write.
package logs

import (
	"slices"
	"strings"
)

// Scope is one account in one region.
type Scope struct{ Account, Region string }

// maxBytes is what all groups of a store may take in memory.
const maxBytes = 256 << 20

// Store holds the log groups of every account and region.
type Store struct {
	groups  map[Scope]map[string]*Group
	limit   int
	bytes   int
	queries []*Query
	asked   uint64
}

// New makes an empty store.
func New() *Store { return &Store{groups: map[Scope]map[string]*Group{}, limit: maxBytes} }

// Group is one log group.
type Group struct {
	Name      string
	Created   int64
	Retention int // days; 0: forever
	Tags      map[string]string

	where   Scope
	gone    bool
	streams []*Stream
	names   []string // of streams, for views
	byName  map[string]int32
	byEnv   map[envKey]int32
	chunks  []*chunk
	bytes   int
	next    uint64 // number of the record that comes next
	attempt uint64 // lines of asynchronous attempts so far
}

// Stream is one log stream.
type Stream struct {
	Name                  string
	Created               int64
	First, Last, Ingested int64 // of its events; 0: it has none
}

// Gone says whether the group was deleted, and what holds it must find another.
func (g *Group) Gone() bool { return g.gone }

// ARN is the group's name in full, without the asterisk that some APIs add.
func (g *Group) ARN() string {
	return "arn:aws:logs:" + g.where.Region + ":" + g.where.Account + ":log-group:" + g.Name
}

// Where is whose it is.
func (g *Group) Where() Scope { return g.where }

// Attempted is how many lines of asynchronous attempts it has had, which
// cursors of Attempts count.
func (g *Group) Attempted() uint64 { return g.attempt }

// Resume lets an empty group go on counting where one before it stopped.
func (g *Group) Resume(attempted uint64) {
	if g.next == 0 {
		g.attempt = attempted
	}
}

// StoredBytes is what the group's events take.
func (g *Group) StoredBytes() int { return g.bytes }

// Find is a group by its name, or nil.
func (s *Store) Find(where Scope, name string) *Group { return s.groups[where][name] }

// Create makes a group; nil when there is one.
func (s *Store) Create(now int64, where Scope, name string) *Group {
	all := s.groups[where]
	if all == nil {
		all = map[string]*Group{}
		s.groups[where] = all
	}
	if all[name] != nil {
		return nil
	}
	g := &Group{Name: name, Created: now, where: where, byName: map[string]int32{}, byEnv: map[envKey]int32{}}
	all[name] = g
	return g
}

// Function is the group that a function logs to unless it was given another.
func (s *Store) Function(now int64, where Scope, function string) *Group {
	return s.Ensure(now, where, "/aws/lambda/"+function)
}

// Ensure is a group that Lambda logs to: it makes it with its first line.
func (s *Store) Ensure(now int64, where Scope, name string) *Group {
	if g := s.Find(where, name); g != nil {
		return g
	}
	return s.Create(now, where, name)
}

// Delete removes a group with all its events.
func (s *Store) Delete(g *Group) {
	g.gone = true
	s.bytes -= g.bytes
	g.bytes = 0
	delete(s.groups[g.where], g.Name)
}

// Groups are those of a scope, in the order of their names.
func (s *Store) Groups(where Scope) []*Group {
	var out []*Group
	for _, g := range s.groups[where] {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b *Group) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Stream is a stream by its name, or nil.
func (g *Group) Stream(name string) *Stream {
	if i, ok := g.byName[name]; ok {
		return g.streams[i]
	}
	return nil
}

// Streams are the group's streams, in the order in which they were made.
func (g *Group) Streams() []*Stream {
	var out []*Stream
	for _, s := range g.streams {
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// CreateStream makes a stream; nil when there is one.
func (g *Group) CreateStream(now int64, name string) *Stream {
	if g.Stream(name) != nil {
		return nil
	}
	s := &Stream{Name: name, Created: now}
	g.byName[name] = int32(len(g.streams))
	g.streams = append(g.streams, s)
	g.names = append(g.names, name)
	return s
}

// DeleteStream removes a stream; its events are not seen any more.
func (g *Group) DeleteStream(name string) {
	i := g.byName[name]
	g.streams[i] = nil
	g.names = slices.Clone(g.names) // views go on reading the old ones
	g.names[i] = ""
	delete(g.byName, name)
}
