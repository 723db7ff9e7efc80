package chart

import (
	"math"
	"slices"

	"squall/analyze/figure"
)

// Axis turns values into places between 0 and 1.
type Axis struct {
	Low, High float64
	Name      string // what the values are, for people who do not see the chart
	Ticks     []Tick
	place     func(float64) float64 // of a value; nil: linear
}

// Tick is a value with a word.
type Tick struct {
	At   float64
	Text string
}

// at is where a value lies, from 0 to 1 when it is within the axis; ok is false
// for what is no number.
func (a *Axis) at(v float64) (x float64, ok bool) {
	low, high := a.Low, a.High
	if a.place != nil {
		v, low, high = a.place(v), a.place(low), a.place(high)
	}
	if high <= low {
		return 0, finite(v)
	}
	x = (v - low) / (high - low)
	return min(max(x, -0.01), 1.01), finite(v) && finite(x)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// furthest is the largest number that an axis reaches to: beyond it would be
// nothing that was measured.
const furthest = 1e12

// finites leaves out what is no number, or beyond all bounds.
func finites(all []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(all), func(v float64) bool { return !finite(v) || math.Abs(v) > furthest })
}

const mostTicks = 6

// Counts is an axis from 0 to the largest of some counts.
func Counts(name string, values ...float64) Axis {
	most := 1.0
	for _, v := range finites(values) {
		most = max(most, v)
	}
	return linear(name, 0, most, func(v float64) string { return figure.Number(&v) })
}

// Shares is an axis from 0 to the largest of some shares.
func Shares(name string, values ...float64) Axis {
	most := 0.01
	for _, v := range finites(values) {
		most = max(most, v)
	}
	return linear(name, 0, most, func(v float64) string { return figure.Percent(&v) })
}

// Millis is a linear axis of milliseconds that shows 0 and every value.
func Millis(name string, values ...float64) Axis {
	low, high := 0.0, 0.0
	for _, v := range finites(values) {
		low, high = min(low, v), max(high, v)
	}
	if high == low {
		high = 1
	}
	return linear(name, low, high, func(v float64) string { return signed(v) })
}

func signed(v float64) string {
	text := figure.MsUnit(&v)
	if v > 0 {
		return "+" + text
	}
	return text
}

// linear has some air above and below, and ticks at round numbers.
func linear(name string, low, high float64, write func(float64) string) Axis {
	a := Axis{Name: name, Low: low, High: high}
	air := float64((high - low) * 0.06)
	a.High += air
	if low < 0 {
		a.Low -= air
	}
	step := round((high - low) / 4)
	if (high-low)/step < 3 {
		step = round((high - low) / 8)
	}
	for k := math.Ceil(low / step); float64(k*step) <= float64(high*1.0001) && len(a.Ticks) < 2*mostTicks; k++ {
		v := float64(k * step)
		if v == 0 {
			v = 0 // not -0
		}
		a.Ticks = append(a.Ticks, Tick{v, write(v)})
	}
	return a
}

// round is the least of 1, 2 and 5 times a power of ten that is not below v.
func round(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range [...]float64{1, 2, 5} {
		if float64(m*unit) >= float64(v*0.9999) {
			return float64(m * unit)
		}
	}
	return float64(10 * unit)
}

// LogMillis is a logarithmic axis of milliseconds over all values above 0.
func LogMillis(name string, values ...float64) Axis {
	low, high := math.Inf(1), 0.0
	for _, v := range finites(values) {
		if v > 1/furthest {
			low, high = min(low, v), max(high, v)
		}
	}
	if high == 0 {
		low, high = 1, 10
	}
	a := Axis{Name: name, Low: float64(low * 0.85), High: float64(high * 1.15), place: math.Log10}
	if a.High < float64(a.Low*1.6) { // noise would look like much
		middle := math.Sqrt(float64(a.Low * a.High))
		a.Low, a.High = middle/1.3, float64(middle*1.3)
	}
	a.Ticks = ladder(a.Low, a.High)
	return a
}

// ladder is 1, 2 and 5 times the powers of ten between two values, or the
// powers alone where those are enough.
func ladder(low, high float64) []Tick {
	for _, steps := range [...][]float64{{1, 2, 5}, {1, 3}, {1}} {
		var out []Tick
		for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
			for _, m := range steps {
				if v := float64(m * math.Pow(10, e)); v >= low && v <= high {
					out = append(out, Tick{v, figure.MsUnit(&v)})
				}
			}
		}
		switch {
		case len(steps) == 3 && len(out) < 3:
			return evenly(low, high)
		case len(out) <= mostTicks || len(steps) == 1:
			return out
		}
	}
	return nil
}

// evenly is a few round numbers between two values that are near each other.
func evenly(low, high float64) []Tick {
	var out []Tick
	for parts := 4.0; len(out) < 3 && parts < 20; parts *= 2 {
		out = out[:0]
		step := round((high - low) / parts)
		for k := math.Ceil(low / step); float64(k*step) <= high && len(out) < mostTicks; k++ {
			v := float64(k * step)
			out = append(out, Tick{v, figure.MsUnit(&v)})
		}
	}
	return out
}

// spans are what time is divided by, in seconds.
var spans = [...]float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
	2 * 86400, 5 * 86400, 10 * 86400, 20 * 86400, 50 * 86400, 100 * 86400, 365 * 86400}

// Time is an axis of seconds from 0.
func Time(end float64) Axis {
	if !(end > 1e-3) || end > furthest {
		end = 1
	}
	a := Axis{Name: "time since the start of the load", High: end}
	step := end
	for _, s := range spans {
		if end/s < mostTicks {
			step = s
			break
		}
	}
	for k := 0.0; float64(k*step) <= float64(end*1.0001) && len(a.Ticks) <= mostTicks; k++ {
		v := float64(k * step)
		a.Ticks = append(a.Ticks, Tick{v, figure.Seconds(v)})
	}
	return a
}

// Tail is an axis of shares on which each nine takes as much room as the last.
func Tail(end float64) Axis {
	a := Axis{Name: "share of requests", High: min(max(end, 0.5), 0.9999),
		place: func(share float64) float64 { return -math.Log10(1 - min(max(share, 0), 0.99999)) }}
	for _, t := range [...]Tick{{0.5, "p50"}, {0.9, "p90"}, {0.99, "p99"}, {0.999, "p99.9"}} {
		if t.At <= float64(a.High*1.0001) {
			a.Ticks = append(a.Ticks, t)
		}
	}
	return a
}

// Steps is an axis with a place for each of some words; those in between are
// left out where there are many.
func Steps(name string, words []string) Axis {
	a := Axis{Name: name, Low: -0.4, High: float64(len(words)) - 0.6}
	every := (len(words) + mostTicks - 1) / mostTicks
	for i, w := range words {
		if (len(words)-1-i)%max(every, 1) == 0 {
			a.Ticks = append(a.Ticks, Tick{float64(i), w})
		}
	}
	return a
}
