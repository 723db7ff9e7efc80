// Package faults says what was broken during a run, and when: the lines of the
// reports, and the bands that charts shade.
package faults

import (
	"fmt"

	"squall/analyze"
	"squall/analyze/figure"
)

// Of lists what was broken and when; the same fault in several blocks is
// one line.
func Of(r *analyze.Result) []string {
	var order []string
	count, first := map[string]int{}, map[string]string{}
	for _, f := range r.Faults {
		what := fmt.Sprintf("%s from %s for %s", Named(f), figure.Seconds(f.AtS), figure.Seconds(f.ForS))
		switch {
		case unmade(f):
			what = Named(f) + " was not carried out: " + f.Error
		case f.Error != "":
			what += ": " + f.Error
		}
		if count[what]++; count[what] == 1 {
			order = append(order, what)
			first[what] = fmt.Sprintf("%s, repeat %d", f.Arm, f.Repeat+1)
		}
	}
	out := make([]string, len(order))
	for i, what := range order {
		where := figure.Plural(uint64(count[what]), "block")
		if count[what] == 1 {
			where = first[what]
		}
		out[i] = what + " (" + where + ")"
	}
	return out
}

// unmade says that a fault was not carried out.
func unmade(f analyze.FaultSeen) bool { return f.Error != "" && f.AtS == 0 && f.ForS == 0 }

// Error says why a fault was not taken back.
func Error(f analyze.FaultSeen) string {
	if f.Error == "" {
		return "not taken back"
	}
	return f.Error
}

// Band is a stretch of time in which something was broken.
type Band struct {
	Mark     string // a letter, which Marks explains
	From, To float64
}

const mostBands = 40

// Bands are the faults of an arm, in seconds from the start of the load. Repeats
// have the same ones at the same times.
func Bands(r *analyze.Result, arm string) []Band {
	var out []Band
	marks := marks(r)
	seen := map[analyze.FaultSeen]bool{}
	for _, f := range r.Faults {
		if unmade(f) {
			continue
		}
		f.Repeat, f.Undone, f.Error = 0, false, ""
		if f.Arm != arm || seen[f] || len(out) == mostBands {
			continue
		}
		seen[f] = true
		out = append(out, Band{Mark: marks[Named(f)], From: f.AtS, To: f.AtS + f.ForS})
	}
	return out
}

// Marks explains the letters of bands: "A throttle.reserved on report".
func Marks(r *analyze.Result) []string {
	var out []string
	marks := marks(r)
	seen := map[string]bool{}
	for _, f := range r.Faults {
		if what := Named(f); !seen[what] && !unmade(f) {
			seen[what] = true
			out = append(out, marks[what]+" "+what)
		}
	}
	return out
}

// Named is a fault with what it strikes, where that is not everything.
func Named(f analyze.FaultSeen) string {
	if f.Target == "" {
		return f.Kind // it strikes all
	}
	return f.Kind + " on " + f.Target
}

// marks gives each kind and target a letter, in the order of the faults.
func marks(r *analyze.Result) map[string]string {
	out := map[string]string{}
	for _, f := range r.Faults {
		if out[Named(f)] == "" {
			out[Named(f)] = string(rune('A' + len(out)%26))
		}
	}
	return out
}
