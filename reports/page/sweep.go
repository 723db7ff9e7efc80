package page

import (
	_ "embed" // the style of sweeps
	"io"
	"strconv"
	"strings"

	"squall/analyze/sweep"
	"squall/reports/figure"
	"squall/reports/view/sweeps"
)

//go:embed sweep.css
var sweepStyle string

// sweepPolicy forbids scripts too, of which the page has none.
const sweepPolicy = "default-src 'none'; style-src 'unsafe-inline'"

// WriteSweep writes the picture of a sweep: one panel for each figure over the
// same axis, drawn without a script.
func WriteSweep(w io.Writer, s *sweep.Sweep) error {
	v := sweeps.Of(s)
	m := &markup{}
	m.add("<header>\n<p class=\"verdict " + kind(v.Verdict) + "\">" + escape(v.Verdict) + "</p>\n<h1>" + escape(v.Title) + "</h1>\n")
	if s.Run.Description != "" {
		m.add("<p class=\"about\">" + escape(s.Run.Description) + "</p>\n")
	}
	for _, why := range v.Why {
		m.add("<p>" + escape(why) + "</p>\n")
	}
	m.add("<p class=\"ground\">" + escape(v.Ground) + "</p>\n</header>\n")
	m.add(legend(s))
	panels := panels(s)
	m.list("", "Knees", v.Knees)
	m.add("<p class=\"about\">" + escape(v.Means) + ".</p>\n")
	m.list("", "Notes", v.Notes)
	m.add("<h2>Figures</h2>\n")
	for _, t := range v.Tables {
		m.table(t)
	}
	m.list("", "Expectations", v.Expect)
	m.add("<p class=\"about\">" + escape(v.Cost) + ".</p>\n")
	if m.cut {
		m.b.WriteString("<p class=\"cut\">The page is cut here for its size; the rest is in sweep.json.</p>\n")
	}
	head, rest, _ := strings.Cut(m.b.String(), "</header>\n")
	return document(w, sweepPolicy, v.Verdict+" "+v.Title, style+sweepStyle, "<main>\n", head+"</header>\n"+panels+rest,
		"<footer>"+escape("run "+s.Run.ID+", squall "+s.Run.Squall)+"</footer>\n</main>\n")
}

// legend says what the colours are.
func legend(s *sweep.Sweep) string {
	var b strings.Builder
	b.WriteString("<p class=\"legend\">")
	if arms := s.Arms(); len(arms) > 1 {
		for i, arm := range arms[:min(len(arms), colours)] {
			b.WriteString("<span class=\"key b" + strconv.Itoa(i) + "\"></span>" + escape(arm))
		}
		if more := len(arms) - colours; more > 0 {
			b.WriteString(" and " + figure.Plural(uint64(more), "more arm") + " in sweep.json")
		}
	}
	b.WriteString(" shaded: 95 % interval; below the axis<span class=\"key g-good\"></span>expectations hold" +
		"<span class=\"key g-open\"></span>undecided<span class=\"key g-bad\"></span>not met, refused or not run</p>\n")
	return b.String()
}

// panels is one picture of all figures that some point has.
func panels(s *sweep.Sweep) string {
	var b strings.Builder
	for _, f := range sweep.Figures {
		if svg := panel(s, f); svg != "" {
			b.WriteString("<div class=\"panel\"><h3>" + escape(title(f)) + "</h3>\n" + svg + "</div>\n")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<section class=\"panels\">\n" + b.String() + "</section>\n"
}

func title(f sweep.Figure) string {
	switch f.Metric {
	case "p99":
		return "p99 of ok requests"
	case "monthly_usd":
		return "cost in a month"
	}
	return f.Title
}
