// Package figure turns numbers into the words every report uses: counts with
// thousands separators, times in the unit a reader expects, shares as
// percentages, ratios to the digits that mean something.
//
// It does not decide which figures are shown, and it knows nothing of results.
package figure

import (
	"math"
	"strconv"
	"strings"
)

// None is what stands in place of a figure that cannot be given.
const None = "-"

// Count writes a whole number with thousands separators.
func Count(n uint64) string {
	return separate(strconv.FormatUint(n, 10))
}

// Of writes a part of a whole, "169 of 560".
func Of(part, whole uint64) string {
	return Count(part) + " of " + Count(whole)
}

// Plural writes a count with its noun, adding an s unless the count is one.
func Plural(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "try"); ok {
		return Count(n) + " " + stem + "tries"
	}
	return Count(n) + " " + noun + "s"
}

// Ms writes milliseconds without a unit below 10 s, and with one from there.
func Ms(v *float64) string {
	switch {
	case v == nil || !finite(*v):
		return None
	case math.Abs(*v) >= 10_000:
		return Seconds(*v / 1000)
	case math.Abs(*v) >= 9.95:
		return separate(strconv.FormatFloat(*v, 'f', 0, 64))
	case math.Abs(*v) >= 0.995:
		return strconv.FormatFloat(*v, 'f', 1, 64)
	case *v == 0:
		return "0"
	}
	return strconv.FormatFloat(*v, 'f', 2, 64)
}

// MsUnit writes milliseconds with their unit.
func MsUnit(v *float64) string {
	s := Ms(v)
	if s == None || strings.Contains(s, " ") {
		return s
	}
	return s + " ms"
}

// Seconds writes a span in the largest unit that leaves it at least one.
func Seconds(s float64) string {
	a := math.Abs(s)
	switch {
	case !finite(s):
		return None
	case a >= 48*3600:
		return short(s/86400) + " d"
	case a >= 2*3600:
		return short(s/3600) + " h"
	case a >= 600:
		return short(s/60) + " min"
	case a >= 0.1 || a == 0:
		return short(s) + " s"
	}
	return short(s*1000) + " ms"
}

// Percent writes a share (0..1) as a percentage: two decimals below 1 %, one
// from there.
func Percent(v *float64) string {
	if v == nil || !finite(*v) {
		return None
	}
	p := *v * 100
	switch {
	case p == 0:
		return "0.0%"
	case p > 0 && p < 0.005:
		return "<0.01%"
	case math.Abs(p) < 0.995:
		return strconv.FormatFloat(p, 'f', 2, 64) + "%"
	case p == 100:
		return "100%"
	case p > 99.95 && p < 100:
		return ">99.9%"
	}
	return strconv.FormatFloat(p, 'f', 1, 64) + "%"
}

// Ratio writes a factor to about three digits.
func Ratio(v *float64) string {
	if v == nil || !finite(*v) {
		return None
	}
	a := math.Abs(*v)
	switch {
	case a >= 99.5:
		return separate(strconv.FormatFloat(*v, 'f', 0, 64))
	case a >= 9.995:
		return strconv.FormatFloat(*v, 'f', 1, 64)
	case a > 0 && a < 0.005:
		return strconv.FormatFloat(*v, 'g', 1, 64)
	}
	return strconv.FormatFloat(*v, 'f', 2, 64)
}

// Interval writes both ends of an interval with one formatter, "[0.19,0.29]";
// it is empty when there is none.
func Interval(ci *[2]float64, write func(*float64) string) string {
	if ci == nil {
		return ""
	}
	low, high := write(&ci[0]), write(&ci[1])
	if strings.ContainsAny(low+high, ", ") {
		return "[" + low + " to " + high + "]"
	}
	return "[" + low + "," + high + "]"
}

// Points writes the interval of a difference of shares in percentage points,
// "[-0.61,+0.61] pt"; it is empty when there is none.
func Points(ci *[2]float64) string {
	if ci == nil || !finite(ci[0]) || !finite(ci[1]) {
		return ""
	}
	point := func(v float64) string {
		digits := 2
		if math.Abs(v) >= 0.0995 {
			digits = 1
		}
		s := strconv.FormatFloat(100*v, 'f', digits, 64)
		if v > 0 {
			return "+" + s
		}
		return s
	}
	return "[" + point(ci[0]) + "," + point(ci[1]) + "] pt"
}

// short writes at most one decimal, and none when it would be a zero.
func short(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	if math.Abs(v) >= 99.95 {
		s = strconv.FormatFloat(v, 'f', 0, 64)
	}
	return separate(strings.TrimSuffix(s, ".0"))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// separate puts commas between the thousands of a decimal number.
func separate(s string) string {
	sign, digits := "", s
	if strings.HasPrefix(s, "-") {
		sign, digits = "-", s[1:]
	}
	whole, fraction, dot := strings.Cut(digits, ".")
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dot {
		return sign + b.String() + "." + fraction
	}
	return sign + b.String()
}
