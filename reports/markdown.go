package reports

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
	"squall/reports/view"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// What keeps a Markdown report small enough for a step summary or a comment.
const (
	maxMarkdown = 60 << 10
	maxRows     = 60  // of one table or list
	maxText     = 240 // bytes of one cell or sentence
)

// Markdown writes the result for a pull request or a CI step summary: less
// than 64 KB however large the result is.
func Markdown(w io.Writer, r *analyze.Result) error {
	v := view.Of(r)
	d := &document{rest: "result.json and report.html"}
	d.add("## " + text(v.Title) + "\n\n**" + text(v.Verdict) + "** " + texts(v.Headline) + "\n\n" + text(v.Ground) + "\n")
	d.list("Why", v.Why)
	d.list("Not undone", v.NotUndone)
	d.expectations(v)
	for _, g := range v.Groups {
		d.table(g.Stacked())
	}
	d.table(v.Comparisons)
	d.list("Versions", v.Versions)
	d.list("Retries", v.Retries)
	if r := v.Release; r != nil {
		for _, t := range r.Tables() {
			d.table(t)
		}
		d.list("Why the release ended so", r.Because())
	}
	for _, f := range v.Refusals {
		t := f.Table
		t.Title = f.Title
		d.table(t)
		d.list("", f.Notes)
	}
	for _, l := range v.Ledgers {
		d.list(l.Title, present(l.Equation, l.Attempts, l.Gaps, strings.Join(l.Lines, "; ")))
	}
	d.list("Faults", v.Faults)
	d.list("Warnings", v.Warnings)
	d.list("Cost", v.Cost)
	d.add("\nTrust: " + text(v.Trust) + "\n")
	if v.Connections != "" {
		d.add("\nConnections: " + text(v.Connections) + "\n")
	}
	if v.Description != "" {
		d.add("\n" + text(v.Description) + "\n")
	}
	_, err := io.WriteString(w, d.finish())
	return err
}

// document gathers sections until the next one would make it too large.
type document struct {
	rest string // the files that have all of it
	b    strings.Builder
	cut  bool
}

func (d *document) add(section string) {
	if d.cut || d.b.Len()+len(section) > maxMarkdown {
		d.cut = true
		return
	}
	d.b.WriteString(section)
}

func (d *document) finish() string {
	if d.cut {
		d.b.WriteString("\nThis report is cut here for its size; the rest is in " + d.rest + ".\n")
	}
	return d.b.String()
}

// full is the file that has every row.
func (d *document) full() string {
	name, _, _ := strings.Cut(d.rest, " ")
	return name
}

func (d *document) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	var b strings.Builder
	b.WriteByte('\n')
	if title != "" {
		b.WriteString("**" + text(title) + "**\n\n")
	}
	for i, item := range items {
		if i == maxRows {
			fmt.Fprintf(&b, "- and %s more in %s\n", figure.Count(uint64(len(items)-i)), d.full())
			break
		}
		b.WriteString("- " + text(item) + "\n")
	}
	d.add(b.String())
}

func (d *document) expectations(v *view.View) {
	t := table.Table{
		Title:  "Expectations: " + v.Expected,
		Header: []string{"verdict", "expectation", "observed", "rests on", "note"},
		Right:  make([]bool, 5),
	}
	for _, e := range v.Expectations {
		t.Rows = append(t.Rows, []string{e.Mark, e.Expr, e.Observed, e.RestsOn, e.Note})
	}
	d.table(t)
}

func (d *document) table(t table.Table) {
	if len(t.Rows) == 0 {
		return
	}
	more := ""
	if n := len(t.Rows) - maxRows; n > 0 {
		more = fmt.Sprintf("\nand %s in %s\n", figure.Plural(uint64(n), "more row"), d.full())
		t.Rows = t.Rows[:maxRows]
	}
	rows, err := pipes(t)
	if err != nil {
		rows = text(err.Error()) + "\n"
	}
	d.add("\n**" + text(t.Title) + "**\n\n" + rows + more)
}

// pipes renders a table in Markdown; cells are escaped first, which the
// renderer does not do.
func pipes(t table.Table) (string, error) {
	var b strings.Builder
	table := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithAlignment(alignment(t.Right)),
		tablewriter.WithHeaderAlignmentConfig(tw.CellAlignment{PerColumn: alignment(t.Right)}),
	)
	table.Header(cells(t.Header))
	for _, row := range t.Rows {
		if err := table.Append(cells(row)); err != nil {
			return "", fmt.Errorf("table %q: %w", t.Title, err)
		}
	}
	if err := table.Render(); err != nil {
		return "", fmt.Errorf("table %q: %w", t.Title, err)
	}
	return b.String(), nil
}

func cells(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = text(cell)
	}
	return out
}

var markup = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`,
	"[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "@", "&#64;", "$", `\$`, "://", "&#58;//",
)

// text escapes what Markdown would take for markup, a mention or a link, and
// bounds the length.
func text(s string) string {
	s = strings.TrimSpace(clean(s))
	if len(s) > maxText {
		end := maxText
		for !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "..."
	}
	return markup.Replace(s)
}

func texts(sentences []string) string {
	out := cells(sentences)
	if len(out) > maxRows {
		out = out[:maxRows]
	}
	return strings.Join(out, " ")
}

// present leaves out what is empty.
func present(items ...string) []string {
	var out []string
	for _, item := range items {
		if item != "" {
			out = append(out, item)
		}
	}
	return out
}
