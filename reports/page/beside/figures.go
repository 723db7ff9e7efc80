package beside

import (
	"fmt"
	"math"
	"strings"

	"squall/analyze/compare"
	"squall/analyze/figure"
	"squall/reports/page/sheet"
	"squall/reports/view/sidebyside"
)

// scale places ratios on a line on which twice and half are as far from equal.
type scale struct{ span float64 } // logarithm of the ratio at either end

// The least and the most that a line shows, as factors.
const leastSpan, mostSpan = 1.25, 2.0

func scaleOf(c *compare.Comparison) scale {
	far := math.Log(leastSpan)
	see := func(v float64) {
		if v > 0 && !math.IsInf(v, 0) && !math.IsNaN(v) {
			far = math.Max(far, math.Abs(math.Log(v)))
		}
	}
	for i := range c.Rows {
		see(c.Rows[i].Limit * 1.02)
		if r := c.Rows[i].Ratio; r != nil {
			see(*r)
		}
		if ci := c.Rows[i].CI; ci != nil {
			see(ci[0])
			see(ci[1])
		}
	}
	return scale{math.Min(far, math.Log(mostSpan))}
}

// at is where a ratio lies, in percent of the line.
func (s scale) at(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return math.Min(math.Max(50+float64(50*math.Log(v)/s.span), 0), 100)
}

// figures is the table of everything, with a line for each ratio.
func figures(m *sheet.Sheet, v *sidebyside.Comparison, c *compare.Comparison) string {
	if len(v.Rows) == 0 {
		return ""
	}
	s := scaleOf(c)
	low, high := math.Exp(-s.span), math.Exp(s.span)
	var b strings.Builder
	fmt.Fprintf(&b, "<h2 id=\"figures\">Figures</h2>\n<p class=\"about\">%s</p>\n", sheet.Escape(v.Legend))
	fmt.Fprintf(&b, "<p class=\"about\">The lines: from %s to %s times the %s, equal in the middle, the shaded part is within the margin, the bar is the 95 %% interval; one that touches an end goes on beyond it.</p>\n", figure.Ratio(&low), figure.Ratio(&high), map[bool]string{true: "base", false: "value foretold"}[v.Heads[0] == "base"])
	fmt.Fprintf(&b, "<div class=\"scroll\"><table>\n<thead><tr><th>verdict</th><th>entry</th><th>metric</th><th class=\"n\">%s</th><th class=\"n\">%s</th><th>%s</th>", v.Heads[0], v.Heads[1], v.Heads[2])
	b.WriteString("<th>against the margin</th><th class=\"n\">n</th><th>rests on</th></tr></thead>\n<tbody>\n")
	for i := range v.Rows {
		if i == sheet.MaxRows {
			b.WriteString(m.More(len(v.Rows)-i, 9))
			break
		}
		b.WriteString(s.row(&v.Rows[i]))
	}
	b.WriteString("</tbody></table></div>\n")
	if v.RestsOn != "" {
		fmt.Fprintf(&b, "<p class=\"about\">Rules: %s.</p>\n", sheet.Escape(v.RestsOn))
	}
	return b.String()
}

func (s scale) row(r *sidebyside.Row) string {
	verdict := "<span class=\"mark " + class(r) + "\">" + sheet.Escape(r.Verdict) + "</span>"
	note := ""
	if r.Note != "" {
		note = "<small>" + sheet.Escape(r.Note) + "</small>"
	}
	return fmt.Sprintf("<tr><td>%s</td><td class=\"entry\">%s</td><td><code>%s</code> %s%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"ratio\">%s</td><td>%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n",
		verdict, sheet.Escape(r.Entry), sheet.Escape(r.Of.Metric), sheet.Escape(r.Marks), note, sheet.Escape(r.Base), sheet.Escape(r.Candidate),
		sheet.Escape(r.Ratio), s.line(r), r.N, figure.RestsOn(r.Of.RestsOn))
}

// class is the colour of a row: only what decides is good or bad.
func class(r *sidebyside.Row) string {
	if r.Of.Role == compare.Primary {
		return sheet.Kind(string(r.Of.Verdict))
	}
	return "aside"
}

// line draws an interval against the margin.
func (s scale) line(r *sidebyside.Row) string {
	if r.Of.Ratio == nil || r.Of.CI == nil {
		return ""
	}
	from, to, at := s.at(r.Of.CI[0]), s.at(r.Of.CI[1]), s.at(*r.Of.Ratio)
	within := fmt.Sprintf("width:%.1f%%", s.at(r.Of.Limit))
	if r.Of.Error != nil { // too low is wrong as well
		low := s.at(1 / r.Of.Limit)
		within = fmt.Sprintf("left:%.1f%%;width:%.1f%%", low, s.at(r.Of.Limit)-low)
	}
	return fmt.Sprintf("<span class=\"span %s\" role=\"img\" aria-label=\"%s, good up to %s\"><i class=\"within\" style=\"%s\"></i><i class=\"equal\"></i><i class=\"bar\" style=\"left:%.1f%%;width:%.1f%%\"></i><i class=\"at\" style=\"left:%.1f%%\"></i></span>",
		class(r), sheet.Escape(r.Ratio), figure.Ratio(&r.Of.Limit), within, from, math.Max(to-from, 0.5), at)
}
