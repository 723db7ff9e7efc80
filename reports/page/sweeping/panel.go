package sweeping

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"squall/analyze/sweep"
	"squall/reports/figure"
	"squall/reports/page/sheet"
)

// colours is how many arms are drawn, each in its own.
const colours = 6

// The size of a panel and of the room around its plot, in units of the view box.
const (
	wide, high        = 520.0, 230.0
	left, right       = 62.0, 14.0
	top, bottom       = 18.0, 44.0
	mostLabels        = 9
	mostDots          = 80
	strip, stripBelow = 5.0, 4.0
	leastShare        = 0.001
)

// canvas places figures in a panel.
type canvas struct {
	b         strings.Builder
	s         *sweep.Sweep
	f         sweep.Figure
	xs        []float64 // of each point
	most      float64   // value at the top
	ticks     []float64
	low, span float64 // of the axis of values
}

// panel draws one figure over the swept value; "" when no point has it.
func panel(s *sweep.Sweep, f sweep.Figure) string {
	p := &canvas{s: s, f: f}
	if !p.scale() {
		return ""
	}
	fmt.Fprintf(&p.b, "<svg viewBox=\"0 0 %g %g\" role=\"img\" aria-label=\"%s\">\n", wide, high, sheet.Escape(f.Title+" against "+s.Address))
	p.axes()
	p.verdicts()
	arms := s.Arms()
	for arm, name := range arms[:min(len(arms), colours)] {
		p.curve(arm)
		p.knee(name)
	}
	p.b.WriteString("</svg>\n")
	return p.b.String()
}

// scale finds the room that the figures take.
func (p *canvas) scale() bool {
	found := false
	for i := range p.s.Points {
		for a := range p.s.Points[i].Arms {
			e := p.f.Of(&p.s.Points[i].Arms[a])
			if e.Value == nil {
				continue
			}
			found = true
			p.most = math.Max(p.most, *e.Value)
			if e.CI != nil {
				p.most = math.Max(p.most, e.CI[1])
			}
		}
	}
	if p.f.Metric != "p99" && p.f.Metric != "monthly_usd" {
		p.most = math.Max(p.most, leastShare) // an axis of noise alone would look like much
	}
	p.ticks = rounds(p.most)
	p.most = math.Max(p.most, p.ticks[len(p.ticks)-1])
	p.low, p.span = p.s.Position(0), p.s.Position(len(p.s.Points)-1)-p.s.Position(0)
	for i := range p.s.Points {
		p.xs = append(p.xs, left+float64((wide-left-right)*((p.s.Position(i)-p.low)/p.span)))
	}
	return found
}

func (p *canvas) y(v float64) float64 {
	return high - bottom - float64((high-top-bottom)*(v/p.most))
}

// rounds are about four round numbers from 0 to most.
func rounds(most float64) []float64 {
	if most <= 0 {
		return []float64{0, 1}
	}
	unit := 1.0
	for unit > most/2 {
		unit /= 10
	}
	for unit*10 <= most/2 {
		unit *= 10
	}
	step := unit
	for _, m := range []float64{1, 2, 5, 10} {
		if most/float64(unit*m) <= 5 {
			step = float64(unit * m)
			break
		}
	}
	var out []float64
	for i := range 7 {
		if v := float64(step * float64(i)); v <= float64(most*1.0001) {
			out = append(out, v)
		}
	}
	return out
}

// write writes a figure as the table does, with its unit.
func (p *canvas) write(v float64) string {
	switch p.f.Metric {
	case "p99":
		return figure.MsUnit(&v)
	case "monthly_usd":
		return figure.Dollars(&v)
	}
	return figure.Percent(&v)
}

func (p *canvas) axes() {
	for _, v := range p.ticks {
		fmt.Fprintf(&p.b, "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%[3]s\"/><text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>\n",
			short(left), short(wide-right), short(p.y(v)), short(left-6), short(p.y(v)+4), sheet.Escape(p.write(v)))
	}
	every := (len(p.s.Points) + mostLabels - 1) / mostLabels
	last := -math.MaxFloat64
	for i := 0; i < len(p.s.Points); i += every {
		room := 9.5*float64(len(p.s.Points[i].Value)) + 6 // as on a phone, where letters are larger
		if p.xs[i]-last < room {
			continue
		}
		last = p.xs[i]
		inside := math.Min(p.xs[i], wide-room/2)
		fmt.Fprintf(&p.b, "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>\n", short(inside), short(high-bottom+24), sheet.Escape(p.s.Points[i].Value))
	}
	fmt.Fprintf(&p.b, "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>\n", short((left+wide-right)/2), short(high-4), sheet.Escape(p.s.Address))
}

