package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
	"squall/reports/view"
	"squall/reports/view/events"
	"squall/reports/view/refused"
	"squall/reports/view/releases"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// TerminalOptions says what the terminal can show and what the caller did
// with the run.
type TerminalOptions struct {
	Width int           // columns; 0 means 80
	Color bool          // whether escape sequences are welcome
	Out   string        // the folder the reports were written to; "" when none were
	Took  time.Duration // wall time of the command; 0 when it is not to be shown
	Blind bool          // no hit was kept, so none can be asked about
}

// Terminal writes the result as a page of plain text that fits the width.
func Terminal(w io.Writer, r *analyze.Result, opt TerminalOptions) error {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	s := &screen{w: w, width: max(opt.Width, 40), color: opt.Color}
	v := view.Of(r)
	s.head(v)
	for _, g := range v.Groups {
		s.group(g)
	}
	s.several("served", plain, v.Versions)
	s.several("retries", plain, v.Retries)
	s.release(v.Release)
	for _, f := range v.Refusals {
		s.refusal(f)
	}
	for _, l := range v.Ledgers {
		s.ledger(l)
	}
	s.others(v.Comparisons)
	s.labelled("trust", plain, v.Trust)
	if v.Connections != "" {
		s.labelled("conns", plain, v.Connections)
	}
	s.expected(v)
	s.several("faults", plain, v.Faults)
	s.several("cost", plain, v.Cost)
	s.several("warn", yellow, v.Warnings)
	s.several("NOT UNDONE", red, v.NotUndone)
	s.tail(r, opt)
	return s.err
}

func (s *screen) head(v *view.View) {
	for _, l := range wrap(v.Title, s.width) {
		s.line(s.paint(bold, l))
	}
	s.lines(0, v.Ground)
	sentences := v.Headline
	if len(sentences) == 0 {
		sentences = []string{"Every expectation holds."}
	}
	label := v.Verdict
	for _, sentence := range sentences {
		indent := len(v.Verdict) + gap
		for i, l := range wrap(sentence, s.width-indent) {
			if i == 0 && label != "" {
				s.line(s.paint(colourOf(label), label) + strings.Repeat(" ", gap) + l)
				label = ""
				continue
			}
			s.line(strings.Repeat(" ", indent) + l)
		}
	}
	s.several("why", plain, v.Why)
}

// group writes the latency of one function: two arms side by side where they
// fit, else one line per entry and arm.
func (s *screen) group(g view.Group) {
	if s.sideBySide(g) {
		return
	}
	t := g.Stacked()
	s.table(t.Title, t.Right, append([][]string{t.Header}, t.Rows...))
}

func (s *screen) sideBySide(g view.Group) bool {
	if len(g.Arms) != 2 || g.Refused || g.Errors {
		return false
	}
	rows := [][]string{{pad("entry, ms", twwidth.Width(g.Function)-1), "n", "p50", "p99", "cold", "n", "p50", "p99", "cold", "95 % interval"}}
	for _, row := range g.Rows {
		line := []string{row.Entry}
		for _, c := range row.Cells {
			line = append(line, c.N, c.P50, c.P99, c.Cold)
		}
		rows = append(rows, append(line, row.Ratios[1]))
	}
	right := figures(10, 0, 9)
	rows = fit(rows, right, 1<<20)
	widths := columns(rows, len(right))
	if spare := s.width - 1 - total(widths); spare < 0 {
		rows[0][0] = strings.TrimRight(rows[0][0], " ")
		widths = columns(rows, len(right))
	}
	if total(widths)+1 > s.width {
		return false
	}
	first := 1 + total(widths[:1]) + gap
	second := 1 + total(widths[:5]) + gap
	last := 1 + total(widths[:9]) + gap
	title := pad(clip(clean(g.Function), first-gap), first) +
		pad(clip(clean(g.Arms[0]), second-first-gap), second-first) +
		pad(clip(clean(g.Arms[1]), last-second-gap), last-second) + "p99 ratio"
	s.table(title, right, rows)
	return true
}

func (s *screen) release(r *releases.Release) {
	if r == nil {
		return
	}
	for _, t := range r.Tables() {
		if len(t.Rows) > 0 {
			s.table(t.Title, t.Right, append([][]string{t.Header}, t.Rows...))
		}
	}
	s.several("because", plain, r.Because())
}

func (s *screen) refusal(f refused.Refusal) {
	s.table(f.Title, f.Table.Right, append([][]string{f.Table.Header}, f.Table.Rows...))
	for _, n := range f.Notes {
		s.lines(1, n)
	}
}

func (s *screen) ledger(l events.Ledger) {
	title := strings.TrimSpace(clip(clean(l.Title), max(s.width-len(l.Equation)-gap, s.width/2)))
	if len(title)+gap+len(l.Equation) <= s.width {
		s.line(s.paint(bold, title) + strings.Repeat(" ", gap) + l.Equation)
	} else {
		s.line(s.paint(bold, title))
		s.lines(1, l.Equation)
	}
	if together := l.Attempts + "    " + l.Gaps; len(together) < s.width {
		if strings.TrimSpace(together) != "" {
			s.line(" " + strings.TrimSpace(together))
		}
	} else {
		s.lines(1, l.Attempts)
		s.lines(1, l.Gaps)
	}
	s.lines(1, strings.Join(l.Lines, "; "))
}

