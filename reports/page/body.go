package page

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/reports/figure"
	"squall/reports/page/releasing"
	"squall/reports/table"
	"squall/reports/view"
	"squall/reports/view/events"
	"squall/reports/view/refused"
	"squall/reports/view/releases"
)

// What keeps the page small enough to be attached to anything.
const (
	maxBody  = 260 << 10
	maxDrawn = 160 << 10 // of it charts
	maxRows  = 120       // of one table or list
	maxText  = 300       // bytes of one cell or sentence
)

// markup gathers sections until the next one would make the page too large.
type markup struct {
	b     strings.Builder
	cut   bool
	drawn int     // bytes of charts
	worst float64 // share of a p99 that the generator's lag is
}

func (m *markup) add(section string) {
	if m.cut || m.b.Len()+len(section) > maxBody {
		m.cut = true
		return
	}
	m.b.WriteString(section)
}

// body is the whole page: every word and every chart stands in it.
func body(v *view.View, r *analyze.Result) string {
	m := &markup{}
	m.add(head(v, r))
	m.list("why", "Why", v.Why)
	m.list("undone", "Not undone", v.NotUndone)
	m.expectations(v)
	m.figures(v)
	m.charts(r)
	m.table(v.Comparisons)
	m.list("", "Versions", v.Versions)
	m.release(v.Release, r.Canary)
	m.refusals(v.Refusals, reasons(r))
	m.ledgers(v.Ledgers, r)
	m.list("", "Faults", v.Faults)
	m.list("", "Warnings", v.Warnings)
	m.list("", "Cost", v.Cost)
	m.trust(v, r)
	m.add("<h2 id=\"repeat\">Repeat</h2>\n<p>In the folder of this report:</p>\n<pre tabindex=\"0\"><code>" + escape(repeat(r)) + "</code></pre>\n")
	if m.cut {
		m.b.WriteString("<p class=\"cut\">The page is cut here for its size; the rest is in result.json.</p>\n")
	}
	m.b.WriteString(foot(r))
	return "<main>\n" + linked(m.b.String()) + "</main>\n"
}

// linked puts links to the sections behind the header.
func linked(page string) string {
	head, rest, _ := strings.Cut(page, "</header>\n")
	var b strings.Builder
	for _, part := range strings.Split(rest, "<h2 id=\"")[1:] {
		id, title, _ := strings.Cut(part, "\">")
		title, _, _ = strings.Cut(title, "</h2>")
		b.WriteString("<a href=\"#" + id + "\">" + title + "</a>\n")
	}
	return head + "</header>\n<nav aria-label=\"sections\">\n" + b.String() + "</nav>\n" + rest
}

func head(v *view.View, r *analyze.Result) string {
	var b strings.Builder
	b.WriteString("<header>\n<p class=\"verdict " + kind(v.Verdict) + "\">" + escape(v.Verdict) + "</p>\n")
	b.WriteString("<h1>" + escape(v.Title) + "</h1>\n")
	if v.Description != "" {
		b.WriteString("<p class=\"about\">" + escape(v.Description) + "</p>\n")
	}
	for _, sentence := range v.Headline[:min(len(v.Headline), maxRows)] {
		b.WriteString("<p>" + escape(sentence) + "</p>\n")
	}
	b.WriteString("<p class=\"ground\">" + escape(v.Ground))
	if r.Run.Started != "" {
		b.WriteString("; started " + escape(r.Run.Started))
	}
	if r.Run.DurationS > 0 {
		b.WriteString(", took " + escape(figure.Seconds(r.Run.DurationS)))
	}
	b.WriteString("</p>\n</header>\n")
	return b.String()
}

// kind is the class of a verdict: what the reader should do about it.
func kind(verdict string) string {
	switch verdict {
	case "PASS":
		return "good"
	case "INCONCLUSIVE", "INCOMPARABLE", "NOT JUDGED", "NO VERDICT":
		return "open"
	}
	return "bad"
}

func (m *markup) expectations(v *view.View) {
	if len(v.Expectations) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("<h2 id=\"expectations\">Expectations</h2>\n<p>" + escape(v.Expected) + "</p>\n<div class=\"scroll\"><table>\n")
	b.WriteString("<thead><tr><th>verdict</th><th>expectation</th><th>observed</th></tr></thead>\n<tbody>\n")
	for i, e := range v.Expectations {
		if i == maxRows {
			b.WriteString(more(len(v.Expectations)-i, 3))
			break
		}
		note := ""
		if e.Note != "" {
			note = "<small>" + escape(e.Note) + "</small>"
		}
		fmt.Fprintf(&b, "<tr><td><span class=\"mark %s\">%s</span></td><td><code>%s</code>%s</td><td>%s</td></tr>\n",
			kind(e.Mark), escape(e.Mark), escape(e.Expr), note, escape(e.Observed))
	}
	b.WriteString("</tbody></table></div>\n")
	m.add(b.String())
}

