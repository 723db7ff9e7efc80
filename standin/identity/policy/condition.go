package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// operators are how a condition compares: what the request has with what the
// policy wants.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = map[string]func(have, want string) bool{
	"StringEquals":              func(have, want string) bool { return have == want },
	"StringNotEquals":           func(have, want string) bool { return have != want },
	"StringEqualsIgnoreCase":    strings.EqualFold,
	"StringNotEqualsIgnoreCase": func(have, want string) bool { return !strings.EqualFold(have, want) },
	"StringLike":                func(have, want string) bool { return Like(want, have) },
	"StringNotLike":             func(have, want string) bool { return !Like(want, have) },
	"ArnEquals":                 func(have, want string) bool { return Like(want, have) },
	"ArnLike":                   func(have, want string) bool { return Like(want, have) },
	"ArnNotEquals":              func(have, want string) bool { return !Like(want, have) },
	"ArnNotLike":                func(have, want string) bool { return !Like(want, have) },
	"Bool":                      strings.EqualFold,
	"DateEquals":                dated(func(c int) bool { return c == 0 }),
	"DateLessThan":              dated(func(c int) bool { return c < 0 }),
	"DateLessThanEquals":        dated(func(c int) bool { return c <= 0 }),
	"DateGreaterThan":           dated(func(c int) bool { return c > 0 }),
	"DateGreaterThanEquals":     dated(func(c int) bool { return c >= 0 }),
	"NumericEquals":             numeric(func(have, want float64) bool { return have == want }),
	"NumericLessThan":           numeric(func(have, want float64) bool { return have < want }),
	"NumericLessThanEquals":     numeric(func(have, want float64) bool { return have <= want }),
	"NumericGreaterThan":        numeric(func(have, want float64) bool { return have > want }),
	"NumericGreaterThanEquals":  numeric(func(have, want float64) bool { return have >= want }),
}

func numeric(compare func(have, want float64) bool) func(have, want string) bool {
	return func(have, want string) bool {
		h, err1 := strconv.ParseFloat(have, 64)
		w, err2 := strconv.ParseFloat(want, 64)
		return err1 == nil && err2 == nil && compare(h, w)
	}
}

// dated compares times of ISO 8601.
func dated(holds func(compared int) bool) func(have, want string) bool {
	return func(have, want string) bool {
		h, err1 := time.Parse(time.RFC3339, have)
		w, err2 := time.Parse(time.RFC3339, want)
		return err1 == nil && err2 == nil && holds(h.Compare(w))
	}
}

func negative(operator string) bool { return strings.Contains(operator, "Not") }

func conditions(text json.RawMessage, timed bool) ([]Condition, error) {
	if text == nil {
		return nil, nil
	}
	var written map[string]map[string]json.RawMessage
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	var out []Condition
	for _, operator := range slices.Sorted(maps.Keys(written)) {
		if base := strings.TrimSuffix(operator, "IfExists"); operators[base] == nil && operator != "Null" || !timed && strings.HasPrefix(base, "Date") {
			return nil, fmt.Errorf("condition: the operator %s is not built in squall", operator)
		}
		for _, key := range slices.Sorted(maps.Keys(written[operator])) {
			values, err := conditionValues(written[operator][key])
			if err != nil {
				return nil, fmt.Errorf("condition: %s: %w", key, err)
			}
			out = append(out, Condition{operator, key, values})
		}
	}
	return out, nil
}

// conditionValues reads texts, numbers and truth values as texts.
func conditionValues(text json.RawMessage) ([]string, error) {
	list, err := manyOf[any](text)
	var out []string
	for _, v := range list {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case bool:
			out = append(out, strconv.FormatBool(v))
		case float64:
			out = append(out, strconv.FormatFloat(v, 'f', -1, 64))
		default:
			return nil, fmt.Errorf("want texts")
		}
	}
	return out, err
}

// holds compares a request's context with a condition. Keys are compared
// without case, as AWS does.
func (c *Condition) holds(context map[string]string) bool {
	have, ok := lookup(context, c.Key)
	if c.Operator == "Null" {
		return slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(v, strconv.FormatBool(!ok)) })
	}
	base, optional := strings.CutSuffix(c.Operator, "IfExists")
	if !ok {
		return optional || negative(base)
	}
	compare := func(want string) bool { return operators[base](have, want) }
	if negative(base) { // none of the values may be the request's
		return !slices.ContainsFunc(c.Values, func(v string) bool { return !compare(v) })
	}
	return slices.ContainsFunc(c.Values, compare)
}

func lookup(context map[string]string, key string) (string, bool) {
	for k, v := range context { // keys differ in more than case
		if strings.EqualFold(k, key) {
			return v, v != ""
		}
	}
	return "", false
}

// Like matches a text against a pattern in which * is any text and ? any
// character.
func Like(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark, p = p, t, p+1
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p, t = p+1, t+1
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
