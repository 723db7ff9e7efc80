// Package steady judges an experiment: a steady state before, during and after
// faults, each of which must have been observed. It sets what the stand-in says
// that it injected against what clients saw, and tells how long it took to see a
// fault and to recover from it.
//
// It looks at each hit once and keeps counts alone; the verdict on the run as a
// whole is not its own.
package steady

import (
	"time"

	"squall/analyze/judge"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
)

// bins is into how many slices a load is cut, to tell when something was seen.
const bins = 120

// shortest is the width of a slice at least.
const shortest = 250 * time.Millisecond

// Watch follows a run. One goroutine uses it.
type Watch struct {
	plan *profiles.Plan
	arms []*watched
}

// watched is one arm, all repeats together.
type watched struct {
	world *profiles.World
	spans []*span
	width int64 // of a slice
	bins  [][]*tally.Cell
}

// span is a part of the load: the hits that were due in it, by entry.
type span struct {
	from, to []int64 // pairs; a hit is in one of them
	cells    []*tally.Cell
}

// The spans of an arm; those of its faults follow.
const (
	before = iota
	during
	after
	faults
)

// New watches a run of the plan.
func New(plan *profiles.Plan) *Watch {
	w := &Watch{plan: plan}
	for i := range plan.Arms {
		w.arms = append(w.arms, newWatched(&plan.Arms[i].World, len(plan.Entries)))
	}
	return w
}

func newWatched(world *profiles.World, entries int) *watched {
	load := int64(world.LoadTime())
	a := &watched{world: world, width: max(load/bins, int64(shortest))}
	first, last := load, int64(0)
	whole := &span{cells: make([]*tally.Cell, entries)}
	a.spans = []*span{{cells: make([]*tally.Cell, entries)}, whole, {cells: make([]*tally.Cell, entries)}}
	for _, f := range world.Faults {
		from, to := int64(f.At), Ends(&f, world)
		first, last = min(first, from), max(last, to)
		whole.from, whole.to = append(whole.from, from), append(whole.to, to)
		a.spans = append(a.spans, &span{from: []int64{from}, to: []int64{to}, cells: make([]*tally.Cell, entries)})
	}
	if len(world.Faults) == 0 {
		last = load
	}
	a.spans[before].from, a.spans[before].to = []int64{0}, []int64{first}
	a.spans[after].from, a.spans[after].to = []int64{last}, []int64{1 << 62}
	return a
}

// Ends is when a fault ends, in ns from the start of the load.
func Ends(f *profiles.Fault, w *profiles.World) int64 {
	if f.For == 0 {
		return int64(w.LoadTime())
	}
	return min(int64(f.At+f.For), int64(w.LoadTime()))
}

// Hit counts one hit.
func (w *Watch) Hit(h *hit.Hit) {
	if h.Warmup || int(h.Arm) >= len(w.arms) || int(h.Entry) >= len(w.plan.Entries) {
		return
	}
	a := w.arms[h.Arm]
	for _, s := range a.spans {
		if s.holds(h.Due) {
			add(s.cells, h)
		}
	}
	bin := int(max(h.Due, 0) / a.width)
	for len(a.bins) <= bin {
		a.bins = append(a.bins, make([]*tally.Cell, len(w.plan.Entries)))
	}
	add(a.bins[bin], h)
}

func (s *span) holds(due int64) bool {
	for i := range s.from {
		if s.from[i] <= due && due < s.to[i] {
			return true
		}
	}
	return false
}

func add(cells []*tally.Cell, h *hit.Hit) {
	if cells[h.Entry] == nil {
		cells[h.Entry] = tally.NewCell(-1)
	}
	cells[h.Entry].Add(h, false)
}

// Gate says why the steady state of an arm does not hold before its first
// fault, as far as can be seen by now; "" when nothing speaks against it.
func (w *Watch) Gate(arm int) string {
	for i := range w.plan.Steady {
		s := &w.plan.Steady[i]
		if !s.Before {
			continue
		}
		if f, word := w.judge(&s.Expectation, w.arms[arm].spans[before].cells); word == judge.Fails {
			return "the steady state does not hold before the first fault: " + s.Expr + ", observed " + shown(s.Expr, f.Given())
		}
	}
	return ""
}

// scope is what an expectation looks at in some cells.
func (w *Watch) scope(e *profiles.Expectation, cells []*tally.Cell) *judge.Scope {
	s := &judge.Scope{Name: e.Entry, Cell: tally.NewCell(-1), Waits: w.plan.Compress}
	for i, name := range w.plan.Entries {
		if cells[i] != nil && (e.Entry == "" || e.Entry == name) {
			cells[i].Settle()
			s.Cell.Merge(cells[i])
		}
	}
	return s
}

func (w *Watch) judge(e *profiles.Expectation, cells []*tally.Cell) (judge.Figure, judge.Word) {
	m, ok := judge.Named(e.Metric)
	if !ok {
		return judge.Figure{None: true, Detail: "there is no metric " + e.Metric}, judge.Unclear
	}
	f := m.Of(w.scope(e, cells))
	return f, f.Against(e.Op, e.Value).Word
}