// verdicts is a strip below the axis that says where the expectations hold.
func (p *canvas) verdicts() {
	edge := func(i int) float64 {
		switch {
		case i <= 0:
			return p.xs[0] - 3
		case i >= len(p.xs):
			return p.xs[len(p.xs)-1] + 3
		}
		return (p.xs[i-1] + p.xs[i]) / 2
	}
	for i := 0; i < len(p.s.Points); {
		word, next := said(&p.s.Points[i]), i+1
		for next < len(p.s.Points) && said(&p.s.Points[next]) == word {
			next++
		}
		where := p.s.Points[i].Value
		if next > i+1 {
			where += " to " + p.s.Points[next-1].Value
		}
		fmt.Fprintf(&p.b, "<rect class=\"v-%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s</title></rect>\n",
			sheet.Kind(word), short(edge(i)), short(high-bottom+stripBelow), short(edge(next)-edge(i)), short(strip), sheet.Escape(where+": "+word))
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

// curve draws an arm: its intervals, its line and its points, with gaps where
// a figure is missing.
func (p *canvas) curve(arm int) {
	colour := strconv.Itoa(arm)
	var run []int
	flush := func() {
		if len(run) > 0 {
			p.stretch(run, arm, colour)
		}
		run = nil
	}
	for i := range p.s.Points {
		if point := &p.s.Points[i]; len(point.Arms) <= arm || p.f.Of(&point.Arms[arm]).Value == nil {
			flush()
			continue
		}
		run = append(run, i)
	}
	flush()
}

// stretch draws neighbouring points.
func (p *canvas) stretch(run []int, arm int, colour string) {
	var line, upper, lower []string
	dots := ""
	for _, i := range run {
		e := p.f.Of(&p.s.Points[i].Arms[arm])
		at := func(v float64) string { return short(p.xs[i]) + "," + short(p.y(v)) }
		line = append(line, at(*e.Value))
		told := p.s.Points[i].Value + ": " + p.write(*e.Value)
		if e.CI != nil {
			upper, lower = append(upper, at(e.CI[1])), append(lower, at(e.CI[0]))
			told += " [" + p.write(e.CI[0]) + " to " + p.write(e.CI[1]) + "]"
		}
		if len(p.s.Points) <= mostDots {
			dots += fmt.Sprintf("<circle class=\"f%s\" cx=\"%s\" cy=\"%s\" r=\"2.6\"><title>%s</title></circle>\n", colour, short(p.xs[i]), short(p.y(*e.Value)), sheet.Escape(told))
		}
	}
	if len(upper) > 1 {
		for i := len(lower) - 1; i >= 0; i-- {
			upper = append(upper, lower[i])
		}
		fmt.Fprintf(&p.b, "<polygon class=\"band f%s\" points=\"%s\"/>\n", colour, strings.Join(upper, " "))
	}
	fmt.Fprintf(&p.b, "<polyline class=\"curve s%s\" points=\"%s\"/>\n%s", colour, strings.Join(line, " "), dots)
}

// knee marks where an arm's curve bends.
func (p *canvas) knee(arm string) {
	value := p.s.Knee(arm, p.f.Metric)
	for i := range p.s.Points {
		if value == "" || p.s.Points[i].Value != value {
			continue
		}
		anchor, shift := "start", 5.0
		if p.xs[i] > wide*0.75 {
			anchor, shift = "end", -5
		}
		fmt.Fprintf(&p.b, "<line class=\"knee\" x1=\"%s\" x2=\"%[1]s\" y1=\"%s\" y2=\"%s\"/><text class=\"mark\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">knee %s</text>\n",
			short(p.xs[i]), short(top-6), short(high-bottom), short(p.xs[i]+shift), short(top+4), anchor, sheet.Escape(value))
	}
}

// short writes a coordinate.
func short(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
