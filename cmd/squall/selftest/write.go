package selftest

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"squall/analyze/figure"
	"squall/reports"
)

// Write prints an outcome.
func (out *Outcome) Write(w io.Writer, width int) error {
	fmt.Fprintf(w, "squall gate selftest %s: arm %s, margin %.3g %%, seeds from %d, virtual time\n", out.Profile, out.Arm, 100*out.Margin, out.Seed)
	row := func(what string, c *Count, least string) {
		share := func(v float64) string { return figure.Percent(&v) }
		fmt.Fprintf(w, "%-20s  %4d  %7d  %4d  %-19s  %-14s  %s\n", what, c.Pass, c.Inconclusive, c.Fail,
			fmt.Sprintf("%s [%s,%s]", share(c.Rate), share(c.CI[0]), share(c.CI[1])), least+" "+share(c.Stated), c.Verdict)
	}
	fmt.Fprintf(w, "%-20s  %4s  %7s  %4s  %-19s  %s\n", "", "PASS", "unclear", "FAIL", "fails [95 %]", "stated")
	row("both arms the same", &out.Same, "at most")
	row(fmt.Sprintf("one %.3g %% slower", 100*out.Regression), &out.Planted, "at least")
	lines := out.Why
	if out.NeedN != nil {
		lines = append(lines, fmt.Sprintf("runs that could not tell asked for about %s requests a side", figure.Count(*out.NeedN)))
	}
	return reports.Table(w, width, []string{string(out.Verdict), strings.Join(lines, "; ")}, nil)
}

// JSON writes an outcome for programs.
func (out *Outcome) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
