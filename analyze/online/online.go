// Package online watches a run for its stop rules: a metric over a window that
// slides along with the hits. It judges the value alone, since a stop rule
// protects the target and cannot wait for an interval.
//
// Requests that have no answer yet count once they are later than a rule on
// latencies allows: a target that hangs is stopped before its first answer. It
// has no clock: its caller says when to look.
package online

import (
	"fmt"
	"strings"
	"time"

	"squall/analyze/figure"
	"squall/analyze/judge"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
	named "squall/profiles/metric"
)

// slices is into how many parts a window is cut; the oldest is let go as a
// whole.
const slices = 10

// between is how often the windows are looked at, at most: a look costs as much
// as many hits.
const between = int64(100 * time.Millisecond)

// shortest is the window of a rule that names none.
const shortest = time.Second

// watch is one rule with its window.
type watch struct {
	rule   profiles.StopRule
	metric judge.Metric
	entry  int   // -1 over all
	width  int64 // of a slice, ns
	slow   bool  // it breaks when latencies are above its value
	parts  [slices]part
}

// part counts the hits that were done in one slice of time.
type part struct {
	index int64
	cell  *tally.Cell // nil when the slice is empty
}

// Monitor watches all stop rules of a run. It is used by one goroutine.
type Monitor struct {
	watches     []watch
	arm, repeat uint16
	first       int64 // when the first hit of the block was sent
	next        int64 // when the windows are looked at again
	any         bool
	open        []Open
}

// Open are requests of an entry that were due by a time and have no answer yet.
type Open struct {
	Entry uint16
	Due   int64
	N     int
}

// Waiting looks at all windows as Check does, with the requests of a block that
// have no answer yet.
func (m *Monitor) Waiting(arm, repeat int, now int64, open []Open) (fired string, ok bool) {
	if !m.any || int(m.arm) != arm || int(m.repeat) != repeat {
		if len(open) == 0 {
			return "", false
		}
		m.begin(&hit.Hit{Arm: uint16(arm), Repeat: uint16(repeat), Sent: now})
	}
	for _, o := range open {
		m.first = min(m.first, o.Due)
	}
	m.open, m.next = open, now
	defer func() { m.open = nil }()
	return m.Check(now)
}

// NewMonitor watches the rules, which name entries by their names. A rule on a
// metric that is known only after the run is an error.
func NewMonitor(rules []profiles.StopRule, entries []string) (*Monitor, error) {
	m := &Monitor{}
	for _, r := range rules {
		metric, ok := judge.Named(r.Metric)
		switch {
		case !ok:
			return nil, fmt.Errorf("stop rule %q: there is no metric %s", r.Expr, r.Metric)
		case !metric.Streams():
			return nil, fmt.Errorf("stop rule %q: %s is known only when the run is over; put it under expect", r.Expr, r.Metric)
		}
		w := watch{rule: r, metric: metric, entry: -1, width: max(int64(max(r.For, shortest))/slices, 1)}
		if m, found := named.Find(r.Metric); found {
			w.slow = m.Latency() && strings.HasPrefix(r.Op, ">")
		}
		for i, name := range entries {
			if name == r.Entry {
				w.entry = i
			}
		}
		if r.Entry != "" && w.entry < 0 {
			return nil, fmt.Errorf("stop rule %q: there is no entry %s", r.Expr, r.Entry)
		}
		m.watches = append(m.watches, w)
	}
	return m, nil
}

// Hit counts one hit. A hit of another block starts all windows anew, and those
// of a warm-up are not counted.
func (m *Monitor) Hit(h *hit.Hit) {
	if h.Warmup {
		return
	}
	if !m.any || h.Arm != m.arm || h.Repeat != m.repeat {
		m.begin(h)
	}
	m.first = min(m.first, h.Sent)
	for i := range m.watches {
		if w := &m.watches[i]; w.entry < 0 || w.entry == int(h.Entry) {
			w.add(h)
		}
	}
}

func (m *Monitor) begin(h *hit.Hit) {
	m.any, m.arm, m.repeat, m.first, m.next, m.open = true, h.Arm, h.Repeat, h.Sent, 0, nil
	for i := range m.watches {
		m.watches[i].parts = [slices]part{}
	}
}

func (w *watch) add(h *hit.Hit) {
	index := max(h.Done, 0) / w.width
	p := &w.parts[index%slices]
	switch {
	case p.cell == nil || p.index < index:
		*p = part{index: index, cell: &tally.Cell{}}
	case p.index > index:
		return // too late for the window
	}
	p.cell.Add(h, false)
}

// Check looks at all windows at an instant of the current block and gives the
// text of the first rule that is broken. It looks ten times a second. A window counts once it has been open
// for its whole length, and only if it holds hits.
func (m *Monitor) Check(now int64) (fired string, ok bool) {
	if now < m.next {
		return "", false
	}
	m.next = now + between
	for i := range m.watches {
		w := &m.watches[i]
		if !m.any || now-m.first < w.width*slices {
			continue
		}
		if f := w.value(now, m.open); !f.None && f.Breaks(w.rule.Op, w.rule.Value) {
			return fmt.Sprintf("%s (observed %s)", w.rule.Expr, figure.Observed(w.rule.Expr)(f.Given())), true
		}
	}
	return "", false
}

func (w *watch) value(now int64, open []Open) judge.Figure {
	all := &tally.Cell{}
	for i := range w.parts {
		if p := &w.parts[i]; p.cell != nil && p.index > now/w.width-slices {
			all.Merge(p.cell)
		}
	}
	for _, o := range open {
		late := float64(now-o.Due) > w.rule.Value*float64(time.Millisecond)
		for n := 0; w.slow && late && (w.entry < 0 || w.entry == int(o.Entry)) && n < o.N; n++ {
			all.Add(&hit.Hit{Entry: o.Entry, Due: o.Due, Sent: o.Due, Done: now}, false)
		}
	}
	all.Settle()
	return w.metric.Of(&judge.Scope{Name: w.rule.Entry, Cell: all})
}
