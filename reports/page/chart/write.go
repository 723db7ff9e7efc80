package chart

import (
	"encoding/json"
	"fmt"
	"html"
	"strconv"
	"strings"
)

// HTML is the chart as a figure element.
func (c *Chart) HTML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<figure class=\"chart\"><figcaption>%s</figcaption>\n", html.EscapeString(c.title))
	fmt.Fprintf(&b, "<div class=\"plot\" tabindex=\"0\" role=\"img\" aria-label=\"%s\" style=\"height:%dpx\"%s>", html.EscapeString(c.alt), c.height, c.data())
	b.WriteString("<div class=\"ys\">")
	for _, t := range c.y.Ticks {
		if at, ok := c.y.at(t.At); ok {
			fmt.Fprintf(&b, "<i style=\"bottom:%s\">%s</i>", percent(at), html.EscapeString(t.Text))
		}
	}
	b.WriteString("</div><div class=\"area\"><svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">")
	b.WriteString(c.grid() + c.under.String() + c.svg.String())
	b.WriteString("</svg>" + c.over.String() + "</div><div class=\"xs\">")
	last := -1.0
	for i, t := range c.x.Ticks {
		at, ok := c.x.at(t.At)
		if !ok || last >= 0 && at-last < 0.09 {
			continue
		}
		last = at
		class := ""
		switch {
		case at < 0.04 && i == 0:
			class = " class=\"first\""
		case at > 0.96:
			class = " class=\"last\""
		}
		fmt.Fprintf(&b, "<i%s style=\"left:%s\">%s</i>", class, percent(at), html.EscapeString(t.Text))
	}
	b.WriteString("</div></div>\n" + c.legend() + "</figure>\n")
	return b.String()
}

func (c *Chart) grid() string {
	var b strings.Builder
	for _, t := range c.y.Ticks {
		if at, ok := c.y.at(t.At); ok {
			b.WriteString("M0 " + unit(1-at) + "H1000")
		}
	}
	for _, t := range c.x.Ticks {
		if at, ok := c.x.at(t.At); ok {
			b.WriteString("M" + unit(at) + " 0V1000")
		}
	}
	return "<path class=\"grid\" d=\"" + b.String() + "\"/>"
}

func (c *Chart) legend() string {
	if len(c.keys) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<p class=\"keys\"><output></output>")
	for _, k := range c.keys {
		fmt.Fprintf(&b, "<span><i class=\"key %s %s\"></i>%s<output></output></span>", k.shape, k.class, html.EscapeString(k.text))
	}
	return b.String() + "</p>\n"
}

// data is what the page's script reads values from.
func (c *Chart) data() string {
	if len(c.readouts) == 0 || len(c.xs) == 0 {
		return ""
	}
	type series struct {
		Key    int        `json:"k"`
		Kind   string     `json:"u"`
		Values []*float64 `json:"v"`
	}
	d := struct {
		Kind   string    `json:"x"`
		Places []float64 `json:"p"` // 0 to 1
		Values []float64 `json:"t"`
		Words  []string  `json:"w,omitempty"`
		Series []series  `json:"s"`
	}{Kind: c.xKind, Words: c.words}
	for _, x := range c.xs {
		at, _ := c.x.at(x)
		d.Places, d.Values = append(d.Places, digits(at)), append(d.Values, digits(x))
	}
	for _, r := range c.readouts {
		s := series{Key: r.key, Kind: r.kind}
		for _, v := range r.values {
			var p *float64
			if finite(v) {
				short := digits(v)
				p = &short
			}
			s.Values = append(s.Values, p)
		}
		d.Series = append(d.Series, s)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return "" // every number is finite
	}
	return " data-read='" + string(text) + "'" // Marshal escapes <, > and &; there is no apostrophe in it
}

// digits rounds to four significant digits, which keeps the page small.
func digits(v float64) float64 {
	if !finite(v) {
		return 0
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		return v
	}
	return short
}
