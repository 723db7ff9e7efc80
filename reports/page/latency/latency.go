// Package latency draws latencies: by share of requests, and by how much each
// quantile differs between two sides.
//
// It computes nothing but where points lie.
package latency

import (
	"fmt"
	"math"
	"slices"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/analyze/picture"
	"squall/reports/page/chart"
	"squall/reports/page/sheet"
)

// What the charts show at most: the rest stays in result.json.
const (
	maxCurves = 24 // charts of one kind
	maxLines  = 8  // of one chart, as there are colours
	maxPoints = 64 // of one line
)

// Curves are the latencies of each entry by share of requests, a line for each
// arm.
func Curves(r *analyze.Result) (charts []string, omitted int) {
	for _, entry := range entries(r) {
		if len(charts) == maxCurves {
			omitted++
			continue
		}
		if c := curve(r, entry); c != "" {
			charts = append(charts, c)
		}
	}
	return charts, omitted
}

// entries are those that answer their caller, in the order of the result.
func entries(r *analyze.Result) []string {
	var out []string
	for _, arm := range r.Arms {
		for _, p := range arm.Paths {
			if p.Ledger == nil && len(p.Curve) > 1 && !slices.Contains(out, p.Entry) {
				out = append(out, p.Entry)
			}
		}
	}
	return out
}

// Line is one line of a chart.
type Line struct {
	name       string
	shares, ms []float64
}

// LineOf takes a line from a latency curve.
func LineOf(name string, curve []picture.Point) Line {
	l := Line{name: name}
	l.shares, l.ms = thinned(curve)
	return l
}

func curve(r *analyze.Result, entry string) string {
	var lines []Line
	for _, arm := range r.Arms[:min(len(r.Arms), maxLines)] {
		l := Line{name: arm.Name}
		for _, p := range arm.Paths {
			if p.Entry == entry {
				l = LineOf(arm.Name, p.Curve)
			}
		}
		lines = append(lines, l)
	}
	return Curve(entry, lines)
}

// Curve draws lines by share of requests; "" when there is nothing to draw.
func Curve(title string, lines []Line) string {
	var all []float64
	end := 0.0
	for _, l := range lines {
		all = append(all, l.ms...)
		if n := len(l.shares); n > 0 {
			end = max(end, l.shares[n-1])
		}
	}
	if len(all) == 0 {
		return ""
	}
	c := chart.New(sheet.Bounded(title), curveAlt(title, lines), 190, chart.Tail(end), chart.LogMillis("latency", all...))
	grid := ladder(lines)
	c.Places("tail", grid)
	for i, l := range lines {
		if len(l.ms) == 0 {
			continue
		}
		class := Colour(i)
		c.Line(class+thick(i, len(lines)), l.shares, l.ms)
		c.Read(c.Key(class, "line", sheet.Bounded(l.name)), "ms", at(grid, l.shares, l.ms))
	}
	return c.HTML()
}

// thick has the first of several lines show where the next covers it.
func thick(i, of int) string {
	if i == 0 && of > 1 {
		return " thick"
	}
	return ""
}

// Colour is the class of the i-th line of a chart.
func Colour(i int) string { return fmt.Sprintf("k%d", i%maxLines) }

func curveAlt(entry string, lines []Line) string {
	text := "Latency of " + sheet.Bounded(entry) + " by share of requests."
	for _, l := range lines {
		if n := len(l.ms); n > 0 {
			text += " " + sheet.Bounded(l.name) + ": from " + figure.MsUnit(&l.ms[0]) + " to " + figure.MsUnit(&l.ms[n-1]) + "."
		}
	}
	return text
}

var missing = math.NaN()

// ladder are the shares at which values can be asked for.
func ladder(lines []Line) []float64 {
	var out []float64
	for _, l := range lines {
		if len(l.shares) > len(out) {
			out = l.shares
		}
	}
	return out
}

// at gives a line's values at some shares: each is that of the next point.
func at(grid, shares, ms []float64) []float64 {
	var out []float64
	for _, share := range grid {
		i, _ := slices.BinarySearch(shares, share)
		if i == len(shares) {
			out = append(out, missing)
			continue
		}
		out = append(out, ms[i])
	}
	return out
}

func thinned(curve []picture.Point) (shares, ms []float64) {
	step := (len(curve) + maxPoints - 1) / maxPoints
	for i, p := range curve {
		if (i%step == 0 || i == len(curve)-1) && p.Ms > 0 && p.Share >= 0 && p.Share < 1 {
			shares, ms = append(shares, p.Share), append(ms, p.Ms)
		}
	}
	if !slices.IsSorted(shares) {
		return nil, nil
	}
	return shares, ms
}

// Shifts say by how much each entry is slower or faster in another arm,
// quantile by quantile.
func Shifts(r *analyze.Result) (charts []string, omitted int) {
	for i := range r.Shifts {
		if len(charts) == maxCurves {
			omitted++
			continue
		}
		title := r.Shifts[i].Entry
		if len(r.Arms) > 2 {
			title += ", " + sheet.Bounded(r.Shifts[i].Candidate)
		}
		if c := Shift(title, &r.Shifts[i]); c != "" {
			charts = append(charts, c)
		}
	}
	return charts, omitted
}

// Shift draws a shift; "" when there is nothing to draw.
func Shift(title string, s *picture.Shift) string {
	var xs, diff, low, high, all []float64
	var words []string
	for i, p := range moved(s) {
		xs, diff, words = append(xs, float64(i)), append(diff, p.DiffMs), append(words, fmt.Sprintf("p%g", float64(p.Share*100)))
		ends := [2]float64{missing, missing}
		if p.CI != nil {
			ends = *p.CI
		}
		low, high = append(low, ends[0]), append(high, ends[1])
		all = append(all, p.DiffMs, ends[0], ends[1])
	}
	if len(xs) == 0 {
		return ""
	}
	c := chart.New(sheet.Bounded(title), shiftAlt(s), 170, chart.Steps("quantile", words), chart.Millis("difference", all...))
	c.Rule("zero", 0)
	banded := slices.ContainsFunc(low, func(v float64) bool { return !math.IsNaN(v) })
	if banded {
		c.Band("k1", xs, low, high)
	}
	c.Line("k1", xs, diff)
	c.Dots("k1", xs, diff)
	c.Words(words)
	c.Read(c.Key("k1", "line", sheet.Bounded(s.Candidate)+" minus "+sheet.Bounded(s.Base)), "ms", diff)
	if banded {
		c.Read(c.Key("k1", "band", "95 % interval"), "ms", low)
		c.Read(c.Key("k1", "more", "to"), "ms", high)
	}
	return c.HTML()
}

// moved are the points of a shift that can be drawn.
func moved(s *picture.Shift) []picture.Moved {
	all := slices.DeleteFunc(slices.Clone(s.Points), func(p picture.Moved) bool { return !(p.Share > 0 && p.Share < 1) })
	return all[:min(len(all), maxPoints)]
}

func shiftAlt(s *picture.Shift) string {
	text := "How much later " + sheet.Bounded(s.Candidate) + " answers than " + sheet.Bounded(s.Base) + " at " + sheet.Bounded(s.Entry) + "."
	for _, p := range moved(s) {
		text += fmt.Sprintf(" p%g %s.", float64(p.Share*100), figure.MsUnit(&p.DiffMs))
	}
	return text
}
