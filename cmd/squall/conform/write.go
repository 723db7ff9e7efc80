package conform

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"squall/analyze/conform"
	"squall/reports"
)

// Write prints a report: what differs first, then what agrees and what could not
// be told.
func Write(w io.Writer, width int, r *conform.Report) error {
	if err := head(w, r); err != nil {
		return err
	}
	for _, part := range []struct {
		title   string
		reading conform.Reading
	}{{"DIFFERS", conform.Differs}, {"agrees", conform.Agrees}, {"unsure", conform.Unsure}} {
		var rows [][]string
		for _, row := range r.Rows {
			if row.Reading == part.reading {
				rows = append(rows, []string{row.Rule, row.Status, strconv.Itoa(row.N), compared(row)})
			}
		}
		if len(rows) == 0 {
			continue
		}
		if err := reports.Table(w, width, []string{part.title, "known as", "n", "seen (rule book)"}, rows); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return unlooked(w, width, r)
}

func head(w io.Writer, r *conform.Report) error {
	c := r.Counts
	_, err := fmt.Fprintf(w, "squall conform: %s, %s\n", r.Run.Ground, r.Run.Date[:10])
	if err == nil && r.Run.Compress > 1 {
		_, err = fmt.Fprintf(w, "waits %gx\n", r.Run.Compress)
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "%d rules agree, %d differ, %d unsure, %d not measured\n\n", c.Agree, c.Differ, c.Unsure, c.NotMeasured)
	}
	return err
}

func compared(row conform.Row) string {
	text := row.Found
	if row.Reading != conform.Agrees || row.Book != row.Found {
		text += " (" + row.Book + ")"
	}
	if row.Why != "" {
		text += "; " + row.Why
	}
	return text
}

func unlooked(w io.Writer, width int, r *conform.Report) error {
	var rows [][]string
	for _, row := range r.Rows {
		if row.Reading != conform.Unlooked {
			continue
		}
		text := row.Why
		if row.Found != "" {
			text += "; seen: " + row.Found
		}
		rows = append(rows, []string{row.Rule, row.Status, text})
	}
	if len(rows) == 0 {
		return nil
	}
	return reports.Table(w, width, []string{"not measured", "known as", "why"}, rows)
}

// Markdown writes a report as conform.md, with what no experiment can know.
func Markdown(w io.Writer, r *conform.Report) error {
	var b strings.Builder
	c := r.Counts
	fmt.Fprintf(&b, "# Lambda beside the rule book\n\n%s, %s: %d rules agree, %d differ, %d unsure, %d not measured.\n", r.Run.Ground, r.Run.Date[:10], c.Agree, c.Differ, c.Unsure, c.NotMeasured)
	if r.Run.Compress > 1 {
		fmt.Fprintf(&b, "Asynchronous waits were divided by %g.\n", r.Run.Compress)
	}
	if r.Stopped != "" {
		fmt.Fprintf(&b, "\n**%s**\n", cell(r.Stopped))
	}
	b.WriteString("\n| rule | known as | reading | rule book | seen | n | what it cannot know, or why not |\n|---|---|---|---|---|---|---|\n")
	for _, row := range r.Rows {
		note := row.Unknown
		if row.Why != "" {
			note = row.Why
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d | %s |\n", row.Rule, row.Status, row.Reading, cell(row.Book), cell(row.Found), row.N, cell(note))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cell keeps a text within its cell.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s)
}
