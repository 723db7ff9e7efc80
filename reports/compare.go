package reports

import (
	"io"
	"strings"

	"squall/analyze/compare"
	"squall/reports/view/sidebyside"
)

// CompareJSON writes compare.json: the same bytes for the same comparison.
func CompareJSON(w io.Writer, c *compare.Comparison) error {
	return writeJSON(w, c, "the comparison of "+c.Candidate.Label+" with "+c.Base.Label)
}

// CompareTerminal writes a comparison as a page of plain text that fits the
// width.
func CompareTerminal(w io.Writer, c *compare.Comparison, opt TerminalOptions) error {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	s := &screen{w: w, width: max(opt.Width, 40), color: opt.Color}
	v := sidebyside.Of(c)
	for _, l := range wrap(v.Title, s.width) {
		s.line(s.paint(bold, l))
	}
	for _, side := range v.Sides {
		s.lines(0, side)
	}
	s.several(v.Verdict, colourOf(v.Verdict), v.Why)
	s.several("differ", plain, v.Differ)
	if t := v.Short; len(t.Rows) > 0 {
		s.table("", t.Right, append([][]string{t.Header}, t.Rows...))
	}
	s.lines(0, v.Legend)
	s.several("warn", yellow, v.Warnings)
	if opt.Out != "" {
		s.labelled("wrote", plain, strings.TrimSuffix(opt.Out, "/")+"/compare.json compare.md")
	}
	return s.err
}

// CompareMarkdown writes a comparison for a pull request or a CI step summary.
func CompareMarkdown(w io.Writer, c *compare.Comparison) error {
	v := sidebyside.Of(c)
	d := &document{rest: "compare.json"}
	d.add("## " + text(v.Title) + "\n\n**" + text(v.Verdict) + "**\n")
	d.list("", v.Why)
	d.list("The two sides", v.Sides)
	d.list("What differs", v.Differ)
	d.table(v.Table)
	if v.Legend != "" {
		d.add("\n" + text(v.Legend) + "\n")
	}
	d.list("Warnings", v.Warnings)
	_, err := io.WriteString(w, d.finish())
	return err
}
