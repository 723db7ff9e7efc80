package experiment

import (
	"fmt"
	"slices"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/analyze/result"
	"squall/reports/table"
)

// times are when a steady state is looked at.
var times = []string{"before", "during", "after"}

// Tables are the steady state at each time, and what was seen of each fault.
func Tables(r *analyze.Result) []table.Table {
	return []table.Table{steady(r), proofs(r)}
}

func steady(r *analyze.Result) table.Table {
	t := table.Table{Title: "steady state", Header: append([]string{"condition"}, times...), Right: make([]bool, 1+len(times))}
	several := len(r.Arms) > 1
	at := map[[2]string]int{}
	for i := range r.Experiment.Steady {
		h := &r.Experiment.Steady[i]
		key := [2]string{h.Arm, h.Expr}
		row, ok := at[key]
		if !ok {
			row, at[key] = len(t.Rows), len(t.Rows)
			name := figure.OrNothing(h.Expr)
			if several {
				name += "\nin arm " + h.Arm
			}
			t.Rows = append(t.Rows, []string{name, "not asked", "not asked", "not asked"})
		}
		for k, when := range times {
			if when == h.When {
				t.Rows[row][1+k] = held(h)
			}
		}
	}
	return t
}

// held is one condition at one time: the word, and what was seen in small print.
func held(h *result.Held) string {
	word := map[analyze.Verdict]string{analyze.Pass: "held", analyze.Fail: "BROKE"}[h.Verdict]
	if word == "" {
		word = string(h.Verdict)
	}
	text := value(h.Expr, h.Observed)
	if ci := figure.Interval(h.CI, figure.Observed(h.Expr)); ci != "" {
		text += " " + ci
	}
	if h.Detail != "" {
		text += "; " + h.Detail
	}
	return word + "\n" + text
}

func proofs(r *analyze.Result) table.Table {
	t := table.Table{
		Title: "faults, and what clients of their functions saw", Header: []string{"fault", "injected", "failed", "refused", "of", "observed", "healed"},
		Right: []bool{false, true, true, true, true, false, false},
	}
	for i := range r.Experiment.Faults {
		p := &r.Experiment.Faults[i]
		name := p.Kind
		if p.Target != "" {
			name += " on " + p.Target
		}
		name += fmt.Sprintf("\nfrom %s for %s", figure.Seconds(p.AtS), figure.Seconds(p.ForS))
		if len(r.Arms) > 1 {
			name += " in " + p.Arm
		}
		if p.Killed {
			name += ", " + killed
		}
		injected := figure.None
		if p.Injected != nil {
			injected = figure.Of(*p.Injected, *p.Matched)
		}
		t.Rows = append(t.Rows, []string{name, injected, figure.Count(p.Failed), figure.Count(p.Throttled), figure.Count(p.Sent), seen(p), healed(p, asked(r, p.Arm))})
	}
	return t
}

func seen(p *result.FaultProof) string {
	text := p.Observed
	if p.DetectS != nil {
		text += ", after " + figure.Seconds(*p.DetectS)
	}
	small := ""
	for _, h := range p.Expect {
		if small != "" {
			small += "; "
		}
		small += h.Expr + " (" + value(h.Expr, h.Observed) + ")"
	}
	return text + "\n" + small
}

// asked says whether anybody said what it is to be well after a fault.
func asked(r *analyze.Result, arm string) bool {
	return slices.ContainsFunc(r.Experiment.Steady, func(h result.Held) bool { return h.Arm == arm && h.When != "before" })
}

func healed(p *result.FaultProof, asked bool) string {
	switch {
	case !asked:
		return "not asked"
	case p.RecoverS == nil && p.Observed == "no":
		return figure.None
	case p.RecoverS == nil:
		return "never"
	case *p.RecoverS == 0:
		return "at once"
	}
	return figure.Seconds(*p.RecoverS) + " after its end"
}
