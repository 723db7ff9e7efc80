package insights

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// node computes a value of a row.
type node func(r *row) value

func fieldNode(name string) node { return func(r *row) value { return r.get(name) } }

// binding are the operators of numbers, the weakest first.
var binding = [][]string{{"+", "-"}, {"*", "/", "%"}}

// expression reads a condition or a value: or, and, not, comparisons.
func (p *parser) expression() (node, error) {
	return p.logical("or", func() (node, error) { return p.logical("and", p.negation) })
}

func (p *parser) logical(word string, part func() (node, error)) (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.wrong("it is nested too deep")
	}
	defer func() { p.depth-- }()
	left, err := part()
	for err == nil && p.word(word) {
		var right node
		if right, err = part(); err == nil {
			a, both := left, word == "and"
			left = func(r *row) value {
				if first := a(r).true(); first != both {
					return truth(first)
				}
				return truth(right(r).true())
			}
		}
	}
	return left, err
}

func (p *parser) negation() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.wrong("it is nested too deep")
	}
	defer func() { p.depth-- }()
	if p.word("not") {
		n, err := p.negation()
		return func(r *row) value { return truth(!n(r).true()) }, err
	}
	return p.comparison()
}

func (p *parser) comparison() (node, error) {
	left, err := p.sum(0)
	if err != nil {
		return nil, err
	}
	not := p.word("not")
	switch {
	case p.word("like"), p.take("=~"):
		return p.like(left, not)
	case p.word("in"):
		return p.in(left, not)
	case not:
		return nil, p.wrong("like or in follows not")
	}
	for _, op := range []string{"<=", ">=", "!=", "=", "<", ">"} {
		if !p.take(op) {
			continue
		}
		right, err := p.sum(0)
		return func(r *row) value { return truth(holds(op, left(r), right(r))) }, err
	}
	return left, nil
}

// holds compares; nothing but != holds of what is absent.
func holds(op string, a, b value) bool {
	if a.kind == absent || b.kind == absent {
		return op == "!=" && a.kind != b.kind
	}
	c := compare(a, b)
	switch op {
	case "<=":
		return c <= 0
	case ">=":
		return c >= 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case ">":
		return c > 0
	}
	return c == 0
}

// like reads a text or a regular expression between slashes.
func (p *parser) like(left node, not bool) (node, error) {
	p.space()
	if strings.HasPrefix(p.rest(), "/") {
		re, err := p.regexp()
		return func(r *row) value { return truth(re.MatchString(left(r).String()) != not) }, err
	}
	s, ok, err := p.text()
	if !ok && err == nil {
		err = p.wrong("a text or /regular expression/ follows like")
	}
	return func(r *row) value { return truth(strings.Contains(left(r).String(), s) != not) }, err
}

// regexp reads a regular expression between slashes.
func (p *parser) regexp() (*regexp.Regexp, error) {
	rest := p.rest()
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '/':
			p.at += i + 1
			re, err := regexp.Compile(strings.ReplaceAll(strings.ReplaceAll(rest[1:i], `\/`, "/"), "(?<", "(?P<"))
			if err != nil {
				return nil, p.wrong(err.Error())
			}
			return re, nil
		}
	}
	return nil, p.wrong("a regular expression is not closed")
}

func (p *parser) in(left node, not bool) (node, error) {
	if !p.take("[") {
		return nil, p.wrong("a list in [ ] follows in")
	}
	list, err := p.list("]")
	return func(r *row) value {
		v := left(r)
		for _, n := range list {
			if holds("=", v, n(r)) {
				return truth(!not)
			}
		}
		return truth(not)
	}, err
}

func (p *parser) sum(level int) (node, error) {
	if level == len(binding) {
		return p.primary()
	}
	left, err := p.sum(level + 1)
	for err == nil {
		op := ""
		for _, o := range binding[level] {
			if op == "" && p.take(o) {
				op = o
			}
		}
		if op == "" {
			break
		}
		var right node
		if right, err = p.sum(level + 1); err == nil {
			a := left
			left = func(r *row) value { return arithmetic(op, a(r), right(r)) }
		}
	}
	return left, err
}

func arithmetic(op string, a, b value) value {
	if a.kind < number || b.kind < number {
		return value{}
	}
	switch op {
	case "+":
		return numberOf(a.number + b.number)
	case "-":
		return numberOf(a.number - b.number)
	case "*":
		return numberOf(a.number * b.number)
	case "/":
		return numberOf(a.number / b.number)
	}
	return numberOf(math.Mod(a.number, b.number))
}

func (p *parser) primary() (node, error) {
	p.space()
	switch {
	case p.take("("):
		n, err := p.expression()
		if err == nil && !p.take(")") {
			err = p.wrong("a ) is missing")
		}
		return n, err
	case p.take("-"):
		n, err := p.primary()
		return func(r *row) value { return arithmetic("-", numberOf(0), n(r)) }, err
	}
	if s, ok, err := p.text(); ok || err != nil {
		return func(*row) value { return textOf(s) }, err
	}
	name, quoted := p.name()
	if name == "" {
		return nil, p.wrong("a field or value belongs here")
	}
	if f, err := strconv.ParseFloat(name, 64); err == nil && !quoted && name[0] <= '9' {
		return func(*row) value { return numberOf(f) }, nil
	}
	if !quoted && p.take("(") {
		return p.call(strings.ToLower(name))
	}
	return fieldNode(name), nil
}

func (p *parser) call(name string) (node, error) {
	if name == "bin" {
		return p.bin()
	}
	args, err := p.list(")")
	if err != nil {
		return nil, err
	}
	f, ok := functions[name]
	switch {
	case aggregates[name] != nil:
		return nil, p.wrong(name + " belongs into stats")
	case !ok:
		return nil, fmt.Errorf("the function %s of Insights is %w", name, ErrNotBuilt)
	case len(args) < f.least || len(args) > f.most:
		return nil, p.wrong(fmt.Sprintf("%s takes %d to %d arguments", name, f.least, f.most))
	}
	return func(r *row) value {
		v := make([]value, len(args))
		for i, a := range args {
			v[i] = a(r)
		}
		return f.run(v)
	}, nil
}
