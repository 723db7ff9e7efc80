// Package sweeping draws a sweep as one HTML page: a panel for each figure over
// the swept value, with a strip that says where the expectations hold.
//
// It finds no knee and judges nothing.
package sweeping

import (
	_ "embed" // the style of sweeps
	"io"
	"strings"

	"squall/analyze/figure"
	"squall/analyze/sweep"
	"squall/reports/page/sheet"
	"squall/reports/view/sweeps"
)

//go:embed sweep.css
var style string

// Write writes the picture of a sweep: one panel for each figure over the
// same axis.
func Write(w io.Writer, s *sweep.Sweep) error {
	v := sweeps.Of(s)
	m := &sheet.Sheet{Rest: "sweep.json"}
	m.Add("<header>\n<p class=\"verdict " + sheet.Kind(v.Verdict) + "\">" + sheet.Escape(v.Verdict) + "</p>\n<h1>" + breakable(v.Title, s.Address) + "</h1>\n")
	if s.Run.Description != "" {
		m.Add("<p class=\"about\">" + sheet.Escape(s.Run.Description) + "</p>\n")
	}
	for _, why := range v.Why {
		m.Add("<p>" + sheet.Escape(why) + "</p>\n")
	}
	m.Add("<p class=\"ground\">" + sheet.Escape(v.Ground) + "</p>\n</header>\n")
	m.Add(legend(s))
	panels := panels(s)
	m.List("", "Knees", v.Knees)
	m.Add("<p class=\"about\">" + sheet.Escape(v.Means) + ".</p>\n")
	m.List("", "Notes", v.Notes)
	m.Add("<h2>Figures</h2>\n")
	for _, t := range v.Tables {
		m.Table(t)
	}
	m.List("", "Expectations", v.Expect)
	m.Add("<p class=\"about\">" + sheet.Escape(v.Cost) + ".</p>\n")
	head, rest, _ := strings.Cut(m.Finish(""), "</header>\n")
	return sheet.Write(w, sheet.Policy, v.Verdict+" "+v.Title, sheet.Style+style, "<main>\n", head+"</header>\n"+panels+rest,
		"<footer>"+sheet.Escape("run "+s.Run.ID+", squall "+s.Run.Squall)+"</footer>\n</main>\n", sheet.Script())
}

// legend says what shades and strips are.
func legend(s *sweep.Sweep) string {
	more := ""
	if n := len(s.Arms()) - colours; n > 0 {
		more = "; " + figure.Plural(uint64(n), "more arm") + " in sweep.json"
	}
	return "<p class=\"legend\"><span>shaded: 95 % interval; along the bottom:</span>" + key("good", "expectations hold") +
		key("open", "undecided") + key("bad", "not met, refused or not run") + more + "</p>\n"
}

func key(class, means string) string {
	return " <span class=\"means\"><span class=\"key g g-" + class + "\"></span>" + means + "</span>"
}

// breakable is the title with places where a narrow page may break the address.
func breakable(title, address string) string {
	before, after, ok := strings.Cut(title, address)
	if !ok {
		return sheet.Escape(title)
	}
	return sheet.Escape(before) + strings.ReplaceAll(sheet.Escape(address), ".", ".<wbr>") + sheet.Escape(after)
}

// panels is one picture of all figures that some point has.
func panels(s *sweep.Sweep) string {
	var b strings.Builder
	for _, f := range sweep.Figures {
		b.WriteString(panel(s, f))
	}
	if b.Len() == 0 {
		return ""
	}
	return "<section class=\"charts\">\n" + b.String() + "</section>\n"
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
