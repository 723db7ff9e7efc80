// Package design says what the plan of a run lets one expect of its figures:
// which entries are served by provisioned environments, what the loss formula
// predicts, and whether an arm shows the effect of what it varies.
//
// It measures nothing, and it has no say in what the user expects.
package design

import (
	"strconv"
	"time"

	"squall/profiles"
)

// Lane is one entry in one arm.
type Lane struct {
	Entry *profiles.Entry    // nil when the arm has no such entry
	Fn    *profiles.Function // nil for an address without a function
	Spare int                // provisioned concurrency that the entry's qualifier leads to
}

// NewLane finds an entry and its function in a world.
func NewLane(w *profiles.World, name string) Lane {
	l := Lane{}
	for i := range w.Attack {
		if w.Attack[i].Name == name {
			l.Entry = &w.Attack[i]
		}
	}
	if l.Entry == nil {
		return l
	}
	for i := range w.Functions {
		if w.Functions[i].Name == l.Entry.Function {
			l.Fn = &w.Functions[i]
		}
	}
	l.Spare = l.provisioned()
	return l
}

// Async says whether the entry's requests are queued and answered at once.
func (l *Lane) Async() bool { return l.Entry != nil && l.Entry.Async() }

// Closed says whether the function's reserved concurrency is 0, from the start
// or by a fault.
func (l *Lane) Closed(w *profiles.World) bool {
	if l.Fn == nil {
		return false
	}
	for _, f := range w.Faults {
		if f.Kind == "throttle.reserved" && f.Function == l.Fn.Name && f.Value == "0" {
			return true
		}
	}
	return l.Fn.Reserved != nil && *l.Fn.Reserved == 0
}

// Function names the entry's function with its qualifier.
func (l *Lane) Function() string {
	if l.Entry.Function != "" && l.Entry.Alias != "" {
		return l.Entry.Function + ":" + l.Entry.Alias
	}
	return l.Entry.Function
}

// alias is the alias that the entry goes to, or nil.
func (l *Lane) alias() *profiles.Alias {
	if l.Fn == nil {
		return nil
	}
	for i := range l.Fn.Aliases {
		if l.Fn.Aliases[i].Name == l.Entry.Alias {
			return &l.Fn.Aliases[i]
		}
	}
	return nil
}

// provisioned adds up what is configured on the qualifier itself and, for an
// alias, on the version behind it.
func (l *Lane) provisioned() int {
	if l.Fn == nil || l.Entry.Alias == "" {
		return 0
	}
	n := 0
	for _, p := range l.Fn.Provisioned {
		a := l.alias()
		if p.Qualifier == l.Entry.Alias || a != nil && p.Qualifier == a.To {
			n += p.Count
		}
	}
	return n
}

// Span is how long the load of a world lasts, warm-up included.
func Span(w *profiles.World) time.Duration {
	longest := time.Duration(0)
	for _, e := range w.Attack {
		longest = max(longest, e.Warmup+e.Length())
	}
	return longest
}

// Arrivals is how many requests an entry's schedule holds on average, warm-up
// included.
func Arrivals(e *profiles.Entry) float64 { return e.Hits() + e.WarmupHits() }

// Thousands writes 3580 as 3,580.
func Thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
