package ci

import (
	"io"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/reports"
	"squall/reports/view/sidebyside"
)

// Compared writes at most five workflow commands for what keeps a comparison from
// passing, the worst first. There is no line to hang them on.
func Compared(w io.Writer, c *compare.Comparison) error {
	if c.Verdict == analyze.Pass {
		return nil
	}
	level := func(v analyze.Verdict) string {
		if v == analyze.Inconclusive {
			return "warning"
		}
		return "error"
	}
	var worst, open []annotation
	for _, why := range c.Why {
		verdict, text, ok := strings.Cut(why, ": ")
		if !ok || verdict != string(analyze.Fail) && verdict != string(analyze.Inconclusive) {
			verdict, text = string(c.Verdict), why
		}
		a := annotation{level(analyze.Verdict(verdict)), "squall compare: " + verdict, text, ""}
		if a.level == "error" {
			worst = append(worst, a)
			continue
		}
		open = append(open, a)
	}
	return write(w, append(worst, open...), c.Verdict, "", nil)
}

// ComparedOutputs writes what a later step can use of a comparison.
func ComparedOutputs(w io.Writer, c *compare.Comparison, code int, folder string) error {
	v := sidebyside.Of(c)
	return outputs(w, c.Verdict, code, folder, v.Title+": "+strings.Join(v.Why, "; "))
}

// ComparedComment writes a comparison as a comment on a pull request, apart from
// the one on the run.
func ComparedComment(w io.Writer, c *compare.Comparison) error {
	return marked(w, "compare."+c.Candidate.Profile, func(w io.Writer) error { return reports.CompareMarkdown(w, c) })
}
