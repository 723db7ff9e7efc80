// Package glance counts a run while it goes: what happened in the last seconds,
// and since its start, for people who watch and for metrics that are scraped.
// Its figures are rough, and none of them is judged.
//
// It has no clock: hits carry their times.
package glance

import (
	"cmp"
	"slices"

	"squall/analyze/tally"
	"squall/attack/hit"
)

// window is how many seconds the latest figures look back.
const window = 5

// mostEnvironments bounds those that are told apart.
const mostEnvironments = 100_000

// Glance counts hits as they come. One goroutine uses it.
type Glance struct {
	names   []string // of entries
	async   []bool
	entries []Entry

	block   [2]uint16
	now     int64 // s of the block
	seconds [window + 1]second
	envs    map[string]bool
	reasons map[string]uint64
	block0  Block
}

// second is what ended in one second of the block.
type second struct {
	at                    int64
	sent, ok, bad, failed uint64
	times                 tally.Times
}

// Entry is an entry since the start of the run, warm-up included.
type Entry struct {
	Name     string
	Outcomes [hit.Outcomes]uint64
	Cold     uint64
	Buckets  [len(Bounds) + 1]uint64 // ok hits by latency, each in its own; the last is beyond all
	SumNs    int64
	Accepted uint64 // asynchronous events
	Attempts uint64
	Failed   uint64 // attempts
	Dead     uint64 // records of events that failed
}

// Outcome names an index of Outcomes.
func Outcome(i int) string { return hit.Outcome(i).String() }

// Bounds are the upper ends of the buckets of latency, in milliseconds.
var Bounds = [...]int64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 30000}

// Block is the running block.
type Block struct {
	Arm, Repeat  int
	Cold         uint64
	Environments int
	Accepted     uint64
	Attempts     uint64
	Failed       uint64 // attempts
	Dead         uint64 // records of events that failed, as far as they were read
}

// Reason is how often something was refused.
type Reason struct {
	Text string
	N    uint64
}

// Now is a snapshot.
type Now struct {
	Rate, OKRate, RefusedRate, FailedRate float64  // a second, over the last few
	P50Ms, P99Ms                          *float64 // of ok hits in them; nil without any
	Block                                 Block
	Reasons                               []Reason // most frequent first, a few
	Entries                               []Entry
}

// New counts hits of some entries; async says which of them are asynchronous.
func New(entries []string, async []bool) *Glance {
	g := &Glance{names: entries, async: async, entries: make([]Entry, len(entries))}
	for i, name := range entries {
		g.entries[i].Name = name
	}
	g.begin([2]uint16{})
	return g
}

func (g *Glance) begin(block [2]uint16) {
	g.block, g.now = block, 0
	g.seconds = [window + 1]second{}
	g.envs, g.reasons = map[string]bool{}, map[string]uint64{}
	g.block0 = Block{Arm: int(block[0]), Repeat: int(block[1])}
}

// Hit counts a finished hit.
func (g *Glance) Hit(h *hit.Hit) {
	if block := [2]uint16{h.Arm, h.Repeat}; block != g.block {
		g.begin(block) // times begin anew in every block
	}
	if int(h.Entry) >= len(g.entries) || h.Again {
		return
	}
	e := &g.entries[h.Entry]
	e.Outcomes[min(h.Outcome, hit.Outcomes-1)]++
	g.latest(h)
	if tally.ColdStart(h) {
		e.Cold++
		g.block0.Cold++
	}
	if h.Environment != "" && len(g.envs) < mostEnvironments {
		g.envs[h.Environment] = true
	}
	if h.Outcome == hit.Throttled && h.Reason != "" && (len(g.reasons) < 20 || g.reasons[h.Reason] > 0) {
		g.reasons[h.Reason]++
	}
	if h.Outcome != hit.OK {
		return
	}
	if g.async[h.Entry] {
		e.Accepted++
		g.block0.Accepted++
	}
	i, _ := slices.BinarySearch(Bounds[:], (h.Latency()+999_999)/1_000_000)
	e.Buckets[i]++
	e.SumNs += h.Latency()
}

func (g *Glance) latest(h *hit.Hit) {
	at := max(h.Done, 0) / 1e9
	if at <= g.now-window {
		return // its log line came late
	}
	g.now = max(g.now, at)
	s := &g.seconds[at%int64(len(g.seconds))]
	if s.at != at || s.sent == 0 {
		*s = second{at: at}
	}
	s.sent++
	switch h.Outcome {
	case hit.OK:
		s.ok++
		s.times.Add(h.Latency())
	case hit.Throttled:
		s.bad++
	default:
		s.failed++
	}
}

// Sighting counts what was seen of an asynchronous event.
func (g *Glance) Sighting(s *hit.Sighting) {
	if int(s.Entry) >= len(g.entries) || [2]uint16{s.Arm, s.Repeat} != g.block {
		return
	}
	e := &g.entries[s.Entry]
	switch s.Kind {
	case hit.Attempt:
		e.Attempts++
		g.block0.Attempts++
		if s.Failed {
			e.Failed++
			g.block0.Failed++
		}
	case hit.DeadLetter, hit.OnFailure:
		e.Dead++
		g.block0.Dead++
	}
}

// Now is what is known now.
func (g *Glance) Now() Now {
	n := Now{Block: g.block0, Entries: slices.Clone(g.entries)}
	n.Block.Environments = len(g.envs)
	var all tally.Times
	var sent, ok, bad, failed uint64
	from, span := max(0, g.now-window), min(g.now, window)
	for i := range g.seconds {
		// The running second is not over: it counts for times alone.
		s := &g.seconds[i]
		if s.sent == 0 || s.at < from {
			continue
		}
		all.Merge(&s.times)
		if s.at < g.now {
			sent, ok, bad, failed = sent+s.sent, ok+s.ok, bad+s.bad, failed+s.failed
		}
	}
	if span > 0 {
		rate := func(n uint64) float64 { return float64(n) / float64(span) }
		n.Rate, n.OKRate, n.RefusedRate, n.FailedRate = rate(sent), rate(ok), rate(bad), rate(failed)
	}
	if all.N() > 0 {
		p50, p99 := float64(all.Quantile(.5))/1000, float64(all.Quantile(.99))/1000
		n.P50Ms, n.P99Ms = &p50, &p99
	}
	for text, count := range g.reasons {
		n.Reasons = append(n.Reasons, Reason{text, count})
	}
	slices.SortFunc(n.Reasons, func(a, b Reason) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Text, b.Text)) })
	n.Reasons = n.Reasons[:min(len(n.Reasons), 3)]
	return n
}
