package logs

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"squall/standin/modelled"
)

// Event is one line of a log.
type Event struct {
	Stream   string
	At       int64
	Ingested int64
	Message  string
	Key      Key
}

// Key is an event's place among those of its group: by time, then as they came.
type Key struct {
	At int64
	N  uint64 // four for each record
}

// Before orders keys.
func (k Key) Before(o Key) bool { return k.At < o.At || k.At == o.At && k.N < o.N }

// ID is the event's id, in the form of AWS's.
func (k Key) ID() string { return fmt.Sprintf("%014d%042d", k.At, k.N) }

// View is what a group holds at an instant.
type View struct {
	Name   string // of the group
	names  []string
	chunks []chunk
}

// View takes a view of a group, without what is older than its retention.
func (g *Group) View(now int64) View {
	v := View{Name: g.Name, names: g.names}
	kept := int64(0)
	if g.Retention > 0 {
		kept = now - int64(g.Retention)*24*3600*1000
	}
	for _, c := range g.chunks {
		if c.newest >= kept {
			v.chunks = append(v.chunks, *c)
		}
	}
	return v
}

// Range selects events; each field that is zero selects all.
type Range struct {
	From, To int64 // ms, To included
	Streams  func(name string) bool
	Match    func(message string) bool
	After    *Key
	Before   *Key
}

func (r *Range) holds(k Key) bool {
	return k.At >= r.From && (r.To == 0 || k.At <= r.To) && (r.After == nil || r.After.Before(k)) && (r.Before == nil || k.Before(*r.Before))
}

// Each calls f with every event of a range in the order in which they came,
// until it says false.
func (v *View) Each(r *Range, f func(ev *Event) bool) {
	for i := range v.chunks {
		if c := &v.chunks[i]; c.newest >= r.From && (r.To == 0 || c.oldest <= r.To) && !v.chunk(c, r, f) {
			return
		}
	}
}

func (v *View) chunk(c *chunk, r *Range, f func(ev *Event) bool) bool {
	for j := range c.records {
		rec := &c.records[j]
		if rec.what == refused || v.names[rec.stream] == "" {
			continue
		}
		name := v.names[rec.stream]
		if r.Streams != nil && !r.Streams(name) {
			continue
		}
		for line := range rec.lines() {
			at := rec.lineAt(line)
			k := Key{at, (c.first+uint64(j))*4 + uint64(line)}
			if !r.holds(k) {
				continue
			}
			ev := Event{Stream: name, At: at, Ingested: rec.end, Message: c.message(rec, line), Key: k}
			if (r.Match == nil || r.Match(ev.Message)) && !f(&ev) {
				return false
			}
		}
	}
	return true
}

// First are the n first events of a range in the order of their keys.
func (v *View) First(r Range, n int) (events []Event, more bool) {
	bound := Key{}
	trim := func() {
		slices.SortFunc(events, byKey)
		if len(events) > n {
			events, more = events[:n], true
			bound = events[n-1].Key
		}
	}
	for i := range v.chunks {
		c := &v.chunks[i]
		if more && c.oldest > bound.At {
			continue
		}
		if c.newest < r.From || r.To != 0 && c.oldest > r.To || r.After != nil && c.newest < r.After.At {
			continue
		}
		v.chunk(c, &r, func(ev *Event) bool {
			if events = append(events, *ev); len(events) > 4*n+1000 {
				trim()
				r.Before = &Key{bound.At, bound.N + 1}
			}
			return true
		})
	}
	trim()
	return events, more
}

// Last are the n last events of a range, in the order of their keys.
func (v *View) Last(r Range, n int) (events []Event, more bool) {
	v.Each(&r, func(ev *Event) bool {
		if events = append(events, *ev); len(events) > 4*n+1000 {
			slices.SortFunc(events, byKey)
			events, more = events[len(events)-n:], true
			r.After = &Key{events[0].Key.At, events[0].Key.N}
		}
		return true
	})
	slices.SortFunc(events, byKey)
	if len(events) > n {
		events, more = events[len(events)-n:], true
	}
	return events, more
}

func byKey(a, b Event) int {
	return cmp.Or(cmp.Compare(a.Key.At, b.Key.At), cmp.Compare(a.Key.N, b.Key.N))
}

// Attempts are lines of asynchronous attempts and of deliveries that were
// refused, from a cursor on, at most limit, the cursor behind them, and how
// many lines the reader lost because it came too late for them. Streams have
// the names of their environments.
func (g *Group) Attempts(cursor uint64, limit int) (events []Event, next, lost uint64) {
	if len(g.chunks) == 0 || cursor > g.attempt {
		return nil, min(cursor, g.attempt), 0
	}
	if first := g.chunks[0].attempt; cursor < first {
		cursor, lost = first, first-cursor
	}
	i := sort.Search(len(g.chunks), func(i int) bool { return g.chunks[i].attempt > cursor }) - 1
	for ; i < len(g.chunks) && len(events) < limit; i++ {
		n := g.chunks[i].attempt
		for j := range g.chunks[i].records {
			r := &g.chunks[i].records[j]
			for line := range r.lines() {
				if !r.async {
					break
				}
				if n++; n <= cursor || len(events) == limit {
					continue
				}
				cursor = n
				events = append(events, g.chunks[i].attemptLine(r, line))
			}
		}
	}
	return events, cursor, lost
}

func (c *chunk) attemptLine(r *record, line int) Event {
	ev := Event{Stream: "deliveries", At: r.lineAt(line), Message: c.message(r, line)}
	if r.what == invoked {
		ev.Stream = modelled.Environment(r.env, r.version)
	}
	return ev
}
