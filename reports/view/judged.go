package view

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
	"squall/reports/view/faults"
)

// expectations writes each judged line with what was seen.
func expectations(r *analyze.Result) []Expectation {
	out := make([]Expectation, len(r.Expectations))
	for i, e := range r.Expectations {
		out[i] = Expectation{Mark: mark(e.Verdict), Expr: e.Expr, Observed: observed(e), RestsOn: figure.RestsOn(e.RestsOn), Note: note(e)}
	}
	return out
}

func mark(v analyze.Verdict) string {
	if v == "" {
		return "NOT JUDGED"
	}
	return string(v)
}

func observed(e analyze.Expected) string {
	write := figure.Observed(e.Expr)
	text := write(e.Observed)
	if ci := figure.Interval(e.CI, write); ci != "" {
		text += " " + ci
	}
	return text
}

func note(e analyze.Expected) string {
	var parts []string
	if e.Kind == "exact" {
		parts = append(parts, "exact")
	}
	if e.NeedRepeats != nil && e.Verdict != analyze.Pass {
		parts = append(parts, fmt.Sprintf("needs repeat: %d or so", *e.NeedRepeats))
	}
	if e.NeedN != nil && e.Verdict != analyze.Pass {
		parts = append(parts, "needs n="+figure.Count(*e.NeedN))
	}
	if unsure(e) {
		parts = append(parts, "unsure: rests on a guess about AWS")
	}
	if e.Detail != "" {
		parts = append(parts, e.Detail)
	}
	return strings.Join(parts, "; ")
}

// restsOn says on what kinds of rules the expectations lean.
func restsOn(r *analyze.Result) string {
	return figure.Leaning(len(r.Expectations), func(i int) (what, on string) { return r.Expectations[i].Expr, r.Expectations[i].RestsOn })
}

// unsure says that an expectation rests on a guess about AWS, and so cannot
// fail a run.
func unsure(e analyze.Expected) bool { return e.RestsOn == "unsure" }

// tally counts the expectations by verdict, in a fixed order.
func tally(r *analyze.Result) string {
	counts := map[string]int{}
	for _, e := range r.Expectations {
		counts[mark(e.Verdict)]++
	}
	var parts []string
	for _, v := range [...]string{"PASS", "FAIL", "INCONCLUSIVE", "INVALID", "ABORTED", "DIRTY", "INCOMPARABLE", "NOT JUDGED"} {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	return strings.Join(parts, ", ")
}

// comparisons lists what differs between the first arm and the others, beside
// p99, which the latency tables already give.
func comparisons(r *analyze.Result) table.Table {
	t := table.Table{
		Title:  "what else differs",
		Header: []string{"entry", "metric", "first arm", "other arm", "from", "to", "ratio, 95 % interval", "reading"},
		Right:  []bool{false, false, false, false, true, true, false, false},
	}
	for _, c := range r.Comparisons {
		if c.Metric == "p99" || c.Reading == "same" || c.Reading == "unclear" || c.Reading == "" {
			continue
		}
		write := figure.Observed(c.Metric)
		t.Rows = append(t.Rows, []string{c.Entry, c.Metric, c.Base, c.Candidate,
			write(c.BaseValue), write(c.CandidateValue), ratioText(c), c.Reading})
	}
	return t
}

// trust says whether the figures can be believed: was the generator, or the
// stand-in, the limit?
func trust(r *analyze.Result) string {
	g := r.Generator
	if r.Run.Clock == "virtual" {
		return "virtual time: no generator, no network, nothing can be late"
	}
	if g.Lag.N == 0 && sent(r) == 0 {
		return "nothing was sent, so nothing can be said of the generator"
	}
	parts := []string{"lag p99 " + figure.MsUnit(g.Lag.P99), "unsent " + figure.Count(g.Unsent)}
	if g.CPU != nil {
		parts = append(parts, fmt.Sprintf("CPU %d%%", int(math.Round(*g.CPU*100))))
	}
	if r.Standin.Lag.N > 0 {
		parts = append(parts, "stand-in lag p99 "+figure.MsUnit(r.Standin.Lag.P99))
	}
	return strings.Join(parts, ", ") + ": " + limit(r)
}

func limit(r *analyze.Result) string {
	var words []string
	if r.Generator.Saturated {
		words = append(words, "the generator was the limit")
		told := slices.ContainsFunc(r.Why, func(why string) bool { return strings.Contains(why, r.Generator.Why) })
		if r.Generator.Why != "" && !told {
			words = append(words, r.Generator.Why)
		}
	}
	if r.Standin.Late {
		words = append(words, "the stand-in was late")
	}
	if len(words) == 0 {
		return "the generator was not the limit"
	}
	return strings.Join(words, "; ")
}

// versions says how traffic was shared where an entry met several versions.
func versions(r *analyze.Result) []string {
	var out []string
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			total := uint64(0)
			for _, n := range p.Versions {
				total += n
			}
			var parts []string
			for _, version := range table.Ranked(p.Versions) {
				part := float64(p.Versions[version]) / float64(total)
				parts = append(parts, version+" "+figure.Percent(&part))
			}
			if len(parts) < 2 {
				continue
			}
			entry := p.Entry
			if len(r.Arms) > 1 {
				entry += " in " + arm.Name
			}
			out = append(out, entry+": "+strings.Join(parts, ", "))
		}
	}
	return out
}

func notUndone(r *analyze.Result) []string {
	var out []string
	for _, c := range r.Changes {
		if !c.Undone {
			out = append(out, fmt.Sprintf("%s: was %s, is %s", c.What, figure.OrNothing(c.Before), figure.OrNothing(c.After)))
		}
	}
	for _, f := range r.Faults {
		if !f.Undone {
			out = append(out, "fault "+faults.Named(f)+": "+faults.Error(f))
		}
	}
	return out
}

// costs gives the arms' estimates, those from one price list on one line.
func costs(r *analyze.Result) []string {
	var terms []string
	amounts := map[string][]string{}
	for _, arm := range r.Arms {
		if arm.Cost == nil {
			continue
		}
		term := "at list prices"
		if arm.Cost.Own {
			term = "at the profile's own prices"
		}
		if arm.Cost.Dated != "" {
			term += " of " + arm.Cost.Dated
		}
		if arm.Cost.Note != "" {
			term += "; " + arm.Cost.Note
		}
		if amounts[term] == nil {
			terms = append(terms, term)
		}
		amounts[term] = append(amounts[term], arm.Name+" "+figure.Dollars(&arm.Cost.USD))
	}
	out := make([]string, len(terms))
	for i, term := range terms {
		out[i] = strings.Join(amounts[term], ", ") + " " + term
	}
	return out
}
