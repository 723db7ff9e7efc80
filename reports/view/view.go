// Package view says what a report says: it turns a result into sentences and
// tables of words, once, so that the terminal, Markdown and HTML cannot
// disagree.
//
// It does not lay anything out: widths, colours, escaping and order on the
// page belong to the reports.
package view

import (
	"squall/analyze"
	"squall/reports/table"
	"squall/reports/view/events"
	"squall/reports/view/experiment"
	"squall/reports/view/faults"
	"squall/reports/view/refused"
	"squall/reports/view/releases"
)

// View is a result in words.
type View struct {
	Title        string // squall quickstart: 2 arms x 2 repeats, waits 60x
	Description  string
	Ground       string // where it ran and what stood for the user's code
	Verdict      string
	Headline     []string          // what the verdict means, in sentences
	Why          []string          // what decided it, beside the expectations
	Groups       []Group           // latency, one per function
	Versions     []string          // where more than one version answered
	Retries      []string          // where clients try again
	Release      *releases.Release // nil: the run made none
	Refusals     []refused.Refusal
	Ledgers      []events.Ledger
	Trust        string
	Connections  string // what opening them took; "" where nobody watched
	Expected     string // 5 PASS, 1 FAIL
	Expectations []Expectation
	RestsOn      string      // on what kinds of rules the expectations rest
	Comparisons  table.Table // the ones that are neither same nor unclear
	NotUndone    []string
	Faults       []string
	Cost         []string
	Warnings     []string
}

// Expectation is one judged line of the profile.
type Expectation struct {
	Mark     string // PASS, FAIL, INCONCLUSIVE, ...
	Expr     string
	Observed string // value and interval
	RestsOn  string // what kind of rule it leans on: documented, recorded, measured, unsure
	Note     string // needs n=..., unsure, detail
}

// Of says a result in words.
func Of(r *analyze.Result) *View {
	return &View{
		Title:        title(r),
		Description:  r.Run.Description,
		Ground:       Ground(r.Run),
		Verdict:      verdict(r),
		Headline:     headline(r),
		Why:          why(r),
		Groups:       groups(r),
		Versions:     versions(r),
		Retries:      retries(r),
		Release:      releases.Of(r),
		Refusals:     refused.Of(r),
		Ledgers:      events.Of(r),
		Trust:        trust(r),
		Connections:  roads(r),
		Expected:     tally(r),
		Expectations: expectations(r),
		RestsOn:      restsOn(r),
		Comparisons:  comparisons(r),
		NotUndone:    notUndone(r),
		Faults:       append(faults.Of(r), experiment.Of(r)...),
		Cost:         costs(r),
		Warnings:     r.Warnings,
	}
}
