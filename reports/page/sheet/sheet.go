// Package sheet is what all pages are made of: the document around them with
// its style, lists, tables and rows of charts, bounded in size, and the escaping
// that lets any text in.
//
// It knows no result and no chart.
package sheet

import (
	_ "embed" // the style and the script of all pages
	"fmt"
	"io"
	"slices"
	"strings"

	"squall/analyze/figure"
	"squall/reports/table"
)

// Style is that of all pages.
//
//go:embed sheet.css
var Style string

//go:embed sheet.js
var script string

// Script is what lets a reader ask a page's charts for their values.
func Script() string { return "<script>" + script + "</script>\n" }

// Policy forbids a page every request, whatever a target's answer smuggles into
// it.
const Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

// What keeps the page small enough to be attached to anything.
const (
	maxBody  = 260 << 10
	maxDrawn = 160 << 10 // of it charts
	MaxRows  = 120       // of one table or list
	maxText  = 300       // bytes of one cell or sentence
)

// Sheet gathers sections until the next one would make the page too large.
type Sheet struct {
	Rest string // the file that has what is left out, result.json

	b     strings.Builder
	cut   bool
	drawn int // bytes of charts
}

// Add adds a section, or nothing more once the page is full.
func (m *Sheet) Add(section string) {
	if m.cut || m.b.Len()+len(section) > maxBody {
		m.cut = true
		return
	}
	m.b.WriteString(section)
}

// List adds items as a list of a class, under a title unless that is empty.
func (m *Sheet) List(class, title string, items []string) {
	if len(items) == 0 {
		return
	}
	var b strings.Builder
	if title != "" {
		b.WriteString("<h2>" + Escape(title) + "</h2>\n")
	}
	b.WriteString("<ul class=\"" + class + "\">\n")
	for i, item := range items {
		if i == MaxRows {
			fmt.Fprintf(&b, "<li>and %s more in %s</li>\n", figure.Count(uint64(len(items)-i)), m.Rest)
			break
		}
		b.WriteString("<li>" + Escape(item) + "</li>\n")
	}
	b.WriteString("</ul>\n")
	m.Add(b.String())
}

// Table adds a table under its title; the text behind a line break in a cell is
// small print.
func (m *Sheet) Table(t table.Table) {
	if len(t.Rows) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("<h3>" + Escape(t.Title) + "</h3>\n<div class=\"scroll\"><table>\n<thead>")
	b.WriteString(row("th", t.Header, t.Right) + "</thead>\n<tbody>\n")
	for i, cells := range t.Rows {
		if i == MaxRows {
			b.WriteString(m.More(len(t.Rows)-i, len(t.Header)))
			break
		}
		b.WriteString(row("td", cells, t.Right) + "\n")
	}
	b.WriteString("</tbody></table></div>\n")
	m.Add(b.String())
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
		b.WriteString(">" + Escape(big))
		if small != "" {
			b.WriteString("<small>" + Escape(small) + "</small>")
		}
		b.WriteString("</" + tag + ">")
	}
	b.WriteString("</tr>")
	return b.String()
}

// More is the row that counts those left out.
func (m *Sheet) More(n, columns int) string {
	return fmt.Sprintf("<tr><td colspan=\"%d\">and %s more in %s</td></tr>\n", columns, figure.Count(uint64(n)), m.Rest)
}

// Pictures adds charts under a title, or the sentence that says why there is
// none; omitted counts those that were not even drawn.
func (m *Sheet) Pictures(id, title, about, none string, drawn []string, omitted int) {
	m.Add("<h2 id=\"" + id + "\">" + title + "</h2>\n")
	if len(drawn) == 0 {
		m.Add("<p>" + none + "</p>\n")
		return
	}
	m.Add("<p class=\"about\">" + about + "</p>\n<div class=\"charts\">\n")
	omitted += m.Draw(drawn)
	m.Add("</div>\n")
	if omitted > 0 {
		m.Add("<p>" + figure.Count(uint64(omitted)) + " more are in " + m.Rest + ".</p>\n")
	}
}

// Draw adds charts as long as they leave room for words, and counts the rest.
func (m *Sheet) Draw(charts []string) (omitted int) {
	for _, c := range charts {
		if m.drawn+len(c) > maxDrawn {
			omitted++
			continue
		}
		m.drawn += len(c)
		m.Add(c)
	}
	return omitted
}

// Finish adds an end, and before it a word where the page was cut; it gives the
// whole.
func (m *Sheet) Finish(end string) string {
	if m.cut {
		m.b.WriteString("<p class=\"cut\">The page is cut here for its size; the rest is in " + m.Rest + ".</p>\n")
	}
	return m.b.String() + end
}

// Write writes a page around the parts of its body.
func Write(w io.Writer, policy, title, styles string, body ...string) error {
	head := "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"color-scheme\" content=\"light dark\">\n" +
		"<title>" + Escape(title) + "</title>\n" +
		"<style>" + styles + "</style>\n</head>\n<body>\n"
	for _, part := range slices.Concat([]string{head}, body, []string{"</body>\n</html>\n"}) {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}
