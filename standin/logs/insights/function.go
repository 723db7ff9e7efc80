package insights

import (
	"math"
	"strings"
	"unicode/utf8"
)

// function is one function of values.
type function struct {
	least, most int // arguments
	run         func(v []value) value
}

func ofNumber(f func(float64) float64) function {
	return function{1, 1, func(v []value) value {
		if v[0].kind < number {
			return value{}
		}
		return numberOf(f(v[0].number))
	}}
}

func ofText(f func(string) string) function {
	return function{1, 1, func(v []value) value {
		if v[0].kind == absent {
			return v[0]
		}
		return value{kind: text, text: f(v[0].String())}
	}}
}

// choose picks the greatest, or least, that there is.
func choose(sign int) function {
	return function{1, 100, func(v []value) (best value) {
		for _, x := range v {
			if x.kind != absent && (best.kind == absent || sign*compare(x, best) > 0) {
				best = x
			}
		}
		return best
	}}
}

var functions = map[string]function{
	"abs": ofNumber(math.Abs), "ceil": ofNumber(math.Ceil), "floor": ofNumber(math.Floor), "sqrt": ofNumber(math.Sqrt),
	"greatest": choose(1), "least": choose(-1),
	"toupper": ofText(strings.ToUpper), "tolower": ofText(strings.ToLower), "trim": ofText(strings.TrimSpace),
	"ispresent": {1, 1, func(v []value) value { return truth(v[0].kind != absent) }},
	"isempty":   {1, 1, func(v []value) value { return truth(v[0].String() == "") }},
	"isblank":   {1, 1, func(v []value) value { return truth(strings.TrimSpace(v[0].String()) == "") }},
	"strlen":    {1, 1, func(v []value) value { return numberOf(float64(utf8.RuneCountInString(v[0].String()))) }},
	"strcontains": {2, 2, func(v []value) value {
		return truth(strings.Contains(v[0].String(), v[1].String()))
	}},
	"replace": {3, 3, func(v []value) value {
		if v[0].kind == absent {
			return v[0]
		}
		return value{kind: text, text: strings.ReplaceAll(v[0].String(), v[1].String(), v[2].String())}
	}},
	"concat": {1, 100, func(v []value) value {
		var b strings.Builder
		for _, x := range v {
			b.WriteString(x.String())
		}
		return value{kind: text, text: b.String()}
	}},
	"coalesce": {1, 100, func(v []value) value {
		for _, x := range v {
			if x.kind != absent {
				return x
			}
		}
		return value{}
	}},
	"tomillis":   {1, 1, func(v []value) value { return numberOf(v[0].number) }},
	"frommillis": {1, 1, func(v []value) value { return value{kind: instant, number: v[0].number} }},
}
