package scene

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Shrink makes a scene smaller for as long as it is still bad, in at most
// tries tries, and says how many it took. bad must give one answer for one
// scene.
func Shrink(s Scene, tries int, bad func(*Scene) bool) (Scene, int) {
	used := 0
	for smaller := true; smaller; {
		smaller = false
		// Many changes at a time first: of a long list few matter.
		for n := len(s.Changes) / 2; n >= 1; n /= 2 {
			for from := 0; from < len(s.Changes) && used < tries; {
				c := s.clone()
				c.Changes = slices.Delete(c.Changes, from, min(from+n, len(c.Changes)))
				if used++; bad(&c) {
					s, smaller = c, true
					continue
				}
				from += n
			}
		}
		for c := range simpler(&s) {
			if used >= tries {
				return s, used
			}
			if used++; bad(&c) {
				s, smaller = c, true
				break // what comes next is made from the smaller one
			}
		}
	}
	return s, used
}

// simpler gives scenes that lack one thing of s, the biggest things first.
func simpler(s *Scene) iter.Seq[Scene] {
	return func(yield func(Scene) bool) {
		for _, edits := range [][]func(*Scene){s.without(), s.shorter(), s.plainer()} {
			for _, edit := range edits {
				c := s.clone()
				before := c.Text()
				if edit(&c); c.Text() != before && len(c.Entries) > 0 && !yield(c) {
					return
				}
			}
		}
	}
}

// without are the edits that leave something out.
func (s *Scene) without() (edits []func(*Scene)) {
	edits = append(edits, func(c *Scene) { c.Arms = nil }, func(c *Scene) { c.Arms = c.Arms[:min(1, len(c.Arms))] })
	for _, f := range s.Functions {
		edits = append(edits, func(c *Scene) { c.forget(f.Name) })
	}
	for i := range s.Entries {
		edits = append(edits, func(c *Scene) { c.Entries = slices.Delete(c.Entries, i, i+1) })
	}
	for i, e := range s.Entries {
		for k := range e.Phases {
			if len(e.Phases) > 1 {
				edits = append(edits, func(c *Scene) { c.Entries[i].Phases = slices.Delete(c.Entries[i].Phases, k, k+1) })
			}
		}
	}
	for i := range s.Functions {
		edits = append(edits, func(c *Scene) { c.Functions[i].Provisioned = nil }, func(c *Scene) { c.Functions[i].Reserved = -1 },
			func(c *Scene) { c.Functions[i].Async = Async{Retries: 2, MaxAge: 21600} })
	}
	return edits
}

// forget leaves out a function, and what speaks of it.
func (s *Scene) forget(name string) {
	s.Functions = slices.DeleteFunc(s.Functions, func(f Function) bool { return f.Name == name })
	s.Entries = slices.DeleteFunc(s.Entries, func(e Entry) bool { return e.Function == name })
	s.Changes = slices.DeleteFunc(s.Changes, func(c Change) bool { return c.Function == name })
	for i := range s.Arms {
		s.Arms[i].Set = slices.DeleteFunc(s.Arms[i].Set, func(set string) bool { return strings.HasPrefix(set, "functions."+name+".") })
	}
}

// shorter are the edits that make the load less.
func (s *Scene) shorter() (edits []func(*Scene)) {
	for i, e := range s.Entries {
		edits = append(edits, func(c *Scene) { c.Entries[i].Warmup = 0 }, func(c *Scene) { c.Entries[i].Workers = 0 })
		for k, p := range e.Phases {
			edits = append(edits,
				func(c *Scene) {
					c.Entries[i].Phases[k].For = max(p.For/2/time.Millisecond*time.Millisecond, time.Millisecond)
				},
				func(c *Scene) { c.Entries[i].Phases[k].Rate = half(p.Rate) },
				func(c *Scene) {
					c.Entries[i].Phases[k].Arrival, c.Entries[i].Phases[k].To = "uniform", ""
				})
		}
	}
	return edits
}

func half(rate string) string {
	n, err := strconv.ParseFloat(strings.TrimSuffix(rate, "/s"), 64)
	if err != nil || n < 0.01 {
		return rate
	}
	return fmt.Sprintf("%g/s", n/2)
}

// plainer are the edits that switch a rule off or make a figure a round one.
func (s *Scene) plainer() (edits []func(*Scene)) {
	edits = append(edits, func(c *Scene) { c.Waits = 1 }, func(c *Scene) { c.Idle = [2]time.Duration{} }, func(c *Scene) { c.Lifetime = 0 },
		func(c *Scene) { c.Proactive = 0 }, func(c *Scene) { c.Sandbox = "" }, func(c *Scene) { c.Overhead = "" },
		func(c *Scene) { c.Burst = 0 }, func(c *Scene) { c.Delay = 0 }, func(c *Scene) { c.Rate = 0 }, func(c *Scene) { c.Limit = 1000 },
		func(c *Scene) { c.Requests = 0 }, func(c *Scene) { c.Backoff = "" })
	for i, f := range s.Functions {
		for k, v := range f.Versions {
			edits = append(edits, func(c *Scene) { c.Functions[i].Versions[k].Errors = 0 }, func(c *Scene) { c.Functions[i].Versions[k].InitErrors = 0 },
				func(c *Scene) { c.Functions[i].Versions[k].Init = "" })
			if !strings.HasPrefix(v.Duration, "{constant") {
				edits = append(edits, func(c *Scene) { c.Functions[i].Versions[k].Duration = "{constant: 100ms}" })
			}
		}
		for k := range f.Aliases {
			edits = append(edits, func(c *Scene) { c.Functions[i].Aliases[k].Other = "" })
		}
	}
	return edits
}