func (s *screen) others(t table.Table) {
	if len(t.Rows) == 0 {
		return
	}
	rows := t.Rows
	if len(rows) > mostLines {
		rows = rows[:mostLines]
		t.Title = fmt.Sprintf("%s (%d of %d)", t.Title, mostLines, len(t.Rows))
	}
	// The arms and the values are in the Markdown and HTML reports; the
	// ratio is what fits here.
	short := [][]string{{"entry", "metric", "arm", "ratio, 95 % interval", "reading"}}
	for _, row := range rows {
		short = append(short, []string{row[0], row[1], row[3], row[6], row[7]})
	}
	s.table(t.Title, make([]bool, 5), short)
}

// mostLines is how many lines of one kind a page shows before it counts the
// rest.
const mostLines = 12

// several writes a labelled list, and counts what is beyond a screenful.
func (s *screen) several(label, colour string, items []string) {
	for i, item := range items {
		switch {
		case i == mostLines:
			more := fmt.Sprintf("and %s more in result.json", figure.Count(uint64(len(items)-i)))
			s.labelled(strings.Repeat(" ", len(label)), plain, more)
			return
		case i == 0:
			s.labelled(label, colour, item)
		default:
			s.labelled(strings.Repeat(" ", len(label)), plain, item)
		}
	}
}

func (s *screen) expected(v *view.View) {
	if len(v.Expectations) == 0 {
		return
	}
	s.labelled("expect", plain, v.Expected)
	marks, exprs := 0, 0
	for _, e := range v.Expectations {
		marks = max(marks, len(e.Mark))
		exprs = max(exprs, len(e.Expr))
	}
	for _, e := range v.Expectations {
		s.expectation(e, marks, min(exprs, s.width/2))
	}
	if v.RestsOn != "" {
		s.labelled("rules", plain, v.RestsOn)
	}
}

func (s *screen) expectation(e view.Expectation, marks, exprs int) {
	indent := 1 + marks + gap
	mark := " " + s.paint(colourOf(e.Mark), e.Mark) + strings.Repeat(" ", marks-len(e.Mark)+gap)
	text := pad(clean(e.Expr), exprs) + strings.Repeat(" ", gap) + e.Observed
	if whole := text + strings.Repeat(" ", gap) + e.Note; e.Note != "" && len(whole) <= s.width-indent {
		s.line(mark + whole)
		return
	}
	if len(text) <= s.width-indent {
		s.line(mark + text)
	} else {
		for i, l := range append(wrap(e.Expr, s.width-indent), wrap(e.Observed, s.width-indent)...) {
			if i > 0 {
				mark = strings.Repeat(" ", indent)
			}
			s.line(mark + l)
		}
	}
	if e.Note != "" {
		s.lines(indent, e.Note)
	}
}

// files are what a run writes, in the order a reader opens them.
var files = []string{"report.html", "report.md", "result.json", "junit.xml"}

func (s *screen) tail(r *analyze.Result, opt TerminalOptions) {
	took := ""
	if opt.Took > 0 {
		took = "(" + figure.Seconds(opt.Took.Seconds()) + ")"
	}
	if opt.Out == "" {
		if took != "" {
			s.labelled("took", plain, strings.Trim(took, "()"))
		}
		return
	}
	names := slices.Clone(files)
	names[0] = strings.TrimSuffix(opt.Out, "/") + "/" + names[0]
	s.labelled("wrote", plain, strings.Join(append(names, took), " "))
	if hint := next(r, opt.Out); hint != "" {
		s.labelled("next", plain, hint)
		return
	}
	which := telling(r)
	if which == "" || opt.Blind {
		s.labelled("next", plain, "squall report "+opt.Out+" (these figures again)")
		return
	}
	which = "squall why " + which
	if out := strings.TrimSuffix(opt.Out, "/"); out != "out/latest" {
		which += " --run " + out
	}
	s.labelled("next", plain, which+" (what became of that request, rule by rule)")
}

// telling is the kind of request that it is worth asking about; "" when there
// was none.
func telling(r *analyze.Result) string {
	cold, ok, sent := false, false, false
	for _, arm := range r.Arms {
		for _, path := range arm.Paths {
			if path.Outcomes["throttled"] > 0 {
				return "throttled"
			}
			sent = sent || path.Sent > 0
			ok = ok || path.Outcomes["ok"] > 0
			cold = cold || path.Cold.Count > 0
		}
	}
	switch {
	case cold:
		return "cold"
	case ok:
		return "slowest"
	case sent:
		return "failed"
	}
	return ""
}

// next is what to do about a run that decided nothing, or left something; ""
// when that depends on the run.
func next(r *analyze.Result, out string) string {
	switch {
	case r.Verdict == analyze.Dirty:
		return "squall recover " + out + " (takes back what is left changed)"
	case r.Verdict == analyze.Inconclusive:
		return "squall plan PROFILE (how many requests each expectation needs)"
	case r.Verdict == analyze.Invalid && (r.Generator.Saturated || r.Standin.Late):
		return "run it again while nothing else keeps this machine busy, or at lower rates"
	}
	return ""
}
