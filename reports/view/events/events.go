// Package events says what became of asynchronous events: the ledger of an
// entry in words.
package events

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
)

// Ledger is the account of one asynchronous entry in one arm.
type Ledger struct {
	Title    string // async thumbnail, on-demand
	Equation string // accepted 320 = succeeded 311 + retries exhausted 9
	Attempts string // attempts 1: 224  2: 67  3: 29
	Gaps     string // gaps 60 s, 120 s (1 s, 2 s on the clock)
	Lines    []string
	Of       *analyze.Ledger
	Bad      bool // something is lost, doubled or without an end
}

// Of has one element per asynchronous entry and arm that sent something.
func Of(r *analyze.Result) []Ledger {
	var out []Ledger
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Ledger == nil || p.Sent == 0 && p.Ledger.Accepted == 0 {
				continue
			}
			title := "async " + p.Entry
			if len(r.Arms) > 1 {
				title += ", " + arm.Name
			}
			out = append(out, ledger(title, p.Ledger))
		}
	}
	return out
}

func ledger(title string, l *analyze.Ledger) Ledger {
	out := Ledger{
		Title:    title,
		Of:       l,
		Equation: equation(l),
		Attempts: attempts(l.Attempts),
		Gaps:     gaps(l.GapModes),
		Bad:      l.Lost+l.Unaccounted+l.Duplicates > 0,
	}
	for _, kind := range [...]struct{ key, words string }{
		{"dead_letter", "dead letters"}, {"on_success", "on-success records"}, {"on_failure", "on-failure records"},
	} {
		if d, ok := l.Deliveries[kind.key]; ok && d != (analyze.Delivery{}) {
			out.Lines = append(out.Lines, delivery(kind.words, d))
			out.Bad = out.Bad || d.Refused > 0 || d.Received < d.Expected
		}
	}
	out.Lines = append(out.Lines, fmt.Sprintf("unaccounted %s, lost %s, duplicates %s",
		figure.Count(l.Unaccounted), figure.Count(l.Lost), figure.Count(l.Duplicates)))
	return out
}

func delivery(words string, d analyze.Delivery) string {
	line := words + " " + figure.Of(d.Received, d.Expected) + " received"
	if d.Refused > 0 {
		line += ", " + figure.Count(d.Refused) + " refused by the target"
	}
	return line
}

// equation leaves out the ends that no event met.
func equation(l *analyze.Ledger) string {
	terms := []string{"succeeded " + figure.Count(l.Succeeded)}
	for _, t := range [...]struct {
		name string
		n    uint64
	}{
		{"retries exhausted", l.RetriesExhausted}, {"expired", l.Expired}, {"zero reserved", l.ZeroReserved},
		{"in flight", l.InFlight}, {"unaccounted", l.Unaccounted},
	} {
		if t.n > 0 {
			terms = append(terms, t.name+" "+figure.Count(t.n))
		}
	}
	return "accepted " + figure.Count(l.Accepted) + " = " + strings.Join(terms, " + ")
}

// attempts lists attempts -> events, in the order of the numbers.
func attempts(counts map[string]uint64) string {
	keys := table.Ranked(counts)
	slices.SortFunc(keys, func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	})
	var parts []string
	for _, k := range keys {
		parts = append(parts, k+": "+figure.Count(counts[k]))
	}
	if len(parts) == 0 {
		return ""
	}
	return "attempts " + strings.Join(parts, "  ")
}

// gaps gives the medians before each further attempt, and what they were on
// the clock where waits were compressed.
func gaps(modes []analyze.GapMode) string {
	var nominal, measured []string
	differ := false
	for _, m := range modes {
		nominal = append(nominal, figure.Seconds(m.NominalS))
		measured = append(measured, figure.Seconds(m.MeasuredS))
		differ = differ || nominal[len(nominal)-1] != measured[len(measured)-1]
	}
	if len(nominal) == 0 {
		return ""
	}
	text := "gaps " + strings.Join(nominal, ", ")
	if differ {
		text += " (" + strings.Join(measured, ", ") + " on the clock)"
	}
	return text
}
