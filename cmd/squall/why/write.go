package why

import (
	"fmt"
	"io"
	"slices"
	"time"

	"squall/cmd/squall/rulebook"
	"squall/reports"
)

// Write prints the story: its steps with the names of their rules, and then
// what those say and where they are from.
func (s *Story) Write(w io.Writer, width int) error {
	fmt.Fprintln(w, s.Title)
	if s.Request != "" {
		fmt.Fprintln(w, "request id "+s.Request)
	}
	fmt.Fprintf(w, "%s\n\n", s.Ground)
	var rows [][]string
	var names []string
	for _, step := range s.Steps {
		text := step.Text
		for i, r := range step.Rules {
			sep := ", "
			if i == 0 {
				sep = " ["
			}
			text += sep + r
			if !slices.Contains(names, r) {
				names = append(names, r)
			}
		}
		if len(step.Rules) > 0 {
			text += "]"
		}
		rows = append(rows, []string{fmt.Sprintf("%10s", clock(step.At)), text})
	}
	if err := reports.Table(w, width, []string{fmt.Sprintf("%10s", "at"), "what [rules]"}, rows); err != nil {
		return err
	}
	if len(names) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	return rulebook.WriteRules(w, width, names)
}

// clock is a time from the start of the load, as precise as is of use.
func clock(ns int64) string {
	d := time.Duration(ns)
	if d.Abs() < time.Minute {
		return fmt.Sprintf("%.4f s", d.Seconds())
	}
	return d.Round(time.Millisecond).String()
}
