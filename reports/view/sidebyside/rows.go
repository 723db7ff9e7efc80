package sidebyside

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/figure"
	"squall/reports/table"
)

// Row is one figure of both sides in words.
type Row struct {
	Of        *compare.Row
	Entry     string // with its arm where there are several
	Marks     string // *, = and !, as the legend says
	N         string
	Base      string
	Candidate string
	Ratio     string // with its interval; of a prediction its error
	Verdict   string
	Note      string
}

// rows says each figure in words.
func rows(c *compare.Comparison) (out []Row) {
	several := slices.ContainsFunc(c.Rows, func(r compare.Row) bool { return r.Arm != c.Rows[0].Arm })
	for i := range c.Rows {
		r := &c.Rows[i]
		write := figure.Observed(r.Metric)
		row := Row{
			Of: r, Entry: r.Entry, Marks: marks(r), N: figure.Count(min(r.BaseN, r.CandidateN)),
			Base: write(r.BaseValue), Candidate: write(r.CandidateValue), Verdict: verdict(r), Note: note(r),
		}
		if several {
			row.Entry = r.Arm + "." + r.Entry
		}
		if r.Ratio != nil || r.CI != nil {
			row.Ratio = strings.TrimSpace(figure.Ratio(r.Ratio) + " " + figure.Interval(r.CI, figure.Ratio))
		} else if r.DiffCI != nil {
			row.Ratio = figure.Points(r.DiffCI)
		}
		if c.Kind == compare.OfPrediction {
			row.Ratio = r.Off()
		}
		out = append(out, row)
	}
	return out
}

// heads are how the two sides are called, and what is said of both.
func heads(c *compare.Comparison, cand string) []string {
	if c.Kind == compare.OfPrediction {
		return []string{"foretold", "measured", "error, 95 %"}
	}
	return []string{"base", cand, "ratio, 95 %"}
}

// full is the table with everything.
func full(c *compare.Comparison, all []Row) table.Table {
	t := table.Table{
		Title:  "side by side",
		Header: slices.Concat([]string{"entry", "metric", "", "n"}, heads(c, "candidate"), []string{"verdict", "rests on"}),
		Right:  []bool{false, false, false, true, true, true, false, false, false},
	}
	for _, r := range all {
		t.Rows = append(t.Rows, []string{r.Entry, r.Of.Metric, r.Marks, r.N, r.Base, r.Candidate, r.Ratio, r.Verdict, figure.RestsOn(r.Of.RestsOn)})
	}
	return t
}

// brief has a table for each arm, of what decides or differs, and all of a
// prediction; left is how many figures it leaves out.
func brief(c *compare.Comparison, all []Row) (tables []table.Table, left int) {
	several := slices.ContainsFunc(all, func(r Row) bool { return r.Of.Arm != all[0].Of.Arm })
	var t *table.Table
	arm, entry := "", ""
	for _, r := range all {
		if c.Kind != compare.OfPrediction && r.Of.Role != compare.Primary && r.Of.Reading != "worse" && r.Of.Reading != "better" {
			left++
			continue
		}
		if t == nil || r.Of.Arm != arm {
			tables = append(tables, table.Table{
				Header: slices.Concat([]string{"entry", "metric", ""}, heads(c, "cand."), []string{"verdict"}),
				Right:  []bool{false, false, false, true, true, false, false},
			})
			t, arm, entry = &tables[len(tables)-1], r.Of.Arm, ""
			if several {
				t.Title = arm
			}
		}
		name := r.Of.Entry
		if name == entry {
			name = "" // said once
		}
		entry = r.Of.Entry
		base, cand := strings.TrimSuffix(r.Base, " ms"), strings.TrimSuffix(r.Candidate, " ms")
		t.Rows = append(t.Rows, []string{name, r.Of.Metric, r.Marks, base, cand, r.Ratio, r.Verdict})
	}
	return tables, left
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
	case r.Role != compare.Primary && r.Error != nil: // no side of it is the better one
		if r.Reading == "better" || r.Reading == "worse" {
			return "off"
		}
		return r.Reading
	case r.Role != compare.Primary:
		return r.Reading
	case r.Verdict == analyze.Pass && r.Reading == "worse":
		return "PASS, worse"
	}
	return string(r.Verdict)
}

func note(r *compare.Row) string {
	var parts []string
	if r.Detail != "" {
		parts = append(parts, r.Detail)
	}
	if r.NeedRepeats != nil && r.Verdict != analyze.Pass {
		parts = append(parts, fmt.Sprintf("needs about %d repeats", *r.NeedRepeats))
	}
	if r.NeedN != nil && r.Verdict != analyze.Pass {
		parts = append(parts, fmt.Sprintf("needs n of about %s a side", figure.Count(*r.NeedN)))
	}
	return strings.Join(parts, "; ")
}

// restsOn says on what kinds of rules the metrics lean.
func restsOn(c *compare.Comparison) string {
	return figure.Leaning(len(c.Rows), func(i int) (what, on string) { return c.Rows[i].Metric, c.Rows[i].RestsOn })
}
