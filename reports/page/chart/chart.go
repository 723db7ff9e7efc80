// Package chart draws one chart as HTML that needs no script: lines and areas
// in an SVG that stretches with the page, and every word as text beside it, so
// that words keep their size on a phone and can be read aloud.
//
// It knows nothing of results, and colours are classes: the page has them.
package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// Chart is a plot with its words. Text in it must be escaped by New's caller
// only where it says so.
type Chart struct {
	x, y     Axis
	title    string
	alt      string
	height   int // of the plot, pixels
	under    strings.Builder
	svg      strings.Builder
	over     strings.Builder
	keys     []key
	readouts []readout
	xs       []float64
	xKind    string
	words    []string // of the places, where they are words
}

type key struct{ class, shape, text string }

// readout is a series whose values a reader can ask for.
type readout struct {
	key    int
	values []float64
	kind   string
}

// New is a chart without anything in it. alt says what the chart shows.
func New(title, alt string, height int, x, y Axis) *Chart {
	return &Chart{title: title, alt: alt, height: height, x: x, y: y}
}

const scale = 1000 // units of the view box in both directions

func unit(v float64) string {
	s := strconv.FormatFloat(v*scale, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

// percent is a place as CSS writes it.
func percent(v float64) string { return strconv.FormatFloat(v*100, 'f', 2, 64) + "%" }

func (c *Chart) point(x, y float64) (string, bool) {
	px, okX := c.x.at(x)
	py, okY := c.y.at(y)
	return unit(px) + " " + unit(1-py), okX && okY
}

// Key names a series; its number is for Read. shape is line, dash, area, mark or
// bar.
func (c *Chart) Key(class, shape, text string) int {
	c.keys = append(c.keys, key{class, shape, text})
	return len(c.keys) - 1
}

// Line draws a line through points, with a gap where one is no number.
func (c *Chart) Line(class string, xs, ys []float64) {
	var b strings.Builder
	pen := "M"
	for i := range xs {
		at, ok := c.point(xs[i], ys[i])
		if !ok {
			pen = "M"
			continue
		}
		b.WriteString(pen + at)
		pen = "L"
	}
	c.path("line "+class, b.String())
}

// Stairs draws a line that holds each value for a width on the axis.
func (c *Chart) Stairs(class string, xs, ys []float64, width float64) {
	var b strings.Builder
	pen := "M"
	for i := range xs {
		from, ok := c.point(xs[i], ys[i])
		to, _ := c.point(xs[i]+width, ys[i])
		if !ok {
			pen = "M"
			continue
		}
		b.WriteString(pen + from + "L" + to)
		pen = "L"
	}
	c.path("line "+class, b.String())
}

// Band shades what lies between two lines.
func (c *Chart) Band(class string, xs, low, high []float64) {
	var there, back []string
	for i := range xs {
		a, okA := c.point(xs[i], high[i])
		b, okB := c.point(xs[i], low[i])
		if okA && okB {
			there, back = append(there, a), append([]string{b}, back...)
		}
	}
	if len(there) > 1 {
		c.path("area "+class, "M"+strings.Join(append(there, back...), "L")+"Z")
	}
}

// Dots draws points.
func (c *Chart) Dots(class string, xs, ys []float64) {
	var b strings.Builder
	for i := range xs {
		if at, ok := c.point(xs[i], ys[i]); ok {
			b.WriteString("M" + at + "h0")
		}
	}
	c.path("dot "+class, b.String())
}

// Bars draws columns from the bottom, so wide on the axis.
func (c *Chart) Bars(class string, xs, ys []float64, width float64) {
	var b strings.Builder
	for i := range xs {
		if !(ys[i] > 0) {
			continue
		}
		from, ok := c.point(xs[i], ys[i])
		to, okTo := c.point(xs[i]+float64(width*0.9), 0)
		if ok && okTo {
			fx, fy, _ := strings.Cut(from, " ")
			tx, ty, _ := strings.Cut(to, " ")
			b.WriteString("M" + fx + " " + fy + "H" + tx + "V" + ty + "H" + fx + "Z")
		}
	}
	c.path("area full "+class, b.String())
}

// Rug draws a mark on the axis for each place.
func (c *Chart) Rug(class string, xs []float64) {
	var b strings.Builder
	for _, x := range xs {
		if at, ok := c.x.at(x); ok {
			b.WriteString("M" + unit(at) + " 1000V955")
		}
	}
	c.path("rug "+class, b.String())
}

// Rule draws a line across at a value.
func (c *Chart) Rule(class string, v float64) {
	if at, ok := c.y.at(v); ok {
		c.path("line "+class, "M0 "+unit(1-at)+"H1000")
	}
}

// Span shades a stretch of the axis, named in a corner where there is a name.
func (c *Chart) Span(class string, from, to float64, name string) {
	a, okA := c.x.at(from)
	b, okB := c.x.at(to)
	if !okA || !okB || b < 0 || a > 1 || b < a {
		return
	}
	a, b = max(a, 0), min(max(b, a+0.003), 1)
	fmt.Fprintf(&c.under, "<rect class=\"%s\" x=\"%s\" y=\"0\" width=\"%s\" height=\"1000\"/>", class, unit(a), unit(b-a))
	if name != "" {
		fmt.Fprintf(&c.over, "<b style=\"left:%s\">%s</b>", percent(min(a, 0.97)), html.EscapeString(name))
	}
}

// Image lays a picture over a part of the plot.
func (c *Chart) Image(png string, x0, x1, y0, y1 float64) {
	ax, okA := c.x.at(x0)
	bx, okB := c.x.at(x1)
	ay, okC := c.y.at(y0)
	by, okD := c.y.at(y1)
	if okA && okB && okC && okD {
		fmt.Fprintf(&c.under, "<image href=\"data:image/png;base64,%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\"/>",
			png, unit(ax), unit(1-by), unit(bx-ax), unit(by-ay))
	}
}

func (c *Chart) path(class, d string) {
	if d != "" {
		c.svg.WriteString("<path class=\"" + class + "\" d=\"" + d + "\"/>")
	}
}

// Read lets a reader ask for the values of a key at the places of the axis. kind
// says how they are written: ms, count, share.
func (c *Chart) Read(key int, kind string, values []float64) {
	c.readouts = append(c.readouts, readout{key, values, kind})
}

// Places are where values can be asked for; kind is time or tail.
func (c *Chart) Places(kind string, xs []float64) { c.xKind, c.xs = kind, xs }

// Words are places from 0 on that have a word each.
func (c *Chart) Words(words []string) {
	c.xKind, c.words = "word", words
	for i := range words {
		c.xs = append(c.xs, float64(i))
	}
}

// Empty says whether nothing was drawn.
func (c *Chart) Empty() bool { return c.svg.Len()+c.under.Len() == 0 }
