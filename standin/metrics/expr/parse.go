package expr

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// node computes a part of an expression.
type node func(e *evaluation) (value, error)

// maxDepth bounds how deep parentheses nest.
const maxDepth = 50

// parser reads an expression by descent, one function for each level of
// binding.
type parser struct {
	rest  string
	depth int
}

func parse(text string) (node, error) {
	p := &parser{rest: text}
	n, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.rest != "" {
		return nil, fmt.Errorf("unexpected %q", p.rest)
	}
	return n, nil
}

func (p *parser) space() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// take takes one of some texts, the first that fits.
func (p *parser) take(texts ...string) (string, bool) {
	p.space()
	for _, t := range texts {
		if rest, ok := strings.CutPrefix(p.rest, t); ok {
			p.rest = rest
			return t, true
		}
	}
	return "", false
}

// levels are the operators, the weakest first.
var levels = [][]string{{"||"}, {"&&"}, {"<=", ">=", "==", "!=", "<", ">"}, {"+", "-"}, {"*", "/"}}

func (p *parser) binary(level int) (node, error) {
	if level == len(levels) {
		return p.power()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		op, ok := p.take(levels[level]...)
		if !ok {
			return left, nil
		}
		var right node
		if right, err = p.binary(level + 1); err == nil {
			left = operation(op, left, right)
		}
	}
	return nil, err
}

func (p *parser) power() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errors.New("it is nested too deep")
	}
	defer func() { p.depth-- }()
	if _, minus := p.take("-"); minus {
		n, err := p.power()
		return operation("-", number(0), n), err
	}
	base, err := p.primary()
	if err != nil {
		return nil, err
	}
	if _, ok := p.take("^"); ok {
		exponent, err := p.power()
		return operation("^", base, exponent), err
	}
	return base, nil
}

func number(f float64) node {
	return func(*evaluation) (value, error) { return value{kind: scalar, number: f}, nil }
}

func (p *parser) primary() (node, error) {
	if _, ok := p.take("("); ok {
		n, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	}
	if _, ok := p.take("["); ok {
		parts, err := p.arguments("]")
		return together(parts), err
	}
	p.space()
	word := p.rest[:len(p.rest)-len(strings.TrimLeftFunc(p.rest, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.'
	}))]
	p.rest = p.rest[len(word):]
	switch {
	case word == "" && p.rest == "":
		return nil, errors.New("it ends early")
	case word == "":
		return nil, fmt.Errorf("unexpected %q", p.rest)
	case word[0] >= '0' && word[0] <= '9' || word[0] == '.':
		f, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", word)
		}
		return number(f), nil
	}
	if _, ok := p.take("("); ok {
		args, err := p.arguments(")")
		if err != nil {
			return nil, err
		}
		return call(strings.ToUpper(word), args)
	}
	if word == "REPEAT" || word == "LINEAR" {
		return func(*evaluation) (value, error) { return value{kind: keyword, word: word}, nil }, nil
	}
	return func(e *evaluation) (value, error) { return e.value(word) }, nil
}

func (p *parser) expect(text string) error {
	if _, ok := p.take(text); !ok {
		return fmt.Errorf("a %s is missing", text)
	}
	return nil
}

// arguments reads up to a closing bracket.
func (p *parser) arguments(end string) (args []node, err error) {
	if _, ok := p.take(end); ok {
		return nil, nil
	}
	for {
		if p.space(); strings.HasPrefix(p.rest, "'") || strings.HasPrefix(p.rest, `"`) {
			return nil, fmt.Errorf("functions over texts are %w", ErrNotBuilt)
		}
		n, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		args = append(args, n)
		if _, more := p.take(","); !more {
			return args, p.expect(end)
		}
	}
}
