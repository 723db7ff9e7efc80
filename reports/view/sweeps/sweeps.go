// Package sweeps says what a sweep showed: a table for each arm, knees and
// notes.
package sweeps

import (
	"math"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/analyze/sweep"
	"squall/reports/table"
	"squall/reports/view"
)

// Sweep is a sweep in words.
type Sweep struct {
	Title   string
	Ground  string
	Verdict string
	Why     []string
	Tables  []table.Table // one for each arm; the last column may be long
	Expect  []string
	Knees   []string
	Means   string // what a knee is
	Cost    string
	Notes   []string
}

// Of says a sweep in words.
func Of(s *sweep.Sweep) *Sweep {
	v := &Sweep{
		Title:   "squall " + s.Run.Profile + ": " + figure.Plural(uint64(len(s.Points)), "point") + " of " + s.Address + ", " + s.Values,
		Ground:  view.Ground(s.Run),
		Verdict: string(s.Verdict), Why: s.Why, Notes: notes(s), Means: sweep.Means, Cost: monthly(s), Expect: numbered(s),
	}
	arms := s.Arms()
	for i, arm := range arms {
		v.Tables = append(v.Tables, sweepTable(s, i, arm, len(arms) > 1))
		v.Knees = append(v.Knees, knees(s, arm, len(arms) > 1)...)
	}
	if len(arms) == 0 {
		v.Tables = append(v.Tables, sweepTable(s, -1, "", false))
	}
	return v
}

func monthly(s *sweep.Sweep) string {
	whose := "list prices of " + s.Prices.Dated
	if s.Prices.Own {
		whose = "the profile's own prices of " + s.Prices.Dated
	}
	return "$ a month is 730 h at the mean rate of the load, all functions, at " + whose +
		"; no free tier, doors, queues or logs (squall prices)"
}

func sweepTable(s *sweep.Sweep, arm int, name string, named bool) table.Table {
	t := table.Table{
		Title:  "over " + strings.Join(s.Entries, ", ") + "; ± is the wider side of the 95 % interval, * a knee",
		Header: []string{lastStep(s.Address), "p99 ms", "cold", "throttled", "spillover", "$/month", "verdict"},
		Right:  []bool{true, true, true, true, true, true, false},
	}
	if named {
		t.Title = "arm " + name + " " + t.Title
	}
	for i := 0; i < len(s.Points); i++ {
		p := &s.Points[i]
		row := []string{p.Value}
		if n := alike(s.Points[i:]); n > 0 {
			i += n - 1
			t.Rows = append(t.Rows, []string{p.Value + " to " + s.Points[i].Value, figure.None, figure.None, figure.None, figure.None, figure.None,
				p.State + ", all " + figure.Count(uint64(n))})
			continue
		}
		for _, f := range sweep.Figures {
			text := figure.None
			if p.State == sweep.Done && arm >= 0 {
				text = estimate(f.Metric, f.Of(&p.Arms[arm]))
			}
			if s.Knee(name, f.Metric) == p.Value {
				text += "*"
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, append(row, ending(p)))
	}
	return t
}

// together is how many points without figures are one row.
const together = 4

// alike is how many points from the first on are one row; 0: the first is a row
// of its own.
func alike(points []sweep.Point) int {
	n := 0
	for n < len(points) && points[0].State != sweep.Done && points[n].State == points[0].State {
		n++
	}
	if n < together {
		return 0
	}
	return n
}

func lastStep(address string) string {
	return address[strings.LastIndexByte(address, '.')+1:]
}

// estimate writes a figure with the wider side of its interval.
func estimate(metric string, e *sweep.Estimate) string {
	if e.Value == nil {
		return figure.None
	}
	write := figure.Percent
	switch metric {
	case "monthly_usd":
		return strings.TrimPrefix(figure.Dollars(e.Value), "$")
	case "p99":
		write = figure.Ms
	}
	text := write(e.Value)
	if e.CI == nil {
		return text + " ±?"
	}
	side := math.Max(e.CI[1]-*e.Value, *e.Value-e.CI[0])
	return text + " ±" + strings.TrimSuffix(write(&side), "%")
}

// ending is what became of a point.
func ending(p *sweep.Point) string {
	if p.State != sweep.Done {
		return p.State
	}
	if p.Verdict == analyze.Pass {
		return string(p.Verdict)
	}
	var open []string
	for i, x := range p.Expectations {
		if x.Verdict == p.Verdict {
			open = append(open, strconv.Itoa(i+1))
		}
	}
	if len(open) == 0 && len(p.Why) > 0 {
		open = []string{brief(p.Why[0])}
	}
	return string(p.Verdict) + " " + strings.Join(open, ",")
}

// brief is as much of a sentence as goes into a cell.
func brief(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

// notes are those of the sweep, and why AWS would refuse values: the first
// reason stands for those that differ in their numbers alone.
func notes(s *sweep.Sweep) []string {
	var refused []string
	reason := ""
	for i := range s.Points {
		if p := &s.Points[i]; p.State == sweep.Refused {
			refused = append(refused, p.Value)
			if reason == "" {
				reason = p.Reason
			}
		}
	}
	out := s.Notes
	if n := len(refused); n > 1 {
		out = append(out[:len(out):len(out)], "AWS would refuse "+figure.Plural(uint64(n), "value")+" from "+refused[0]+" to "+refused[n-1]+", the first since "+reason)
	} else if n == 1 {
		out = append(out[:len(out):len(out)], "AWS would refuse "+refused[0]+": "+reason)
	}
	return out
}

// numbered lists the expectations by the numbers that the rows call them.
func numbered(s *sweep.Sweep) []string {
	for i := range s.Points {
		if p := &s.Points[i]; p.State == sweep.Done {
			var out []string
			for n, x := range p.Expectations {
				out = append(out, strconv.Itoa(n+1)+" "+x.Expr)
			}
			return out
		}
	}
	return nil
}

// knees says where each figure bends, those with one first.
func knees(s *sweep.Sweep, arm string, named bool) []string {
	titles := map[string]string{}
	for _, f := range sweep.Figures {
		titles[f.Metric] = f.Title
	}
	var found, reasons []string
	none := map[string][]string{} // by reason
	for _, k := range s.Knees {
		switch {
		case k.Arm != arm || k.Reason == sweep.Absent:
		case k.Value != nil:
			found = append(found, titles[k.Metric]+" at "+*k.Value)
		default:
			if none[k.Reason] == nil {
				reasons = append(reasons, k.Reason)
			}
			none[k.Reason] = append(none[k.Reason], titles[k.Metric])
		}
	}
	var out []string
	if len(found) > 0 {
		out = append(out, strings.Join(found, ", "))
	}
	for _, reason := range reasons {
		out = append(out, strings.Join(none[reason], ", ")+": none, "+reason)
	}
	if named {
		for i := range out {
			out[i] = "arm " + arm + ": " + out[i]
		}
	}
	return out
}
