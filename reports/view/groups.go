package view

import (
	"slices"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports/table"
)

// Group is the latency of the entries that reach one function, arm by arm.
type Group struct {
	Function string
	Arms     []string
	Rows     []Row
	Refused  bool // some entry was throttled in some arm
	Errors   bool // some entry failed otherwise in some arm
}

// Row is one entry in every arm; Cells and Ratios have one element per arm of
// the group.
type Row struct {
	Entry  string
	Cells  []Cell
	Ratios []string // p99 against the first arm with its 95 % interval
}

// Cell is one entry in one arm.
type Cell struct {
	N, P50, P99, Cold, Refused, Errors string

	details [6]string // of the same, on a second line: their intervals
	p90     string
}

// groups collects the entries that answer their caller by function, in the
// order in which the result names them.
func groups(r *analyze.Result) []Group {
	var names []string
	for _, arm := range r.Arms {
		names = append(names, arm.Name)
	}
	async := asyncEntries(r)
	byFunction := map[string]*Group{}
	var order []*Group
	for i, arm := range r.Arms {
		for _, p := range arm.Paths {
			if async[p.Entry] {
				continue
			}
			g := byFunction[p.Function]
			if g == nil {
				g = &Group{Function: figure.Function(p.Function), Arms: names}
				byFunction[p.Function] = g
				order = append(order, g)
			}
			g.put(i, arm.Name, p, r)
		}
	}
	out := make([]Group, len(order))
	for i, g := range order {
		out[i] = *g
	}
	return out
}

func (g *Group) put(arm int, name string, p analyze.PathResult, r *analyze.Result) {
	at := slices.IndexFunc(g.Rows, func(row Row) bool { return row.Entry == p.Entry })
	if at < 0 {
		at = len(g.Rows)
		g.Rows = append(g.Rows, Row{
			Entry:  p.Entry,
			Cells:  slices.Repeat([]Cell{missing}, len(g.Arms)),
			Ratios: make([]string, len(g.Arms)),
		})
	}
	g.Rows[at].Cells[arm] = cell(p)
	if arm > 0 {
		g.Rows[at].Ratios[arm] = p99Ratio(r, name, p.Entry)
	}
	g.Refused = g.Refused || p.Outcomes["throttled"] > 0
	g.Errors = g.Errors || p.ErrorRate.Count > 0
}

var missing = Cell{N: figure.None, P50: figure.None, P99: figure.None, Cold: figure.None, Refused: figure.None, Errors: figure.None, p90: figure.None}

func cell(p analyze.PathResult) Cell {
	return Cell{
		N:       figure.Count(p.Sent),
		P50:     figure.Ms(p.Latency.P50),
		P99:     p99(p.Latency),
		Cold:    figure.Percent(p.Cold.Rate),
		Refused: figure.Percent(p.ThrottleRate.Rate),
		Errors:  figure.Percent(p.ErrorRate.Rate),
		p90:     figure.Ms(p.Latency.P90),
		details: [6]string{
			"", figure.Interval(p.Latency.P50CI, figure.Ms), figure.Interval(p.Latency.P99CI, figure.Ms), figure.Interval(p.Cold.RateCI, figure.Percent),
			figure.Interval(p.ThrottleRate.CI, figure.Percent), figure.Interval(p.ErrorRate.CI, figure.Percent),
		},
	}
}

// p99 is the figure, or the sample it needs: of fewer requests it is their
// maximum, near enough.
func p99(q analyze.Quantiles) string {
	if q.P99CI == nil && q.NeedP99 > 0 {
		return "need " + figure.Count(q.NeedP99)
	}
	return figure.Ms(q.P99)
}

func p99Ratio(r *analyze.Result, candidate, entry string) string {
	for _, c := range r.Comparisons {
		if c.Metric == "p99" && c.Candidate == candidate && c.Entry == entry && c.Base == r.Arms[0].Name {
			return ratioText(c)
		}
	}
	return ""
}

// ratioText writes a ratio with its interval, or says that one of them cannot
// be given.
func ratioText(c analyze.Comparison) string {
	text := figure.Ratio(c.Ratio)
	if ci := figure.Interval(c.CI, figure.Ratio); ci != "" {
		text += " " + ci
	}
	return text
}

// Stacked lays the group out with one line per entry and arm: the layout that
// holds any number of arms.
func (g Group) Stacked() table.Table {
	many := len(g.Arms) > 1
	t := table.Table{Title: g.Function + ", times in ms"}
	t.Column("entry", false)
	if many {
		t.Column("arm", false)
	}
	for _, h := range []string{"n", "p50", "p99", "cold"} {
		t.Column(h, true)
	}
	if g.Refused {
		t.Column("refused", true)
	}
	if g.Errors {
		t.Column("errors", true)
	}
	if many {
		t.Column("p99 ratio [95 %]", false)
	}
	for _, row := range g.Rows {
		for i, c := range row.Cells {
			t.Rows = append(t.Rows, g.line(row, i, c))
		}
	}
	return t
}

// Detailed is Stacked with the intervals of every figure, on a second line of
// its cell.
func (g Group) Detailed() table.Table {
	t := g.Stacked()
	first := 1 // of the columns of figures
	if len(g.Arms) > 1 {
		first = 2
	}
	at := 0
	for _, row := range g.Rows {
		for _, c := range row.Cells {
			line := t.Rows[at]
			line[0] = row.Entry
			columns := []int{0, 1, 2, 3}
			if g.Refused {
				columns = append(columns, 4)
			}
			if g.Errors {
				columns = append(columns, 5)
			}
			for i, k := range columns {
				if c.details[k] != "" {
					line[first+i] += "\n" + c.details[k]
				}
			}
			if text, interval, ok := strings.Cut(line[len(line)-1], " ["); ok && len(g.Arms) > 1 {
				line[len(line)-1] = text + "\n[" + interval
			}
			t.Rows[at] = slices.Insert(line, first+2, c.p90)
			at++
		}
	}
	t.Header, t.Right = slices.Insert(t.Header, first+2, "p90"), slices.Insert(t.Right, first+2, true)
	return t
}

func (g Group) line(row Row, arm int, c Cell) []string {
	many := len(g.Arms) > 1
	line := []string{row.Entry}
	if many && arm > 0 {
		line[0] = ""
	}
	if many {
		line = append(line, g.Arms[arm])
	}
	line = append(line, c.N, c.P50, c.P99, c.Cold)
	if g.Refused {
		line = append(line, c.Refused)
	}
	if g.Errors {
		line = append(line, c.Errors)
	}
	if many {
		line = append(line, row.Ratios[arm])
	}
	return line
}
