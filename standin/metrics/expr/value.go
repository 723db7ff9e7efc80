package expr

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// kind says what a value is.
type kind uint8

const (
	series kind = iota
	scalar
	list    // of series
	keyword // REPEAT, LINEAR
)

// value is what a part of an expression is.
type value struct {
	kind   kind
	number float64
	series []Sample
	list   []value
	word   string
	period int64
}

// operators compute on numbers; ok is false where there is no result.
var operators = map[string]func(a, b float64) (v float64, ok bool){
	"+":  func(a, b float64) (float64, bool) { return a + b, true },
	"-":  func(a, b float64) (float64, bool) { return a - b, true },
	"*":  func(a, b float64) (float64, bool) { return a * b, true },
	"/":  func(a, b float64) (float64, bool) { return a / b, b != 0 },
	"^":  func(a, b float64) (float64, bool) { return math.Pow(a, b), true },
	"<":  func(a, b float64) (float64, bool) { return truth(a < b), true },
	">":  func(a, b float64) (float64, bool) { return truth(a > b), true },
	"<=": func(a, b float64) (float64, bool) { return truth(a <= b), true },
	">=": func(a, b float64) (float64, bool) { return truth(a >= b), true },
	"==": func(a, b float64) (float64, bool) { return truth(a == b), true },
	"!=": func(a, b float64) (float64, bool) { return truth(a != b), true },
	"&&": func(a, b float64) (float64, bool) { return truth(a != 0 && b != 0), true },
	"||": func(a, b float64) (float64, bool) { return truth(a != 0 || b != 0), true },
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// operation applies an operator: between series, at the instants that both
// have.
func operation(op string, left, right node) node {
	f := operators[op]
	return func(e *evaluation) (value, error) {
		a, err := left(e)
		if err != nil {
			return a, err
		}
		b, err := right(e)
		if err != nil {
			return b, err
		}
		return combine(a, b, f)
	}
}

func combine(a, b value, f func(a, b float64) (float64, bool)) (value, error) {
	out := value{kind: series, period: max(a.period, b.period)}
	add := func(at int64, x, y float64) {
		if v, ok := f(x, y); ok && !math.IsNaN(v) && !math.IsInf(v, 0) {
			out.series = append(out.series, Sample{at, v})
		}
	}
	switch {
	case a.kind == keyword || b.kind == keyword:
		return out, errors.New("REPEAT and LINEAR are for FILL alone")
	case a.kind == list || b.kind == list:
		return out, errors.New("a list of time series cannot be computed with; use SUM, AVG, MIN or MAX of it")
	case a.kind == scalar && b.kind == scalar:
		v, _ := f(a.number, b.number)
		return value{kind: scalar, number: v}, nil
	case a.kind == scalar:
		for _, s := range b.series {
			add(s.At, a.number, s.V)
		}
	case b.kind == scalar:
		for _, s := range a.series {
			add(s.At, s.V, b.number)
		}
	default:
		for _, s := range a.series {
			if v, ok := at(b.series, s.At); ok {
				add(s.At, s.V, v)
			}
		}
	}
	return out, nil
}

// at is a series' value at an instant.
func at(samples []Sample, when int64) (float64, bool) {
	i, ok := slices.BinarySearchFunc(samples, when, func(s Sample, when int64) int { return cmp.Compare(s.At, when) })
	if !ok {
		return 0, false
	}
	return samples[i].V, true
}

// together makes a list of series.
func together(parts []node) node {
	return func(e *evaluation) (value, error) {
		out := value{kind: list}
		for _, p := range parts {
			v, err := p(e)
			if err != nil {
				return v, err
			}
			switch v.kind {
			case series:
				out.list = append(out.list, v)
			case list:
				out.list = append(out.list, v.list...)
			default:
				return v, errors.New("a list has time series only")
			}
			out.period = max(out.period, v.period)
		}
		return out, nil
	}
}
