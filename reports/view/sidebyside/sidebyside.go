// Package sidebyside says what a comparison of two runs, or of two arms of one,
// showed.
package sidebyside

import (
	"fmt"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/figure"
	"squall/reports/table"
	"squall/reports/view"
)

// Comparison is a comparison in words.
type Comparison struct {
	Title    string
	Sides    []string // what the two sides are
	Verdict  string
	Why      []string
	Rows     []Row
	Table    table.Table   // everything
	Short    []table.Table // what decides or differs, an arm each
	Left     string        // how much that leaves out
	Heads    []string      // how the two sides are called, and what is said of both
	Legend   string
	RestsOn  string   // on what kinds of rules the figures rest
	Differ   []string // what the two do not have in common
	Warnings []string
}

// Of says a comparison in words.
func Of(c *compare.Comparison) *Comparison {
	v := &Comparison{
		Heads: heads(c, "candidate"), Title: "squall compare: " + c.Candidate.Label + " with " + c.Base.Label, Verdict: string(c.Verdict), Why: why(c), Warnings: c.Warnings,
	}
	if c.Kind == compare.OfPrediction {
		v.Title = "squall compare: what " + c.Base.Label + " foretold, and " + c.Candidate.Label + " measured"
	}
	if base, cand, ok := strings.Cut(c.Arms, ":"); ok {
		v.Title = fmt.Sprintf("squall compare: arm %s with arm %s of %s", cand, base, c.Base.Label)
	}
	v.Sides = []string{side("base", &c.Base), side("candidate", &c.Candidate)}
	if c.Kind == compare.OfPrediction {
		v.Sides = []string{side("foretold", &c.Base), side("measured", &c.Candidate), check(c)}
	}
	if c.Kind == compare.OfArms {
		v.Sides = []string{side("run", &c.Base)}
	}
	for _, d := range c.Different {
		word := "keeps them apart"
		if d.Allowed {
			word = "as it may"
		}
		v.Differ = append(v.Differ, fmt.Sprintf("%s: %s, %s (%s)", d.Key, short(d.Base), short(d.Candidate), word))
	}
	if len(c.Rows) > 0 {
		v.Rows = rows(c)
		v.Table, v.RestsOn = full(c, v.Rows), restsOn(c)
		var left int
		if v.Short, left = brief(c, v.Rows); left > 0 {
			v.Left = figure.Plural(uint64(left), "more figure") + " that decide nothing and show no clear change"
		}
		good, errors := "Good is up to %.3g %% worse", ""
		if c.Kind == compare.OfPrediction {
			good, errors = "Foretold well is what comes within %.3g %%", "; + is foretold too high"
		}
		v.Legend = fmt.Sprintf("* decides, the others warn; = is an exact count, the others are judged on their 95 %% interval, pt in points of a share; "+
			"! on the cold-start boundary; times in ms"+errors+". "+good+", or %s, or %.3g points of a share.",
			100*c.Margin, figure.MsUnit(&c.FloorMs), 100*c.RateFloor)
	}
	return v
}

// check says what is compared, where one side foretells the other.
func check(c *compare.Comparison) string {
	how := "a simulation"
	switch {
	case c.Base.Clock == "virtual":
	case strings.HasPrefix(c.Base.Model, "calibrated"):
		how = "a rehearsal with a calibrated model"
	default:
		how = "a rehearsal"
	}
	return "This checks a prediction: how far off " + how + " was, figure by figure. It says nothing of whether the measured run is good."
}

func side(name string, r *compare.Run) string {
	ground := view.Ground(analyze.Run{Target: r.Target, Clock: r.Clock, Model: r.Model, Seed: r.Seed})
	s := fmt.Sprintf("%s: %s, %s, %s", name, r.ID, r.Verdict, ground)
	if len(r.Versions) > 0 && len(r.Versions) <= 4 {
		s += "; served by version " + strings.Join(r.Versions, ", ")
	}
	switch {
	case len(r.Pool) > 0:
		s += fmt.Sprintf("; the latest of %d runs, whose mean is the base and whose spread is in every interval", len(r.Pool))
	case !r.Hits:
		s += "; from result.json"
	}
	return s
}

func short(s string) string {
	switch {
	case s == "":
		return figure.None
	case len(s) == 64:
		return s[:8]
	}
	return s
}

// why leaves out the verdict where it stands before all of them anyway.
func why(c *compare.Comparison) []string {
	out := make([]string, len(c.Why))
	for i, s := range c.Why {
		out[i] = strings.TrimPrefix(s, string(c.Verdict)+": ")
	}
	return out
}
