package chart

import (
	"fmt"
	"html"
)

// Foot draws a strip along the bottom, from one place of the axis to another.
// Its name is told to whoever points at it.
func (c *Chart) Foot(class string, from, to float64, name string) {
	a, okA := c.x.at(from)
	b, okB := c.x.at(to)
	if !okA || !okB || b < 0 || a > 1 || b < a {
		return
	}
	a, b = max(a, 0), min(max(b, a+0.003), 1)
	fmt.Fprintf(&c.under, "<rect class=\"%s\" x=\"%s\" y=\"970\" width=\"%s\" height=\"30\"><title>%s</title></rect>", class, unit(a), unit(b-a), html.EscapeString(name))
}

// Mark draws an upright line at a place of the axis, with its name beside it.
func (c *Chart) Mark(class string, x float64, name string) {
	at, ok := c.x.at(x)
	if !ok || at < 0 || at > 1 {
		return
	}
	c.svg.WriteString("<path class=\"" + class + "\" d=\"M" + unit(at) + " 0V1000\"/>")
	if name == "" {
		return
	}
	side := "left:" + percent(at)
	if at > 0.75 {
		side = "right:" + percent(1-at)
	}
	fmt.Fprintf(&c.over, "<b class=\"%s\" style=\"%s\">%s</b>", class, side, html.EscapeString(name))
}
