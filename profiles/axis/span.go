package axis

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// amount is a decimal number with what follows it.
type amount struct {
	digits   int64
	decimals int
	unit     string
}

// most keeps every sum inside an int64.
const most = 1e15

// read takes a number apart; ok is false for what is none.
func read(text string) (amount, bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(text)
	}
	whole, fraction, dot := strings.Cut(text[:end], ".")
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || n > most || dot && fraction == "" {
		return amount{}, false
	}
	return amount{digits: n, decimals: len(fraction), unit: strings.TrimSpace(text[end:])}, true
}

// to writes the amount with so many decimals; ok is false when that is too
// large.
func (a amount) to(decimals int) (int64, bool) {
	n := a.digits
	for range decimals - a.decimals {
		if n *= 10; n > most {
			return 0, false
		}
	}
	return n, true
}

// write writes a number with so many decimals, without zeros at its end.
func write(n int64, decimals int, unit string) string {
	s := strconv.FormatInt(n, 10)
	if decimals > 0 {
		s = strings.Repeat("0", max(0, decimals+1-len(s))) + s
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s + unit
}

// span expands a..b:step and a..b:xFACTOR.
func span(from, rest string) (values []string, factor bool, err error) {
	to, step, ok := strings.Cut(rest, ":")
	to, step = strings.TrimSpace(to), strings.TrimSpace(step)
	if !ok || step == "" {
		return nil, false, fmt.Errorf("%s..%s has no step, write it as %s..%s:STEP, or :x2 to double each time", brief(from), brief(to), brief(from), brief(to))
	}
	by, factor := strings.CutPrefix(step, "x")
	a, okA := read(from)
	b, okB := read(to)
	s, okS := read(by)
	for _, n := range []struct {
		text string
		ok   bool
	}{{from, okA}, {to, okB}, {by, okS}} {
		if !n.ok {
			return nil, factor, fmt.Errorf("%q is not a number with a unit, write a range as 0..200:10, 1s..10s:1s or 10/s..200/s:10/s", brief(n.text))
		}
	}
	if factor {
		values, err = multiply(a, b, s)
		return values, true, err
	}
	values, err = add(a, b, s)
	return values, false, err
}

// add goes from a to b by steps; b itself is in only when a step meets it.
func add(a, b, s amount) ([]string, error) {
	unit, err := align(&a, &b, &s)
	if err != nil {
		return nil, err
	}
	decimals := max(a.decimals, b.decimals, s.decimals)
	from, okA := a.to(decimals)
	to, okB := b.to(decimals)
	step, okS := s.to(decimals)
	switch {
	case !okA || !okB || !okS:
		return nil, fmt.Errorf("the numbers are too large or have too many digits")
	case step == 0:
		return nil, fmt.Errorf("the step is 0, so the sweep would never end")
	case to < from:
		return nil, fmt.Errorf("the range falls, write the smaller end first")
	case (to-from)/step >= MaxPoints:
		return nil, tooMany(math.Floor(float64(to-from)/float64(step)) + 1)
	}
	var out []string
	for n := from; n <= to; n += step {
		out = append(out, write(n, decimals, unit))
	}
	return out, nil
}

// multiply goes from a to b by a factor.
func multiply(a, b, by amount) ([]string, error) {
	if by.unit != "" || by.decimals > 0 || by.digits < 2 {
		return nil, fmt.Errorf("the factor %s is not allowed, a whole number from x2 is wanted", brief(write(by.digits, by.decimals, by.unit)))
	}
	same := amount{unit: b.unit}
	unit, err := align(&a, &b, &same)
	if err != nil {
		return nil, err
	}
	decimals := max(a.decimals, b.decimals)
	from, okA := a.to(decimals)
	to, okB := b.to(decimals)
	switch {
	case !okA || !okB:
		return nil, fmt.Errorf("the numbers are too large or have too many digits")
	case from == 0:
		return nil, fmt.Errorf("0 times a factor stays 0, begin with a larger number")
	case to < from:
		return nil, fmt.Errorf("the range falls, write the smaller end first")
	}
	var out []string
	for n := from; ; n *= by.digits {
		out = append(out, write(n, decimals, unit))
		if n > to/by.digits {
			return out, nil
		}
	}
}

// align gives three amounts one unit: that which they have, or for times the
// finest of theirs. A 0 needs no unit.
func align(all ...*amount) (string, error) {
	unit := ""
	for _, a := range all {
		if a.unit != "" && (unit == "" || nanoseconds(a.unit) < nanoseconds(unit)) {
			unit = a.unit
		}
	}
	for _, a := range all {
		if a.unit == unit || a.unit == "" && a.digits == 0 {
			continue
		}
		have, want := nanoseconds(a.unit), nanoseconds(unit)
		if have == 0 || want == 0 || a.digits > most/(have/want) {
			return "", fmt.Errorf("%q and %q are two units, write both ends and the step in one, such as 10/s..200/s:10/s", brief(unit), brief(a.unit))
		}
		a.digits *= have / want
	}
	return unit, nil
}

// nanoseconds is the length of a unit of time; 0 for any other unit.
func nanoseconds(unit string) int64 {
	if unit == "" {
		return 0
	}
	d, err := time.ParseDuration("1" + unit)
	if err != nil {
		return 0
	}
	return int64(d)
}
