// Package draft makes a profile of load that was read from elsewhere: functions
// with models of the durations seen, and for each a trace to replay, or phases
// where the source has phases.
//
// It opens no file: what it writes goes where it is told. It keeps a sketch of
// the times and a bounded number of rows for each function, never requests.
package draft

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"squall/profiles/metric"
	"squall/profiles/trace/from"
)

// mostFunctions is how many functions a source may tell apart.
const mostFunctions = 1_000_000

// Window is a part of a source, in its own time.
type Window struct{ From, To int64 }

// Holds says whether an event begins in the window; none at all holds all.
func (w Window) Holds(e *from.Event) bool {
	return (w.From == 0 || e.At >= w.From) && (w.To == 0 || e.At < w.To)
}

// Survey is a first look at a source: who is called how often, and when.
type Survey struct {
	Window      Window
	Requests    map[string]float64 // by function
	First, Last int64              // where the first event begins and the last one ends
	seen        bool
	timed       bool // an event said how long it ran
	Total       float64
}

// Event counts an event.
func (s *Survey) Event(e *from.Event) error {
	if !s.Window.Holds(e) {
		return nil
	}
	if s.Requests == nil {
		s.Requests = map[string]float64{}
	}
	name := e.Function
	if _, known := s.Requests[name]; !known {
		if len(s.Requests) >= mostFunctions {
			return fmt.Errorf("there are more than %d functions; cut the source to those that matter", mostFunctions)
		}
		name = strings.Clone(name) // not the line that it stood in
	}
	if !s.seen || e.At < s.First {
		s.First = e.At
	}
	s.seen, s.Last = true, max(s.Last, e.At+max(1, e.For))
	s.timed = s.timed || e.Duration != from.Unknown && e.For == 0 && e.Count > 0
	if e.Count == 0 {
		return nil
	}
	s.Requests[name] += e.Count
	s.Total += e.Count
	return nil
}

// Choose are the functions that fit a selection, the busiest first, at most
// top. A selection is a part of a name, or a pattern with * in it; none fits
// all.
func (s *Survey) Choose(selections []string, top int) ([]string, error) {
	var out []string
	for _, f := range slices.Sorted(maps.Keys(s.Requests)) {
		if len(selections) == 0 || slices.ContainsFunc(selections, func(sel string) bool { return fits(f, sel) }) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(s.Requests[b], s.Requests[a]) })
	switch {
	case len(s.Requests) == 0:
		return nil, errors.New("there is no request in it, or none between --start and --end")
	case len(out) == 0:
		all := slices.Sorted(maps.Keys(s.Requests))
		return nil, fmt.Errorf("no function fits %s; there are %d, such as %s", strings.Join(selections, ", "), len(all), strings.Join(all[:min(3, len(all))], ", "))
	}
	return out[:min(len(out), top)], nil
}

func fits(function, selection string) bool {
	if strings.Contains(selection, "*") {
		ok, err := path.Match(selection, function)
		short, _ := path.Match(selection, path.Base(function))
		return err == nil && (ok || short)
	}
	return strings.Contains(function, selection)
}

// Origin is where a replay begins: the minute of the first event, so that
// bursts on the minute stay on it.
func (s *Survey) Origin() int64 {
	if s.Window.From > 0 {
		return s.Window.From
	}
	return s.First - s.First%int64(time.Minute)
}

// Length is how long the replay is, in whole seconds.
func (s *Survey) Length() int64 {
	end := s.Last
	if s.Window.To > 0 {
		end = s.Window.To
	}
	const second = int64(time.Second)
	return (end - s.Origin() + second - 1) / second * second
}

// names gives each function a name that a profile can have, the same for the
// same functions.
func names(functions []string) []string {
	taken := map[string]bool{}
	var out []string
	for _, f := range functions {
		name := clean(path.Base(f))
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", clean(path.Base(f)), n)
		}
		taken[name] = true
		out = append(out, name)
	}
	return out
}

// clean is the nearest name that a profile can have: a-z, 0-9 and -. Of a long
// hash the first digits are enough.
func clean(name string) string {
	const short, longest = 12, 50
	if len(name) >= 32 && strings.Trim(name, "0123456789abcdef") == "" {
		name = name[:short]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
	name = strings.Trim(name[:min(len(name), longest)], "-")
	if name == "" || name[0] < 'a' || metric.Reserved(name) {
		name = "f-" + name
	}
	return strings.TrimRight(name, "-")
}
