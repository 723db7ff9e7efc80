// Package axis reads what a sweep varies: one address of a profile and the
// values that it takes, as a range such as 0..200:10 or as a list.
//
// It does not know which addresses there are, and it sets no value.
package axis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"squall/profiles/source"
	"squall/profiles/units"
)

// MaxPoints bounds one sweep.
const MaxPoints = 1000

// Axis is one value of a profile that is varied.
type Axis struct {
	Address string   // such as functions.checkout.provisioned.live
	Text    string   // the values as they were written
	Values  []string // each as it would stand in the profile
	Factor  bool     // from value to value by a factor, not by a step
}

// Parse reads address=values.
func Parse(text string) (Axis, error) {
	address, values, ok := strings.Cut(text, "=")
	address = strings.TrimSpace(address)
	if !ok || address == "" {
		return Axis{}, fmt.Errorf("%q is not a sweep, write it as address=values, such as functions.checkout.reserved=10..100:10", brief(text))
	}
	return New(address, values)
}

// New reads the values that an address takes: a..b:step, a..b:xFACTOR, or a
// list a,b,c.
func New(address, values string) (Axis, error) {
	a := Axis{Address: address, Text: strings.TrimSpace(values)}
	var err error
	if from, rest, ok := strings.Cut(a.Text, ".."); ok {
		a.Values, a.Factor, err = span(strings.TrimSpace(from), rest)
	} else {
		a.Values, err = list(a.Text)
	}
	switch {
	case err != nil:
	case len(a.Values) > MaxPoints:
		err = tooMany(float64(len(a.Values)))
	case len(a.Values) < 2:
		err = fmt.Errorf("%q is one value, a sweep takes two or more, as 1..10:1 or 1,5,10; --set %s=%s sets one", brief(a.Text), brief(address), brief(a.Text))
	}
	if err != nil {
		return Axis{}, fmt.Errorf("sweep of %s: %w", brief(address), err)
	}
	return a, nil
}

// brief is text as an error quotes it.
func brief(text string) string { return source.Brief(text, 80) }

func tooMany(n float64) error {
	return fmt.Errorf("%.0f points are too many, a sweep takes at most %d: write a larger step", n, MaxPoints)
}

// list splits at commas outside of brackets.
func list(text string) ([]string, error) {
	var out []string
	depth, from := 0, 0
	for i, c := range text + "," {
		switch {
		case strings.ContainsRune("{[(", c):
			depth++
		case strings.ContainsRune("}])", c):
			depth--
		case c == ',' && depth <= 0:
			out = append(out, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	for i, v := range out {
		switch {
		case v == "":
			return nil, fmt.Errorf("%q has an empty value, write it as a..b:step or a,b,c", brief(text))
		case slices.Contains(out[:i], v):
			return nil, fmt.Errorf("%s stands in the list twice", brief(v))
		}
	}
	return out, nil
}

// Positions is where the values stand on a line of numbers, or nil when they
// are not all numbers of one kind that rise.
func (a *Axis) Positions() []float64 {
	for _, read := range []func(string) (float64, error){units.Number, share, seconds, perSecond} {
		if at := positions(a.Values, read); at != nil {
			return at
		}
	}
	return nil
}

func positions(values []string, read func(string) (float64, error)) []float64 {
	out := make([]float64, 0, len(values))
	for _, v := range values {
		x, err := read(v)
		if err != nil || len(out) > 0 && x <= out[len(out)-1] {
			return nil
		}
		out = append(out, x)
	}
	return out
}

func share(text string) (float64, error) {
	x, err := units.Percent(text)
	return x * 100, err
}

func seconds(text string) (float64, error) {
	d, err := units.Duration(text)
	return d.Seconds(), err
}

func perSecond(text string) (float64, error) {
	r, err := units.Rate(text)
	if err != nil {
		return math.NaN(), err
	}
	return r.PerSecond(), nil
}
