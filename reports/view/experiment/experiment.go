// Package experiment says in lines what a run with faults proved: what was
// injected against what clients saw, how long it took to see and to heal, what
// the steady state did, and the weakest point.
//
// It judges nothing; the experiment's verdict is in the result.
package experiment

import (
	"fmt"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
)

// Of are the lines of a result's experiment; none when it is no experiment.
func Of(r *analyze.Result) []string {
	x := r.Experiment
	if x == nil {
		return nil
	}
	var out []string
	for i := range x.Faults {
		out = append(out, proof(&x.Faults[i], len(r.Arms) > 1))
	}
	out = append(out, states(x)...)
	return append(out, Sentence(x))
}

// Sentence is what became of an experiment, with its weakest point.
func Sentence(x *analyze.Experiment) string {
	line := "experiment " + x.Verdict
	if x.Weakest != "" {
		line += ". Weakest point: " + x.Weakest
	}
	return line
}

// killed is said of a fault that was no model.
const killed = "its process killed and started again"

// proof sets one fault against what was seen of it.
func proof(p *analyze.FaultProof, named bool) string {
	var b strings.Builder
	b.WriteString(p.Kind)
	if p.Target != "" {
		b.WriteString(" on " + p.Target)
	}
	if named {
		b.WriteString(" in " + p.Arm)
	}
	if p.Killed {
		b.WriteString(", " + killed)
	}
	if p.Injected != nil {
		b.WriteString(": injected " + figure.Of(*p.Injected, *p.Matched) + ",")
	} else {
		b.WriteString(":")
	}
	b.WriteString(" clients saw " + figure.Count(p.Failed) + " failed and " + figure.Count(p.Throttled) + " refused of " + figure.Count(p.Sent))
	for _, h := range p.Expect {
		fmt.Fprintf(&b, "; %s (%s)", h.Expr, value(h.Expr, h.Observed))
	}
	fmt.Fprintf(&b, "; observed: %s", p.Observed)
	if p.DetectS != nil {
		b.WriteString(", after " + figure.Seconds(*p.DetectS))
	}
	switch {
	case p.RecoverS != nil && *p.RecoverS == 0:
		b.WriteString("; healed at once")
	case p.RecoverS != nil:
		b.WriteString("; healed " + figure.Seconds(*p.RecoverS) + " after its end")
	}
	return b.String()
}

func value(expr string, observed *float64) string {
	if observed == nil {
		return "no data"
	}
	return figure.Observed(expr)(observed)
}

// states puts what one condition came to at different times on one line.
func states(x *analyze.Experiment) []string {
	var out []string
	at := map[[2]string]int{}
	for _, h := range x.Steady {
		key := [2]string{h.Arm, h.Expr}
		said := h.When + " " + value(h.Expr, h.Observed)
		if h.Verdict != analyze.Pass {
			said += " " + string(h.Verdict)
		}
		if i, ok := at[key]; ok {
			out[i] += ", " + said
			continue
		}
		at[key] = len(out)
		out = append(out, "steady "+figure.OrNothing(h.Expr)+": "+said)
	}
	return out
}
