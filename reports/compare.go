package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/reports/page/beside"
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
	s.several(v.Verdict, colourOf(v.Verdict), first(v.Why))
	s.several("differ", plain, v.Differ)
	for _, t := range v.Short {
		s.table(t.Title, t.Right, append([][]string{t.Header}, t.Rows...))
	}
	if v.Left != "" {
		s.lines(0, "and "+v.Left+".")
	}
	s.lines(0, v.Legend)
	if v.RestsOn != "" {
		s.labelled("rules", plain, v.RestsOn)
	}
	s.several("warn", yellow, first(v.Warnings))
	if opt.Out != "" {
		s.labelled("wrote", plain, strings.TrimSuffix(opt.Out, "/")+"/compare.html compare.md compare.json junit.xml")
	}
	return s.err
}

// first are the first reasons: the table has every one.
func first(why []string) []string {
	if len(why) <= mostReasons {
		return why
	}
	return append(slices.Clip(why[:mostReasons]), fmt.Sprintf("and %d more: see the table", len(why)-mostReasons))
}

const mostReasons = 4

// CompareMarkdown writes a comparison for a pull request or a CI step summary.
func CompareMarkdown(w io.Writer, c *compare.Comparison) error {
	v := sidebyside.Of(c)
	d := &document{rest: "compare.json and compare.html"}
	d.add("## " + text(v.Title) + "\n\n**" + text(v.Verdict) + "**\n")
	d.list("", v.Why)
	d.list("The two sides", v.Sides)
	d.list("What differs", v.Differ)
	d.table(v.Table)
	if v.Legend != "" {
		d.add("\n" + text(v.Legend) + "\n\nRules: " + text(v.RestsOn) + "\n")
	}
	d.list("Warnings", v.Warnings)
	_, err := io.WriteString(w, d.finish())
	return err
}

// CompareHTML writes a comparison as one file that needs no network.
func CompareHTML(w io.Writer, c *compare.Comparison) error { return beside.Write(w, c) }

// CompareJUnit writes one test case for the verdict of a comparison and one for
// each figure that decides.
func CompareJUnit(w io.Writer, c *compare.Comparison) error {
	v := sidebyside.Of(c)
	name := "compare " + c.Candidate.Label + " with " + c.Base.Label
	class := "squall.compare." + dotless(c.Candidate.Profile)
	s := suite{totals: totals{Name: name, Time: "0"}, Timestamp: c.Candidate.Started, Out: v.Title + "\n" + strings.Join(v.Sides, "\n") + "\n"}
	s.Cases = append(s.Cases, compareCase("verdict", class, c.Verdict, strings.Join(v.Why, "; "), strings.Join(slices.Concat(v.Differ, v.Warnings), "\n")))
	for _, r := range v.Rows {
		if r.Of.Role == compare.Primary {
			one := compareCase(r.Entry+"."+r.Of.Metric, class, r.Of.Verdict, r.Of.Saw(), r.Note)
			one.Known = resting(r.Of.RestsOn)
			s.Cases = append(s.Cases, one)
		}
	}
	if err := s.write(w); err != nil {
		return fmt.Errorf("writing the comparison of %s with %s as JUnit XML: %w", c.Candidate.Label, c.Base.Label, err)
	}
	return nil
}

func compareCase(name, class string, verdict analyze.Verdict, saw, more string) testcase {
	c := testcase{Name: name, Class: class, Time: "0"}
	if saw == "" {
		saw = more
	}
	t := &trouble{Type: strings.ToLower(string(verdict)), Message: string(verdict) + ": " + saw, Text: more}
	switch verdict {
	case analyze.Pass:
	case analyze.Fail, analyze.Inconclusive:
		c.Failure = t
	default:
		c.Error = t
	}
	return c
}
