// Package sidebyside says what a comparison of two runs, or of two arms of one,
// showed.
package sidebyside

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/reports/figure"
	"squall/reports/table"
	"squall/reports/view"
)

// Comparison is a comparison in words.
type Comparison struct {
	Title    string
	Sides    []string // what the two sides are
	Verdict  string
	Why      []string
	Table    table.Table // everything
	Short    table.Table // what fits 80 columns
	Legend   string
	Differ   []string // what the two do not have in common
	Warnings []string
}

// Of says a comparison in words.
func Of(c *compare.Comparison) *Comparison {
	v := &Comparison{
		Title: "squall compare: " + c.Candidate.Label + " with " + c.Base.Label, Verdict: string(c.Verdict), Why: why(c), Warnings: c.Warnings,
	}
	if c.Kind == compare.OfPrediction {
		v.Title = "squall compare: what " + c.Base.Label + " foretold, and " + c.Candidate.Label + " measured"
	}
	v.Sides = []string{side("base", &c.Base), side("candidate", &c.Candidate)}
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
		v.Table, v.Short = rows(c)
		v.Legend = fmt.Sprintf("* decides, the others warn; = is an exact count, the others are judged on their 95 %% interval; "+
			"! on the cold-start boundary; times in ms. Good is up to %.3g %% worse, or %s, or %.3g points of a share.",
			100*c.Margin, figure.MsUnit(&c.FloorMs), 100*c.RateFloor)
	}
	return v
}

func side(name string, r *compare.Run) string {
	ground := view.Ground(analyze.Run{Target: r.Target, Clock: r.Clock, Model: r.Model, Seed: r.Seed})
	s := fmt.Sprintf("%s: %s, %s, %s", name, r.ID, r.Verdict, ground)
	if len(r.Versions) > 0 && len(r.Versions) <= 4 {
		s += "; served by version " + strings.Join(r.Versions, ", ")
	}
	if !r.Hits {
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

// rows is the table with everything, and short the one that fits a terminal.
func rows(c *compare.Comparison) (full, short table.Table) {
	full = table.Table{
		Title:  "side by side",
		Header: []string{"entry", "metric", "", "n", "base", "candidate", "ratio, 95 %", "verdict"},
		Right:  []bool{false, false, false, true, true, true, false, false},
	}
	short = table.Table{
		Header: []string{"entry", "metric", "", "base", "cand.", "ratio, 95 %", "verdict"},
		Right:  []bool{false, false, false, true, true, false, false},
	}
	several := slices.ContainsFunc(c.Rows, func(r compare.Row) bool { return r.Arm != c.Rows[0].Arm })
	for i := range c.Rows {
		r := &c.Rows[i]
		name := r.Entry
		if several {
			name = r.Arm + "." + r.Entry
		}
		ratio := ""
		if r.Ratio != nil || r.CI != nil {
			ratio = strings.TrimSpace(figure.Ratio(r.Ratio) + " " + figure.Interval(r.CI, figure.Ratio))
		}
		write, brief := figure.Observed(r.Metric), figure.Observed(r.Metric)
		if v := r.BaseValue; v != nil && strings.HasSuffix(write(v), " ms") {
			brief = figure.Ms
		}
		n := figure.Count(min(r.BaseN, r.CandidateN))
		full.Rows = append(full.Rows, []string{name, r.Metric, marks(r), n, write(r.BaseValue), write(r.CandidateValue), ratio, verdict(r)})
		short.Rows = append(short.Rows, []string{name, r.Metric, marks(r), brief(r.BaseValue), brief(r.CandidateValue), ratio, verdict(r)})
	}
	return full, short
}

func marks(r *compare.Row) string {
	s := ""
	if r.Role == compare.Primary {
		s = "*"
	}
	if r.Kind == "exact" {
		s += "="
	}
	if r.Boundary {
		s += "!"
	}
	return s
}

// verdict is a word or two: what there is to say beside them says why.
func verdict(r *compare.Row) string {
	switch {
	case r.Role != compare.Primary:
		return r.Reading
	case r.Verdict == analyze.Pass && r.Reading == "worse":
		return "PASS, worse"
	}
	return string(r.Verdict)
}

// why leaves out the verdict where it stands before all of them anyway.
func why(c *compare.Comparison) []string {
	out := make([]string, len(c.Why))
	for i, s := range c.Why {
		out[i] = strings.TrimPrefix(s, string(c.Verdict)+": ")
	}
	return out
}
