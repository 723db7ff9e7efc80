package pattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// condition is a part of a pattern over JSON.
type condition func(root any) bool

// token is a word of such a pattern: a selector, an operator, a text in
// quotes, a number, or a bare word.
var token = regexp.MustCompile(`^\s*(\$(?:\.[\w@-]+|\[\d+\]|\[['"][^'"\]]*['"]\])+|&&|\|\||!=|<=|>=|[=<>(){}]|"[^"]*"|%[^%]*%|[^\s=<>(){}&|!]+)`)

type reader struct {
	rest  string
	next  string
	depth int
}

func (r *reader) advance() {
	m := token.FindStringSubmatchIndex(r.rest)
	if m == nil {
		r.next = strings.TrimSpace(r.rest)
		r.rest = ""
		return
	}
	r.next, r.rest = r.rest[m[2]:m[3]], r.rest[m[1]:]
}

func parseJSON(text string) (Match, error) {
	r := &reader{rest: text}
	r.advance()
	r.advance() // behind {
	c, err := r.or()
	if err != nil {
		return nil, err
	}
	if r.next != "}" || strings.TrimSpace(r.rest) != "" {
		return nil, fmt.Errorf("unexpected %q", r.next+r.rest)
	}
	return func(message string) bool {
		var root any
		if !strings.HasPrefix(strings.TrimSpace(message), "{") || json.Unmarshal([]byte(message), &root) != nil {
			return false
		}
		return c(root)
	}, nil
}

func (r *reader) or() (condition, error) {
	left, err := r.and()
	for err == nil && r.next == "||" {
		r.advance()
		var right condition
		if right, err = r.and(); err == nil {
			a := left
			left = func(root any) bool { return a(root) || right(root) }
		}
	}
	return left, err
}

func (r *reader) and() (condition, error) {
	left, err := r.comparison()
	for err == nil && r.next == "&&" {
		r.advance()
		var right condition
		if right, err = r.comparison(); err == nil {
			a := left
			left = func(root any) bool { return a(root) && right(root) }
		}
	}
	return left, err
}

func (r *reader) comparison() (condition, error) {
	if r.depth++; r.depth > 50 {
		return nil, errors.New("it is nested too deep")
	}
	defer func() { r.depth-- }()
	if r.next == "(" {
		r.advance()
		c, err := r.or()
		if err == nil && r.next != ")" {
			err = errors.New("a ) is missing")
		}
		r.advance()
		return c, err
	}
	if !strings.HasPrefix(r.next, "$") {
		return nil, fmt.Errorf("a selector like $.level belongs where %q is", r.next)
	}
	find := selector(r.next)
	r.advance()
	op := strings.ToUpper(r.next)
	r.advance()
	value := r.next
	r.advance()
	switch {
	case op == "NOT" && strings.EqualFold(value, "EXISTS"):
		return func(root any) bool { _, ok := find(root); return !ok }, nil
	case op == "IS":
		return is(find, strings.ToUpper(value))
	}
	return compare(find, op, value)
}

func is(find finder, what string) (condition, error) {
	wants := map[string]any{"NULL": nil, "TRUE": true, "FALSE": false}
	want, ok := wants[what]
	if !ok {
		return nil, fmt.Errorf("IS is followed by NULL, TRUE or FALSE, not %s", what)
	}
	return func(root any) bool { v, ok := find(root); return ok && v == want }, nil
}

func compare(find finder, op, value string) (condition, error) {
	if value == "" || value == "}" {
		return nil, errors.New("a comparison has no value")
	}
	n, err := strconv.ParseFloat(value, 64)
	numeric := err == nil
	var equal func(v any) bool
	if numeric {
		equal = func(v any) bool { f, ok := v.(float64); return ok && f == n }
	} else {
		re, err := wildcard(value)
		if err != nil {
			return nil, err
		}
		equal = func(v any) bool { s, ok := v.(string); return ok && re.MatchString(s) }
	}
	switch op {
	case "=":
		return func(root any) bool { v, ok := find(root); return ok && equal(v) }, nil
	case "!=":
		return func(root any) bool { v, ok := find(root); return ok && !equal(v) }, nil
	case "<", ">", "<=", ">=":
		if !numeric {
			return nil, fmt.Errorf("%s compares numbers, and %s is none", op, value)
		}
		return func(root any) bool { v, _ := find(root); f, ok := v.(float64); return ok && ordered(op, f, n) }, nil
	}
	return nil, fmt.Errorf("%q is no comparison", op)
}

func ordered(op string, a, b float64) bool {
	switch op {
	case "<":
		return a < b
	case ">":
		return a > b
	case "<=":
		return a <= b
	}
	return a >= b
}

// wildcard is a text, in quotes or without, in which * stands for anything, or
// a regular expression between percent signs.
func wildcard(value string) (*regexp.Regexp, error) {
	if len(value) > 1 && value[0] == '%' {
		return regexp.Compile(strings.Trim(value, "%"))
	}
	text := strings.Trim(value, `"`)
	return regexp.Compile("^" + strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, "(?s:.*)") + "$")
}

// finder looks a member up.
type finder func(root any) (any, bool)

var step = regexp.MustCompile(`\.([\w@-]+)|\[(\d+)\]|\[['"]([^'"\]]*)['"]\]`)

func selector(text string) finder {
	steps := step.FindAllStringSubmatch(text, -1)
	return func(at any) (any, bool) {
		for _, s := range steps {
			if s[2] != "" {
				i, _ := strconv.Atoi(s[2]) // digits; too many are beyond every list
				list, ok := at.([]any)
				if !ok || i < 0 || i >= len(list) {
					return nil, false
				}
				at = list[i]
				continue
			}
			object, ok := at.(map[string]any)
			if ok {
				at, ok = object[s[1]+s[3]]
			}
			if !ok {
				return nil, false
			}
		}
		return at, true
	}
}
