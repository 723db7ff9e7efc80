package steady

import (
	"squall/analyze/judge"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
)

const outcomeThrottled = hit.Throttled

// detected is how long it took from a fault's begin until what it is expected
// to show could be seen, or without that a request that failed; nil: never.
func (w *Watch) detected(a *watched, f *profiles.Fault) *float64 {
	end := Ends(f, a.world)
	sum := make([]*tally.Cell, len(w.plan.Entries))
	for bin := int(int64(f.At) / a.width); bin < len(a.bins) && int64(bin)*a.width < end; bin++ {
		merge(sum, a.bins[bin])
		if w.seen(f, sum) {
			return seconds(min(int64(bin+1)*a.width, end) - int64(f.At))
		}
	}
	return nil
}

func (w *Watch) seen(f *profiles.Fault, cells []*tally.Cell) bool {
	if len(f.Expect) == 0 {
		for _, c := range cells {
			if c != nil && c.Failures() > 0 {
				return true
			}
		}
		return false
	}
	for i := range f.Expect {
		if !w.meets(&f.Expect[i], cells) {
			return false
		}
	}
	return true
}

// meets says whether the value alone meets a condition.
func (w *Watch) meets(e *profiles.Expectation, cells []*tally.Cell) bool {
	m, ok := judge.Named(e.Metric)
	if !ok {
		return false
	}
	f := m.Of(w.scope(e, cells))
	return !f.None && f.Breaks(e.Op, e.Value)
}

// recovered is how long it took from a fault's end until the steady state held
// for good, up to the next fault; nil: it never did, or nobody said what it is.
func (w *Watch) recovered(a *watched, f *profiles.Fault) *float64 {
	end, until := Ends(f, a.world), int64(a.world.LoadTime())
	for i := range a.world.Faults {
		if at := int64(a.world.Faults[i].At); at >= end {
			until = min(until, at)
		}
	}
	healthy, looked := end, false
	for bin := int((end + a.width - 1) / a.width); bin < len(a.bins) && int64(bin)*a.width < until; bin++ {
		for i := range w.plan.Steady {
			s := &w.plan.Steady[i]
			if s.After || s.During {
				looked = true
				if w.broken(&s.Expectation, a.bins[bin]) {
					healthy = int64(bin+1) * a.width
				}
			}
		}
	}
	if !looked || healthy >= until {
		return nil
	}
	return seconds(healthy - end)
}

func (w *Watch) broken(e *profiles.Expectation, cells []*tally.Cell) bool {
	m, ok := judge.Named(e.Metric)
	if !ok {
		return false
	}
	f := m.Of(w.scope(e, cells))
	return !f.None && !f.Breaks(e.Op, e.Value)
}

func merge(into, from []*tally.Cell) {
	for i, c := range from {
		if c == nil {
			continue
		}
		if into[i] == nil {
			into[i] = tally.NewCell(-1)
		}
		c.Settle()
		into[i].Merge(c)
	}
}

func seconds(ns int64) *float64 {
	v := stats.Round(float64(ns) / 1e9)
	return &v
}
