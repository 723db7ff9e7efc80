// Package trends says what a history of runs shows: a line of figures for each
// metric, where its level changed, and between which commits.
package trends

import (
	"fmt"
	"math"
	"strings"

	"squall/analyze/figure"
	"squall/analyze/history"
	"squall/reports/table"
)

// World is all series of runs that can be compared.
type World struct {
	Title   string
	Table   table.Table
	Changes []string
	Outside []string
}

// columns is how many runs a picture shows.
const columns = 24

// Of says series in words, world by world; they must come so.
func Of(all []history.Series) (out []World) {
	for i := range all {
		s := &all[i]
		if len(out) == 0 || all[i-1].World != s.World {
			out = append(out, World{
				Title: fmt.Sprintf("%s, world %s: %s to %s", s.Profile, s.World, s.Points[0].Added, s.Points[len(s.Points)-1].Added),
				Table: table.Table{Header: []string{"entry", "metric", "runs", "the latest " + fmt.Sprint(columns), "latest", "expected 95 %", "change"},
					Right: []bool{false, false, true, false, true, false, false}},
			})
		}
		w := &out[len(out)-1]
		w.Table.Rows = append(w.Table.Rows, row(s))
		for _, c := range s.Changes {
			w.Changes = append(w.Changes, change(s, c))
		}
		if s.Outside > 1 {
			w.Outside = append(w.Outside, fmt.Sprintf("%s: the latest %d runs are all beyond what the runs before them let expect", name(s), s.Outside))
		}
	}
	return out
}

func name(s *history.Series) string {
	if s.Arm == "base" {
		return s.Entry + "." + s.Metric
	}
	return s.Arm + "." + s.Entry + "." + s.Metric
}

func row(s *history.Series) []string {
	write := figure.Observed(s.Metric)
	entry := s.Entry
	if s.Arm != "base" {
		entry = s.Arm + "." + entry
	}
	brief := write
	if strings.HasSuffix(s.Metric, "p50") || strings.HasSuffix(s.Metric, "p99") {
		brief = figure.Ms
	}
	last := s.Points[len(s.Points)-1].Value
	word := ""
	if n := len(s.Changes); n > 0 {
		word = times(s.Changes[n-1].Ratio)
	}
	return []string{entry, s.Metric, figure.Count(uint64(len(s.Points))), picture(s.Points), write(&last), figure.Interval(s.Expected, brief), word}
}

func times(ratio float64) string { return fmt.Sprintf("%+.1f %%", 100*(ratio-1)) }

// picture draws the latest runs between the least and the most of them; what
// did not pass stands as an x.
func picture(points []history.Point) string {
	const steps = "_.-'`"
	points = points[max(0, len(points)-columns):]
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		lo, hi = math.Min(lo, p.Value), math.Max(hi, p.Value)
	}
	var b strings.Builder
	for _, p := range points {
		switch {
		case p.Verdict == "FAIL":
			b.WriteByte('x')
		case hi <= lo:
			b.WriteByte('-')
		default:
			b.WriteByte(steps[min(int((p.Value-lo)/(hi-lo)*float64(len(steps))), len(steps)-1)])
		}
	}
	return b.String()
}

func change(s *history.Series, c history.Change) string {
	write := figure.Observed(s.Metric)
	text := fmt.Sprintf("%s: %s to %s (%s) with run %s of %s", name(s), write(&c.Before), write(&c.After), times(c.Ratio), s.Points[c.At].ID, s.Points[c.At].Added)
	switch {
	case c.UpToCommit == "" && c.AfterCommit == "":
		text += "; the runs name no commits"
	case c.AfterCommit == c.UpToCommit:
		text += "; the commit stayed " + short(c.UpToCommit) + ", so look at what is around it"
	default:
		text += fmt.Sprintf("; suspect commits: git log %s..%s", short(c.AfterCommit), short(c.UpToCommit))
	}
	if c.Note != "" {
		text += "; meant: " + c.Note
	}
	return text
}

func short(commit string) string {
	if commit == "" {
		return "?"
	}
	return commit[:min(len(commit), 10)]
}
