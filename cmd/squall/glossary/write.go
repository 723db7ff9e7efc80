package glossary

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"squall/cmd/squall/rulebook"
	"squall/profiles/metric"
	"squall/profiles/source"
	"squall/reports"
	"squall/standin/core"
)

// List prints the terms, each with what it means.
func List(w io.Writer, width int) error {
	var rows [][]string
	for _, t := range terms {
		rows = append(rows, []string{t.Name, t.Means})
	}
	return reports.Table(w, width, []string{"term", "what it means"}, rows)
}

// Explain prints one term, rule or metric.
func Explain(w io.Writer, width int, word string) error {
	for i := range terms {
		if t := &terms[i]; t.is(word) {
			return t.write(w, width)
		}
	}
	for _, r := range core.Rules() {
		if strings.EqualFold(r.Name, word) {
			return rule(w, width, r.Name)
		}
	}
	first, _, _ := strings.Cut(word, ".")
	for _, m := range metric.All() {
		if m.Name == word || m.Prefix && m.Name == first {
			return paragraph(w, width, m.Name+": "+m.Doc+" (a metric of expect:, see squall metrics)")
		}
	}
	near := source.Nearest(word, known())
	if near == "" {
		near = "; squall explain lists the terms, squall rules the rules"
	}
	return fmt.Errorf("%q is no term, rule or metric%s", word, near)
}

func (t *Term) is(word string) bool {
	return strings.EqualFold(t.Name, word) || slices.ContainsFunc(t.Also, func(a string) bool { return strings.EqualFold(a, word) })
}

func (t *Term) write(w io.Writer, width int) error {
	rows := [][]string{{t.Name, t.Means}, {"trap", t.Trap}}
	if t.Profile != "" {
		rows = append(rows, []string{"see it", "squall simulate " + t.Profile})
	}
	if len(t.Also) > 0 {
		rows = append(rows, []string{"also", strings.Join(t.Also, ", ")})
	}
	if err := reports.Table(w, width, rows[0], rows[1:]); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return rulebook.WriteRules(w, width, t.Rules)
}

// rule prints a rule by itself, and the terms that it is part of.
func rule(w io.Writer, width int, name string) error {
	if err := rulebook.WriteRules(w, width, []string{name}); err != nil {
		return err
	}
	var of []string
	for _, t := range terms {
		if slices.Contains(t.Rules, name) {
			of = append(of, "squall explain "+t.Name)
		}
	}
	if len(of) == 0 {
		return nil
	}
	return paragraph(w, width, "part of: "+strings.Join(of, ", "))
}

func paragraph(w io.Writer, width int, text string) error {
	return reports.Table(w, width, []string{text}, nil)
}

func known() []string {
	var words []string
	for _, t := range terms {
		words = append(append(words, t.Name), t.Also...)
	}
	for _, r := range core.Rules() {
		words = append(words, r.Name)
	}
	for _, m := range metric.All() {
		words = append(words, m.Name)
	}
	return words
}