func (m *markup) release(r *releases.Release, o *canary.Outcome) {
	if r == nil {
		return
	}
	m.pictures("release", "Release", escape(r.Headline), "Nothing was seen of it.", releasing.Charts(o), 0)
	m.list("", "", r.Because())
	for _, t := range r.Tables() {
		m.table(t)
	}
}

func (m *markup) refusals(all []refused.Refusal, reasons string) {
	if len(all) == 0 && reasons == "" {
		return
	}
	m.add("<h2 id=\"refusals\">Refusals</h2>\n" + reasons)
	for _, f := range all {
		t := f.Table
		t.Title = f.Title
		m.table(t)
		m.list("notes", "", f.Notes)
	}
}

func (m *markup) ledgers(all []events.Ledger, r *analyze.Result) {
	if len(all) == 0 {
		return
	}
	m.add("<h2 id=\"events\">Asynchronous events</h2>\n")
	for _, l := range all {
		class := "ledger"
		if l.Bad {
			class = "ledger undone"
		}
		lines := slices.DeleteFunc(append([]string{l.Equation, l.Attempts, l.Gaps}, l.Lines...), func(s string) bool { return s == "" })
		m.add("<h3>" + escape(l.Title) + "</h3>\n" + flow(l.Of) + lives(l.Of, r.Run.Compress))
		m.list(class, "", lines)
	}
}

func (m *markup) list(class, title string, items []string) {
	if len(items) == 0 {
		return
	}
	var b strings.Builder
	if title != "" {
		b.WriteString("<h2>" + escape(title) + "</h2>\n")
	}
	b.WriteString("<ul class=\"" + class + "\">\n")
	for i, item := range items {
		if i == maxRows {
			fmt.Fprintf(&b, "<li>and %s more in result.json</li>\n", figure.Count(uint64(len(items)-i)))
			break
		}
		b.WriteString("<li>" + escape(item) + "</li>\n")
	}
	b.WriteString("</ul>\n")
	m.add(b.String())
}

func (m *markup) table(t table.Table) {
	if len(t.Rows) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("<h3>" + escape(t.Title) + "</h3>\n<div class=\"scroll\"><table>\n<thead>")
	b.WriteString(row("th", t.Header, t.Right) + "</thead>\n<tbody>\n")
	for i, cells := range t.Rows {
		if i == maxRows {
			b.WriteString(more(len(t.Rows)-i, len(t.Header)))
			break
		}
		b.WriteString(row("td", cells, t.Right) + "\n")
	}
	b.WriteString("</tbody></table></div>\n")
	m.add(b.String())
}

func row(tag string, cells []string, right []bool) string {
	var b strings.Builder
	b.WriteString("<tr>")
	for i, cell := range cells {
		b.WriteString("<" + tag)
		if right[i] {
			b.WriteString(" class=\"n\"")
		}
		big, small, _ := strings.Cut(cell, "\n")
		b.WriteString(">" + escape(big))
		if small != "" {
			b.WriteString("<small>" + escape(small) + "</small>")
		}
		b.WriteString("</" + tag + ">")
	}
	b.WriteString("</tr>")
	return b.String()
}

func more(n, columns int) string {
	return fmt.Sprintf("<tr><td colspan=\"%d\">and %s more in result.json</td></tr>\n", columns, figure.Count(uint64(n)))
}

func foot(r *analyze.Result) string {
	parts := []string{"run " + r.Run.ID}
	if r.Run.ProfileHash != "" {
		parts = append(parts, "profile "+r.Run.ProfileHash)
	}
	if r.Run.Squall != "" {
		parts = append(parts, "squall "+r.Run.Squall)
	}
	return "<footer>" + escape(strings.Join(parts, ", ")) + "</footer>\n"
}

// escape makes text safe between tags and inside quoted attributes, and
// bounds its length.
func escape(s string) string {
	s = plain(s)
	if len(s) > maxText {
		end := maxText
		for !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "..."
	}
	return html.EscapeString(s)
}

// plain is text without what moves other text: control characters, and those
// that turn the direction of writing.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
