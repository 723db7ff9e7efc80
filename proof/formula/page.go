package formula

import (
	"fmt"
	"io"
	"strings"
)

// Runs is how many runs a figure of the page has: its deviation follows
// Student's t with one degree of freedom less.
const Runs = 20

const head = `# What the model must come to

Figures of whole runs in virtual time, from the profile by way of hits to the
result, beside what theory says they are. Each is the mean over %d independent
runs; the standard error is that of their difference from the formula. A
deviation beyond %.1f standard errors fails the test that writes this page: with
%d runs that is a chance of 1 in 4,000 for a figure that is right. Where there is
no luck in a figure it must be exact.

The last column counts cold starts that were derived again from the hits alone,
by a package that knows nothing of the rule book: with N(t) requests running, one
is cold if and only if it lifts N above its maximum over the idle time before it.

` + "`go test ./proof/formula -update`" + ` writes this page; ` + "`go run ./proof -seeds 100`" + ` does all of
it with a hundred times as many seeds and counts how often chance went how far.

| formula | why | with | expected | measured | deviation, s.e. | n | cold starts, misfits |
|---|---|---|---|---|---|---|---|
`

// Page writes the rows as a page.
func Page(w io.Writer, rows []Row) error {
	var b strings.Builder
	fmt.Fprintf(&b, head, Runs, Bound, Runs)
	for i := range rows {
		r := &rows[i]
		oracle := ""
		if r.Idle > 0 {
			oracle = fmt.Sprintf("%d, %d", r.Checked, len(r.Misfits))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %d | %s |\n", r.Formula, r.Source, r.Params,
			figure(r.Expected), figure(r.Measured), deviation(r), r.N, oracle)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// figure has as many digits as can be told apart.
func figure(x float64) string { return fmt.Sprintf("%.6g", x) }

func deviation(r *Row) string {
	if r.Exact {
		return "exact"
	}
	return fmt.Sprintf("%+.2f", r.Deviation())
}

// Bound is the deviation in standard errors from which a figure is wrong.
const Bound = 4.5

// Certain says whether chance cannot be to blame for what is wrong.
func (r *Row) Certain() bool { return r.Exact || r.N == 0 || len(r.Misfits) > 0 }

// Wrong says what is wrong with a row, or "".
func (r *Row) Wrong() string {
	off := r.Measured - r.Expected
	switch {
	case r.N == 0:
		return "it observed nothing"
	case len(r.Misfits) > 0:
		return fmt.Sprintf("%d cold starts do not fit, first: %s", len(r.Misfits), r.Misfits[0])
	case r.Idle > 0 && r.Checked == 0:
		return "no cold start was derived again"
	case r.Exact && (off > r.Grid+1e-9*r.Expected || -off > r.Grid+1e-9*r.Expected):
		return fmt.Sprintf("it is %s and must be %s", figure(r.Measured), figure(r.Expected))
	case !r.Exact && r.Error == 0:
		return "its runs do not differ"
	case r.Deviation() > Bound || r.Deviation() < -Bound:
		return fmt.Sprintf("it is %s, %+.1f standard errors from %s", figure(r.Measured), r.Deviation(), figure(r.Expected))
	}
	return ""
}
