package sweeping

import (
	"fmt"
	"math"
	"slices"

	"squall/analyze/figure"
	"squall/analyze/sweep"
	"squall/reports/page/chart"
	"squall/reports/page/latency"
	"squall/reports/page/sheet"
)

// colours is how many arms are drawn, each in its own.
const colours = 6

const (
	height     = 200 // of a plot, pixels
	mostDots   = 80
	mostTold   = 120
	mostTicks  = 40
	leastShare = 0.001 // an axis of noise alone would look like much
	apart      = 0.2   // of the width, between two marks that are named
)

var missing = math.NaN()

// panel draws one figure over the swept value; "" when no point has it.
func panel(s *sweep.Sweep, f sweep.Figure) string {
	arms := s.Arms()
	arms = arms[:min(len(arms), colours)]
	var all []line
	most, found := 0.0, false
	for i := range arms {
		l := lineOf(s, f, i)
		all = append(all, l)
		for k := range l.value {
			if !math.IsNaN(l.value[k]) {
				found = true
				most = math.Max(most, l.value[k])
			}
			if !math.IsNaN(l.high[k]) {
				most = math.Max(most, l.high[k])
			}
		}
	}
	if !found {
		return ""
	}
	xs, x := places(s)
	y, kind := upright(f, most)
	c := chart.New(title(f), f.Title+" against "+sheet.Bounded(s.Address), height, x, y)
	verdicts(c, s, xs)
	for i, l := range all {
		l.draw(c, i, xs)
	}
	knees(c, s, f, arms, xs)
	told := told(s, xs)
	c.Words(told.words)
	c.Places("word", told.xs)
	for i, l := range all {
		c.Read(c.Key(latency.Colour(i), "line", sheet.Bounded(arms[i])), kind, told.of(l.value))
	}
	return c.HTML()
}

// telling are the points whose values a reader can ask for: all, or as many as
// the page has room for.
type telling struct {
	step  int
	words []string
	xs    []float64
}

func told(s *sweep.Sweep, xs []float64) telling {
	t := telling{step: (len(xs) + mostTold - 1) / mostTold}
	for i := 0; i < len(xs); i += t.step {
		t.words, t.xs = append(t.words, sheet.Bounded(s.Points[i].Value)), append(t.xs, xs[i])
	}
	return t
}

func (t *telling) of(values []float64) (out []float64) {
	for i := 0; i < len(values); i += t.step {
		out = append(out, values[i])
	}
	return out
}

// line is an arm's figure at every point; what a point has not is missing.
type line struct{ value, low, high []float64 }

func lineOf(s *sweep.Sweep, f sweep.Figure, arm int) (l line) {
	for i := range s.Points {
		value, ends := missing, [2]float64{missing, missing}
		if p := &s.Points[i]; len(p.Arms) > arm {
			if e := f.Of(&p.Arms[arm]); e.Value != nil {
				value = *e.Value
				if e.CI != nil {
					ends = *e.CI
				}
			}
		}
		l.value, l.low, l.high = append(l.value, value), append(l.low, ends[0]), append(l.high, ends[1])
	}
	return l
}

// draw draws a line with its band, which has a gap where the line has one.
func (l *line) draw(c *chart.Chart, arm int, xs []float64) {
	class := latency.Colour(arm)
	for from := 0; from < len(xs); {
		to := from
		for to < len(xs) && !math.IsNaN(l.value[to]) {
			to++
		}
		c.Band(class, xs[from:to], l.low[from:to], l.high[from:to])
		from = to + 1
	}
	c.Line(class, xs, l.value)
	if len(xs) <= mostDots {
		c.Dots(class, xs, l.value)
	}
}

// places are where the points stand, and their axis.
func places(s *sweep.Sweep) (xs []float64, a chart.Axis) {
	for i := range s.Points {
		xs = append(xs, s.Position(i))
	}
	first, last := xs[0], xs[len(xs)-1]
	air := float64((last - first) * 0.03)
	if !(last > first) {
		air = 0.5
	}
	a = chart.Axis{Name: s.Address, Low: first - air, High: last + air}
	step := (len(xs) + mostTicks - 1) / mostTicks
	for i, x := range xs {
		if i%step > 0 {
			continue
		}
		a.Ticks = append(a.Ticks, chart.Tick{At: x, Text: sheet.Bounded(s.Points[i].Value)})
	}
	return xs, a
}

// upright is the axis of a figure from 0 to its largest value, and how its
// values are told.
func upright(f sweep.Figure, most float64) (a chart.Axis, kind string) {
	write := func(v float64) string { return figure.Percent(&v) }
	kind = "share"
	switch f.Metric {
	case "p99":
		write, kind = func(v float64) string { return figure.MsUnit(&v) }, "ms"
	case "monthly_usd":
		write, kind = func(v float64) string { return figure.Dollars(&v) }, "usd"
	default:
		most = math.Max(most, leastShare)
	}
	a = chart.Counts(title(f), most)
	if most < 1 { // Counts reaches to 1 at least
		a = chart.Shares(title(f), most)
		if most < 0.01 {
			a = chart.Axis{Name: title(f), High: most * 1.06, Ticks: []chart.Tick{{At: 0}, {At: most / 2}, {At: most}}}
		}
	}
	for i := range a.Ticks {
		a.Ticks[i].Text = write(a.Ticks[i].At)
	}
	a.Low = -0.05 * a.High // room for the verdicts
	return a, kind
}

// verdicts is a strip at the bottom that says where the expectations hold.
func verdicts(c *chart.Chart, s *sweep.Sweep, xs []float64) {
	edge := func(i int) float64 {
		switch {
		case i <= 0:
			return xs[0]
		case i >= len(xs):
			return xs[len(xs)-1]
		}
		return (xs[i-1] + xs[i]) / 2
	}
	for i := 0; i < len(s.Points); {
		word, next := said(&s.Points[i]), i+1
		for next < len(s.Points) && said(&s.Points[next]) == word {
			next++
		}
		where := s.Points[i].Value
		if next > i+1 {
			where += " to " + s.Points[next-1].Value
		}
		c.Foot("v-"+sheet.Kind(word), edge(i), edge(next), sheet.Plain(where+": "+word))
		i = next
	}
}

// said is what became of a point, in a word.
func said(p *sweep.Point) string {
	if p.State == sweep.Done {
		return string(p.Verdict)
	}
	return p.State
}

// knees marks where curves bend: one mark for all arms whose curve bends at a
// point, named where the name of the mark before leaves room.
func knees(c *chart.Chart, s *sweep.Sweep, f sweep.Figure, arms []string, xs []float64) {
	var at []string
	for _, arm := range arms {
		if value := s.Knee(arm, f.Metric); value != "" && !slices.Contains(at, value) {
			at = append(at, value)
		}
	}
	span := xs[len(xs)-1] - xs[0]
	before := math.Inf(-1)
	for i := range s.Points {
		if !slices.Contains(at, s.Points[i].Value) {
			continue
		}
		name := ""
		if xs[i]-before > float64(apart*span) {
			name, before = fmt.Sprintf("knee %s", sheet.Bounded(s.Points[i].Value)), xs[i]
		}
		c.Mark("knee", xs[i], name)
	}
}
