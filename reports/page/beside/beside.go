// Package beside writes a comparison of two runs, or of two arms of one, as an
// HTML page: the verdict first, every figure with its interval against the
// margin, and what moved.
//
// It judges nothing and computes nothing but where marks lie.
package beside

import (
	_ "embed" // the style of comparisons
	"io"
	"slices"
	"strings"

	"squall/analyze/compare"
	"squall/analyze/figure"
	"squall/reports/page/latency"
	"squall/reports/page/sheet"
	"squall/reports/view/sidebyside"
)

//go:embed beside.css
var style string

// mostCharts is how many charts of one kind there are at most.
const mostCharts = 24

// mostWhy is how many sentences stand above everything.
const mostWhy = 6

// Write writes the page.
func Write(w io.Writer, c *compare.Comparison) error {
	v := sidebyside.Of(c)
	m := &sheet.Sheet{Rest: "compare.json"}
	m.Add(head(v))
	m.Add(figures(m, v, c))
	if len(c.Rows) > 0 {
		drawn, omitted := shifts(c)
		about := "The difference of each quantile, with its 95 % interval: below 0 the candidate is faster. A band that holds 0 shows no difference."
		if !banded(c) {
			about = "The difference of each quantile: below 0 the candidate is faster. There is no band, since not all hits of both runs were kept; the table has the intervals."
		}
		if c.Kind == compare.OfPrediction {
			about = strings.ReplaceAll(about, "the candidate is faster", "it was faster than foretold: the candidate is what was measured")
		}
		m.Pictures("shifts", "What moved", about, "No entry has ok requests on both sides that wait for their answer, so there are no latencies to compare.", drawn, omitted)
		if drawn, omitted := curves(c); len(drawn) > 0 {
			m.Pictures("curves", "Latency by percentile", "Each nine of the percentile takes as much room as the last.", "", drawn, omitted)
		}
	}
	section(m, "differ", "What differs", v.Differ)
	section(m, "warnings", "Warnings", v.Warnings)
	foot := "<footer>" + sheet.Escape("base "+c.Base.ID+", candidate "+c.Candidate.ID) + "</footer>\n"
	return sheet.Write(w, sheet.Policy, v.Verdict+" "+v.Title, sheet.Style+style, "<main>\n"+sheet.Linked(m.Finish(foot))+"</main>\n", sheet.Script())
}

func section(m *sheet.Sheet, id, title string, items []string) {
	if len(items) > 0 {
		m.Add("<h2 id=\"" + id + "\">" + title + "</h2>\n")
		m.List("", "", items)
	}
}

// worst puts what the verdict is from first; the others name a verdict of their
// own.
func worst(why []string) []string {
	other := func(s string) bool { return strings.HasPrefix(s, "INCONCLUSIVE: ") }
	return slices.Concat(slices.DeleteFunc(slices.Clone(why), other), slices.DeleteFunc(slices.Clone(why), func(s string) bool { return !other(s) }))
}

func head(v *sidebyside.Comparison) string {
	var b strings.Builder
	b.WriteString("<header>\n<p class=\"verdict " + sheet.Kind(v.Verdict) + "\">" + sheet.Escape(v.Verdict) + "</p>\n")
	b.WriteString("<h1>" + sheet.Escape(v.Title) + "</h1>\n")
	for i, why := range worst(v.Why) {
		if i == mostWhy {
			b.WriteString("<p>and " + figure.Count(uint64(len(v.Why)-i)) + " more in the table below</p>\n")
			break
		}
		b.WriteString("<p>" + sheet.Escape(why) + "</p>\n")
	}
	for _, side := range v.Sides {
		b.WriteString("<p class=\"ground\">" + sheet.Escape(side) + "</p>\n")
	}
	return b.String() + "</header>\n"
}

func banded(c *compare.Comparison) bool {
	for i := range c.Shifts {
		for _, p := range c.Shifts[i].Points {
			if p.CI != nil {
				return true
			}
		}
	}
	return len(c.Shifts) == 0
}

func shifts(c *compare.Comparison) (charts []string, omitted int) {
	for i := range c.Shifts {
		s := &c.Shifts[i]
		if len(charts) == mostCharts {
			omitted++
		} else if drawn := latency.Shift(named(s.Arm, s.Entry), &s.Shift); drawn != "" {
			charts = append(charts, drawn)
		}
	}
	return charts, omitted
}

func curves(c *compare.Comparison) (charts []string, omitted int) {
	for i := range c.Curves {
		k := &c.Curves[i]
		base, cand := "base", "candidate"
		switch c.Kind {
		case compare.OfPrediction:
			base, cand = "foretold", "measured"
		case compare.OfArms:
			base, cand, _ = strings.Cut(k.Arm, ":")
		}
		if len(charts) == mostCharts {
			omitted++
		} else if drawn := latency.Curve(named(k.Arm, k.Entry), []latency.Line{latency.LineOf(base, k.Base), latency.LineOf(cand, k.Candidate)}); drawn != "" {
			charts = append(charts, drawn)
		}
	}
	return charts, omitted
}

// named is what a chart of an entry is called: with its arm where that says
// something.
func named(arm, entry string) string {
	if arm == "base" || arm == "" || strings.Contains(arm, ":") {
		return entry
	}
	return entry + ", " + arm
}
