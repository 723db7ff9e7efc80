package page

import (
	"fmt"
	"slices"

	"squall/analyze"
	"squall/analyze/picture"
	"squall/reports/figure"
	"squall/reports/page/chart"
)

// What the charts show at most: the rest stays in result.json.
const (
	maxCurves = 24 // charts of one kind
	maxLines  = 8  // of one chart, as there are colours
	maxPoints = 64 // of one line
)

// curves are the latencies of each entry by share of requests, a line for each
// arm.
func curves(r *analyze.Result) (charts []string, omitted int) {
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

type line struct {
	name       string
	shares, ms []float64
}

func curve(r *analyze.Result, entry string) string {
	var lines []line
	var all []float64
	end := 0.0
	for _, arm := range r.Arms[:min(len(r.Arms), maxLines)] {
		l := line{name: arm.Name}
		for _, p := range arm.Paths {
			if p.Entry == entry {
				l.shares, l.ms = thinned(p.Curve)
			}
		}
		lines, all = append(lines, l), append(all, l.ms...)
		if n := len(l.shares); n > 0 {
			end = max(end, l.shares[n-1])
		}
	}
	if len(all) == 0 {
		return ""
	}
	c := chart.New(bounded(entry), curveAlt(entry, lines), 190, chart.Tail(end), chart.LogMillis("latency", all...))
	grid := ladder(lines)
	c.Places("tail", grid)
	for i, l := range lines {
		if len(l.ms) == 0 {
			continue
		}
		class := colour(i)
		c.Line(class+thick(i, len(lines)), l.shares, l.ms)
		c.Read(c.Key(class, "line", bounded(l.name)), "ms", at(grid, l.shares, l.ms))
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

func colour(i int) string { return fmt.Sprintf("k%d", i%maxLines) }

func curveAlt(entry string, lines []line) string {
	text := "Latency of " + bounded(entry) + " by share of requests."
	for _, l := range lines {
		if n := len(l.ms); n > 0 {
			text += " " + bounded(l.name) + ": from " + figure.MsUnit(&l.ms[0]) + " to " + figure.MsUnit(&l.ms[n-1]) + "."
		}
	}
	return text
}

// ladder are the shares at which values can be asked for.
func ladder(lines []line) []float64 {
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

// shifts say by how much each entry is slower or faster in another arm,
// quantile by quantile.
func shifts(r *analyze.Result) (charts []string, omitted int) {
	for i := range r.Shifts {
		if len(charts) == maxCurves {
			omitted++
			continue
		}
		if c := shift(&r.Shifts[i], len(r.Arms) > 2); c != "" {
			charts = append(charts, c)
		}
	}
	return charts, omitted
}

func shift(s *picture.Shift, many bool) string {
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
	title := bounded(s.Entry)
	if many {
		title += ", " + bounded(s.Candidate)
	}
	c := chart.New(title, shiftAlt(s), 170, chart.Steps("quantile", words), chart.Millis("difference", all...))
	c.Rule("zero", 0)
	c.Band("k1", xs, low, high)
	c.Line("k1", xs, diff)
	c.Dots("k1", xs, diff)
	c.Words(words)
	c.Read(c.Key("k1", "line", bounded(s.Candidate)+" minus "+bounded(s.Base)), "ms", diff)
	c.Read(c.Key("k1", "band", "95 % from"), "ms", low)
	c.Read(c.Key("k1", "band", "to"), "ms", high)
	return c.HTML()
}

// moved are the points of a shift that can be drawn.
func moved(s *picture.Shift) []picture.Moved {
	all := slices.DeleteFunc(slices.Clone(s.Points), func(p picture.Moved) bool { return !(p.Share > 0 && p.Share < 1) })
	return all[:min(len(all), maxPoints)]
}

func shiftAlt(s *picture.Shift) string {
	text := "How much later " + bounded(s.Candidate) + " answers than " + bounded(s.Base) + " at " + bounded(s.Entry) + "."
	for _, p := range moved(s) {
		text += fmt.Sprintf(" p%g %s.", float64(p.Share*100), figure.MsUnit(&p.DiffMs))
	}
	return text
}
