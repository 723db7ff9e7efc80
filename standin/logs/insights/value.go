package insights

import (
	"cmp"
	"math"
	"strconv"
	"time"
)

// kind says what a value is.
type kind uint8

const (
	absent kind = iota
	text
	number
	instant // number is ms since 1970
)

// value is what a field or expression is in a row.
type value struct {
	kind   kind
	text   string
	number float64
}

func textOf(s string) value {
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return value{kind: number, text: s, number: f}
	}
	return value{kind: text, text: s}
}

func numberOf(f float64) value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return value{}
	}
	return value{kind: number, number: f}
}

func truth(b bool) value {
	if b {
		return value{kind: number, number: 1}
	}
	return value{kind: number}
}

func (v value) true() bool {
	return v.kind == number && v.number != 0 || v.kind == text && v.text == "true"
}

// String is the value as an answer has it.
func (v value) String() string {
	switch {
	case v.kind == instant:
		return time.UnixMilli(int64(v.number)).UTC().Format("2006-01-02 15:04:05.000")
	case v.kind == number && v.text == "":
		return strconv.FormatFloat(math.Round(v.number*1e4)/1e4, 'f', -1, 64)
	}
	return v.text
}

// compare orders values: what is absent first, then numbers, then texts.
func compare(a, b value) int {
	an, bn := a.kind >= number, b.kind >= number
	switch {
	case a.kind == absent || b.kind == absent:
		return cmp.Compare(min(a.kind, 1), min(b.kind, 1))
	case an && bn:
		return cmp.Compare(a.number, b.number)
	case an != bn:
		if an {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.text, b.text)
}
