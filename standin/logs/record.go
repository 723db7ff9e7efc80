package logs

import (
	"strings"
	"time"

	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/modelled"
)

// envKey is an environment.
type envKey struct {
	stream  string
	env     uint64
	version int32
}

// Invocation is one attempt of a modelled function.
type Invocation struct {
	Request    uint64 // its number, from which its id is made
	Start, End int64
	Effect     *core.Effect
	Memory     int // MB
	Async      bool
	Event      string          // of its source, or ""
	Output     string          // what a process wrote; then there is no Event
	Stream     string          // what its name begins with, before the environment's; "" in a group of its own
	Lines      []modelled.Line // in place of Lambda's text lines; nil: those
}

// what says what a record is of.
type what uint8

const (
	text    what = iota
	invoked      // START, END and REPORT, and perhaps a line about its event
	refused      // a target did not take a delivery: no line of AWS's
)

// record is one entry, without pointers, so that a million of them cost the
// collector nothing.
type record struct {
	at, end        int64 // ms
	request        uint64
	env            uint64
	duration, init int64 // ns
	stream         int32
	version        int32
	memory         int32
	text           int32 // index into the chunk's texts
	own            int32 // of an attempt: lines between START and END that its process wrote
	what           what
	outcome        core.Outcome
	cold, async    bool
}

// bytesOf is what one record takes, without its text.
const bytesOf = 88

// chunk is a stretch of records in the order in which they came.
type chunk struct {
	records []record
	texts   []string
	first   uint64 // number of the first record
	attempt uint64 // lines of asynchronous attempts before it
	bytes   int
	oldest  int64 // of the times of its records
	newest  int64
}

// chunkSize is how many records one holds; to make room one chunk is dropped.
const chunkSize = 1 << 12

// Invoked keeps an attempt.
func (s *Store) Invoked(g *Group, in *Invocation) {
	e := in.Effect
	r := record{what: invoked, at: in.Start, end: in.End, request: in.Request, env: e.Env, duration: e.Duration, init: e.Init,
		version: e.Version, memory: int32(in.Memory), outcome: e.Outcome, cold: e.Cold, async: in.Async}
	key := envKey{in.Stream, e.Env, e.Version}
	i, ok := g.byEnv[key]
	if !ok || g.streams[i] == nil {
		name := time.UnixMilli(in.Start).UTC().Format("2006/01/02/") + in.Stream + modelled.Environment(e.Env, e.Version)
		g.CreateStream(in.Start, name)
		i = g.byName[name]
		g.byEnv[key] = i
	}
	r.stream = i
	if in.Lines != nil {
		for _, line := range in.Lines {
			s.append(g, record{what: text, at: line.At / int64(time.Millisecond), end: in.End, stream: i}, line.Text)
		}
		return
	}
	if in.Output == "" {
		s.append(g, r, in.Event)
		return
	}
	r.own = int32(strings.Count(strings.TrimSuffix(in.Output, "\n"), "\n") + 1)
	s.append(g, r, in.Output)
}

// Refused keeps that a target did not take a delivery. The line is for
// Attempts alone: AWS counts it in a metric only.
func (s *Store) Refused(g *Group, at int64, line string) {
	s.append(g, record{what: refused, at: at, end: at, stream: -1, async: true}, line)
}

// Put keeps a line of a stream.
func (s *Store) Put(g *Group, stream string, at, now int64, line string) {
	s.append(g, record{what: text, at: at, end: now, stream: g.byName[stream]}, line)
}

func (s *Store) append(g *Group, r record, line string) {
	n := len(g.chunks)
	if n == 0 || len(g.chunks[n-1].records) == chunkSize {
		c := &chunk{first: g.next, attempt: g.attempt, oldest: r.at, newest: r.at}
		if n > 0 { // a group that has filled one will fill another
			c.records = make([]record, 0, chunkSize)
		}
		g.chunks = append(g.chunks, c)
		s.makeRoom(g, r.end)
		n = len(g.chunks)
	}
	c := g.chunks[n-1]
	r.text = -1
	if r.what != invoked || line != "" {
		r.text = int32(len(c.texts))
		c.texts = append(c.texts, line)
	}
	c.records = append(c.records, r)
	c.oldest, c.newest = min(c.oldest, r.at), max(c.newest, r.at, r.lastAt())
	size := bytesOf + len(line)
	c.bytes += size
	g.bytes += size
	s.bytes += size
	g.next++
	if r.async {
		g.attempt += uint64(r.lines())
	}
	if r.stream >= 0 {
		g.streams[r.stream].saw(&r)
	}
}

// saw keeps what a stream's description tells of its events.
func (st *Stream) saw(r *record) {
	if st.First == 0 || r.at < st.First {
		st.First = r.at
	}
	st.Last, st.Ingested = max(st.Last, r.lastAt()), max(st.Ingested, r.end)
}

// lines is how many lines a record is.
func (r *record) lines() int {
	switch {
	case r.what != invoked:
		return 1
	case r.own > 0:
		return 3 + int(r.own)
	case r.text >= 0:
		return 4
	}
	return 3
}

// lineAt is the time of a line: of the last two it is the end.
func (r *record) lineAt(line int) int64 {
	if r.what == invoked && line >= r.lines()-2 {
		return r.end
	}
	return r.at
}

// lastAt is the time of a record's last line.
func (r *record) lastAt() int64 {
	if r.what == invoked {
		return r.end
	}
	return r.at
}

// makeRoom drops what is too old in a group that grows, and the oldest events
// of the largest group when there are too many bytes.
func (s *Store) makeRoom(g *Group, now int64) {
	if g.Retention > 0 {
		for len(g.chunks) > 1 && g.chunks[0].newest < now-int64(g.Retention)*24*3600*1000 {
			s.drop(g)
		}
	}
	for s.bytes > s.limit {
		most := g
		for _, all := range s.groups {
			for _, other := range all {
				if other.bytes > most.bytes || other.bytes == most.bytes && strings.Compare(other.Name, most.Name) < 0 {
					most = other
				}
			}
		}
		if len(most.chunks) < 2 {
			return
		}
		s.drop(most)
	}
}

// drop lets go of a group's oldest chunk.
func (s *Store) drop(g *Group) {
	size := g.chunks[0].bytes
	g.chunks[0] = nil
	g.chunks = g.chunks[1:]
	g.bytes -= size
	s.bytes -= size
}

// message is one line of a record.
func (c *chunk) message(r *record, line int) string {
	if r.what != invoked {
		return c.texts[r.text]
	}
	event := ""
	if r.own > 0 {
		switch own := line - 1; {
		case own >= 0 && own < int(r.own):
			return nth(c.texts[r.text], own)
		case line > 0:
			line -= int(r.own) - 1 // as if there were one line
		}
	} else if r.text >= 0 {
		event = c.texts[r.text]
	} else if line > modelled.StartLine {
		line++ // there is no line about an event
	}
	e := core.Effect{Env: r.env, Version: r.version, Duration: r.duration, Init: r.init, Outcome: r.outcome, Cold: r.cold}
	return modelled.LogLine(line, catalog.UUID("request", r.request), event, &e, int(r.memory))
}

// nth is one line of a text.
func nth(text string, n int) string {
	for line := range strings.Lines(text) {
		if n == 0 {
			return strings.TrimSuffix(line, "\n") + "\n"
		}
		n--
	}
	return ""
}
