package pattern

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// matcher takes one value, or the absence of one.
type matcher func(value any, there bool) bool

func matchers(name string, list []any) ([]matcher, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("%q: empty arrays are not allowed", name)
	}
	var out []matcher
	for _, v := range list {
		m, err := one(v)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		out = append(out, m)
	}
	return out, nil
}

func one(v any) (matcher, error) {
	op, ok := v.(map[string]any)
	if !ok {
		return exactly(v)
	}
	if len(op) != 1 {
		return nil, fmt.Errorf("a match expression has one operator, this one %d", len(op))
	}
	for name, arg := range op {
		build, ok := operators[name]
		if !ok {
			return nil, fmt.Errorf("unrecognized match type %s", name)
		}
		return build(arg)
	}
	panic("pattern: internal error: an object of one member has none")
}

// operators by their names in a pattern.
var operators map[string]func(arg any) (matcher, error)

func init() { // anything-but refers to the others
	operators = map[string]func(any) (matcher, error){
		"prefix":             texts(strings.HasPrefix),
		"suffix":             texts(strings.HasSuffix),
		"equals-ignore-case": texts(strings.EqualFold),
		"wildcard":           texts(wildcard),
		"exists":             exists,
		"numeric":            numeric,
		"anything-but":       anythingBut,
		"cidr":               func(any) (matcher, error) { return nil, fmt.Errorf("the match type cidr is %w", ErrNotBuilt) },
	}
}

func exactly(want any) (matcher, error) {
	switch want.(type) {
	case string, bool, nil, json.Number, float64:
		return func(v any, there bool) bool { return there && equal(v, want) }, nil
	}
	return nil, fmt.Errorf("match value must be String, number, true, false, or null")
}

func equal(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x.Cmp(y) == 0
	}
	switch a.(type) {
	case string, bool, nil:
		return a == b
	}
	return false
}

// number reads a number exactly; the size of its exponent is bounded, since it
// would become that many digits.
func number(v any) (*big.Rat, bool) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = string(v)
	case float64:
		return new(big.Rat).SetFloat64(v), true
	default:
		return nil, false
	}
	if _, exp, ok := strings.Cut(strings.ToLower(text), "e"); ok && len(strings.TrimLeft(exp, "+-0")) > 2 || len(text) > 64 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// texts makes an operator of a comparison of two texts.
func texts(holds func(value, arg string) bool) func(any) (matcher, error) {
	return func(arg any) (matcher, error) {
		want, ok := arg.(string)
		if !ok {
			return nil, fmt.Errorf("the operator's argument must be a string")
		}
		return func(v any, there bool) bool {
			s, ok := v.(string)
			return there && ok && holds(s, want)
		}, nil
	}
}

// wildcard compares with a text in which every * stands for any characters.
func wildcard(s, want string) bool {
	parts := strings.Split(want, "*")
	if len(parts) == 1 {
		return s == want
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

func exists(arg any) (matcher, error) {
	want, ok := arg.(bool)
	if !ok {
		return nil, fmt.Errorf("match type exists must be true or false")
	}
	return func(_ any, there bool) bool { return there == want }, nil
}

// comparisons of numeric, by what Cmp may give.
var comparisons = map[string]func(c int) bool{
	"=":  func(c int) bool { return c == 0 },
	"<":  func(c int) bool { return c < 0 },
	"<=": func(c int) bool { return c <= 0 },
	">":  func(c int) bool { return c > 0 },
	">=": func(c int) bool { return c >= 0 },
}

func numeric(arg any) (matcher, error) {
	list, ok := arg.([]any)
	if !ok || len(list) != 2 && len(list) != 4 {
		return nil, fmt.Errorf(`numeric takes [operator, number], or two of them, as in [">", 0, "<=", 5]`)
	}
	type bound struct {
		holds func(int) bool
		at    *big.Rat
	}
	var bounds []bound
	for i := 0; i < len(list); i += 2 {
		op, _ := list[i].(string)
		holds, known := comparisons[op]
		at, isNumber := number(list[i+1])
		if !known || !isNumber {
			return nil, fmt.Errorf("unrecognized numeric range: %v %v", list[i], list[i+1])
		}
		bounds = append(bounds, bound{holds, at})
	}
	return func(v any, there bool) bool {
		n, ok := number(v)
		if !there || !ok {
			return false
		}
		for _, b := range bounds {
			if !b.holds(n.Cmp(b.at)) {
				return false
			}
		}
		return true
	}, nil
}

// anythingBut is the opposite of a value, of every value of a list, or of
// another text operator. What is not there does not match.
func anythingBut(arg any) (matcher, error) {
	list, ok := arg.([]any)
	if !ok {
		list = []any{arg}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("anything-but has an empty list")
	}
	var not []matcher
	for _, v := range list {
		inner, isOperator := v.(map[string]any)
		if isOperator && (inner["numeric"] != nil || inner["exists"] != nil || inner["anything-but"] != nil) {
			return nil, fmt.Errorf("anything-but takes values, prefix, suffix, equals-ignore-case and wildcard")
		}
		m, err := one(v)
		if err != nil {
			return nil, err
		}
		not = append(not, m)
	}
	return func(v any, there bool) bool {
		if !there {
			return false
		}
		for _, m := range not {
			if m(v, true) {
				return false
			}
		}
		return true
	}, nil
}
