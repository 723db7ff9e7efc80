package reports

import (
	"io"
	"strings"

	"squall/analyze/figure"
	"squall/analyze/sweep"
	"squall/reports/page/sweeping"
	"squall/reports/view/sweeps"
)

// SweepJSON writes sweep.json: the same bytes for the same sweep.
func SweepJSON(w io.Writer, s *sweep.Sweep) error {
	return writeJSON(w, s, "the sweep of "+s.Address)
}

// SweepHTML writes the picture of a sweep as one file that needs no network.
func SweepHTML(w io.Writer, s *sweep.Sweep) error { return sweeping.Write(w, s) }

// SweepTerminal writes a sweep as a page of plain text that fits the width.
func SweepTerminal(w io.Writer, d *sweep.Sweep, opt TerminalOptions) error {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	s := &screen{w: w, width: max(opt.Width, 40), color: opt.Color}
	v := sweeps.Of(d)
	for _, l := range wrap(v.Title, s.width) {
		s.line(s.paint(bold, l))
	}
	s.lines(0, v.Ground)
	for _, why := range v.Why {
		s.labelled(v.Verdict, colourOf(v.Verdict), why)
	}
	for _, t := range v.Tables {
		s.lines(0, t.Title)
		if s.err == nil {
			s.err = wrapped(cutter{s.w, s.width}, s.width, t.Right, t.Header, t.Rows)
		}
	}
	s.several("expect", plain, v.Expect)
	s.several("knee", plain, v.Knees)
	s.several("note", plain, v.Notes)
	s.labelled("cost", plain, v.Cost)
	if opt.Out != "" {
		text := strings.TrimSuffix(opt.Out, "/") + "/sweep.html sweep.md sweep.json"
		if opt.Took > 0 {
			text += " (" + figure.Seconds(opt.Took.Seconds()) + ")"
		}
		s.labelled("wrote", plain, text)
	}
	return s.err
}

// SweepMarkdown writes a sweep for a pull request or a CI step summary.
func SweepMarkdown(w io.Writer, s *sweep.Sweep) error {
	v := sweeps.Of(s)
	d := &document{rest: "sweep.json and sweep.html"}
	d.add("## " + text(v.Title) + "\n\n**" + text(v.Verdict) + "** " + texts(v.Why) + "\n\n" + text(v.Ground) + "\n")
	for _, t := range v.Tables {
		d.table(t)
	}
	d.list("Expectations", v.Expect)
	d.list("Knees", v.Knees)
	d.list("", []string{v.Means})
	d.list("Notes", v.Notes)
	d.add("\nCost: " + text(v.Cost) + "\n")
	if s.Run.Description != "" {
		d.add("\n" + text(s.Run.Description) + "\n")
	}
	_, err := io.WriteString(w, d.finish())
	return err
}
