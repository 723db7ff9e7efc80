// Package faults says what was broken during a run, and when: the lines of the
// reports, and the bands that charts shade.
package faults

import (
	"fmt"

	"squall/analyze"
	"squall/reports/figure"
)

// Of lists what was broken and when; the same fault in several blocks is
// one line.
func Of(r *analyze.Result) []string {
	var order []string
	count, first := map[string]int{}, map[string]string{}
	for _, f := range r.Faults {
		what := fmt.Sprintf("%s on %s from %s for %s", f.Kind, figure.OrNothing(f.Target), figure.Seconds(f.AtS), figure.Seconds(f.ForS))
		if f.Error != "" {
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

// Error says why a fault was not taken back.
func Error(f analyze.FaultSeen) string {
	if f.Error == "" {
		return "not taken back"
	}
	return f.Error
}
