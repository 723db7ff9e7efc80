package chart

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func words(a Axis) string {
	var out []string
	for _, t := range a.Ticks {
		out = append(out, t.Text)
	}
	return strings.Join(out, ", ")
}

func TestTicks(t *testing.T) {
	for _, tt := range []struct {
		name string
		axis Axis
		want string
	}{
		{"counts", Counts("n", 3, 840), "0, 200, 400, 600, 800"},
		{"no counts", Counts("n"), "0, 0.20, 0.40, 0.60, 0.80, 1"},
		{"shares", Shares("s", .034), "0.0%, 1.0%, 2.0%, 3.0%"},
		{"both signs", Millis("d", -430, 8), "-400 ms, -300 ms, -200 ms, -100 ms, 0 ms"},
		{"nothing moved", Millis("d", 0, 0), "0 ms, +0.20 ms, +0.40 ms, +0.60 ms, +0.80 ms, +1.0 ms"},
		{"decades", LogMillis("l", 2, 900), "3.0 ms, 10 ms, 30 ms, 100 ms, 300 ms, 1,000 ms"},
		{"a few factors", LogMillis("l", 40, 560), "50 ms, 100 ms, 200 ms, 500 ms"},
		{"near each other", LogMillis("l", 205, 221), "180 ms, 200 ms, 220 ms, 240 ms, 260 ms"},
		{"no latency", LogMillis("l"), "1.0 ms, 2.0 ms, 5.0 ms, 10 ms"},
		{"seconds", Time(9), "0 s, 2 s, 4 s, 6 s, 8 s"},
		{"hours", Time(6 * 3600), "0 s, 2 h, 4 h, 6 h"},
		{"no time", Time(math.NaN()), "0 s, 0.2 s, 0.4 s, 0.6 s, 0.8 s, 1 s"},
		{"tail", Tail(.999), "p50, p90, p99, p99.9"},
		{"short tail", Tail(.7), "p50"},
	} {
		if got := words(tt.axis); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

var figures = regexp.MustCompile(`data-read='([^']*)'`)

// Whatever is drawn, the markup is whole, its numbers are numbers, and what can
// be asked for is JSON.
func TestAnythingIsDrawn(t *testing.T) {
	any := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 1e-300}))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "n")
		list := func(name string) []float64 { return rapid.SliceOfN(any, n, n).Draw(t, name) }
		xs, ys, zs := list("xs"), list("ys"), list("zs")
		axes := []Axis{Counts("a", ys...), Shares("a", ys...), Millis("a", ys...), LogMillis("a", ys...), Time(any.Draw(t, "end")), Tail(any.Draw(t, "tail")), Steps("a", []string{"x", "y"})}
		pick := rapid.SampledFrom(axes)
		c := New("a <b> & \"c\"", "alt '\"<", 100, pick.Draw(t, "x"), pick.Draw(t, "y"))
		c.Line("k0", xs, ys)
		c.Stairs("k0", xs, ys, 1)
		c.Band("k0", xs, ys, zs)
		c.Dots("k0", xs, ys)
		c.Bars("k0", xs, ys, 1)
		c.Rug("k0", xs)
		c.Rule("k0", any.Draw(t, "rule"))
		c.Span("fault", any.Draw(t, "from"), any.Draw(t, "to"), "A<")
		c.Places("time", xs)
		c.Read(c.Key("k0", "line", "<x>"), "ms", ys)
		text := c.HTML()
		for _, never := range []string{"NaN", "Inf", "<b>", "<x>", "e+"} {
			if rest := figures.ReplaceAllString(text, ""); strings.Contains(rest, never) {
				t.Fatalf("%s in %s", never, rest)
			}
		}
		if found := figures.FindStringSubmatch(text); found != nil && !json.Valid([]byte(html.UnescapeString(found[1]))) {
			t.Fatalf("not JSON: %s", found[1])
		}
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
	})
}
