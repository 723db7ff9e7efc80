package insights

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// command reads one stage of a query.
func (p *parser) command() (command, error) {
	word, _ := p.name()
	switch strings.ToLower(word) {
	case "fields":
		return p.fields(false)
	case "display":
		return p.fields(true)
	case "filter":
		n, err := p.expression()
		return command{each: func(r *row) bool { return n(r).true() }}, err
	case "parse":
		return p.parse()
	case "stats":
		return p.stats()
	case "sort", "order":
		p.word("by")
		return p.sort()
	case "limit", "head":
		digits, _ := p.name()
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > MaxRows {
			return command{}, p.wrong("limit takes a number from 1 to 10000")
		}
		return command{limit: n}, nil
	case "dedup", "pattern", "diff", "unmask", "unnest", "join", "subqueries", "source", "anomaly", "lookup", "filterindex", "tail":
		return command{}, fmt.Errorf("the command %s of Insights is %w", word, ErrNotBuilt)
	}
	p.at -= len(word)
	return command{}, p.wrong("a command belongs here: fields, display, filter, parse, stats, sort or limit")
}

func (p *parser) fields(only bool) (command, error) {
	c := command{display: only}
	type computed struct {
		name string
		node node
	}
	var all []computed
	for {
		n, name, err := p.named(p.expression)
		if err != nil {
			return c, err
		}
		c.shown = append(c.shown, name)
		all = append(all, computed{name, n})
		if !p.take(",") {
			break
		}
	}
	c.each = func(r *row) bool {
		for _, f := range all {
			if v := f.node(r); v.kind != absent {
				r.set(f.name, v)
			}
		}
		return true
	}
	return c, nil
}

func (p *parser) sort() (command, error) {
	var c command
	for {
		n, _, err := p.named(p.expression)
		if err != nil {
			return c, err
		}
		o := ordering{by: n}
		if p.word("desc") {
			o.down = true
		} else {
			p.word("asc")
		}
		c.order = append(c.order, o)
		if !p.take(",") {
			return c, nil
		}
	}
}

// parse reads parse FIELD "a * b" as x, or parse FIELD /(?<x>...)/.
func (p *parser) parse() (command, error) {
	from := fieldNode("@message")
	p.space()
	if rest := p.rest(); rest != "" && !strings.ContainsAny(rest[:1], `"'/`) {
		name, _ := p.name()
		from = fieldNode(name)
	}
	p.space()
	re, err := (*regexp.Regexp)(nil), error(nil)
	var names []string
	if strings.HasPrefix(p.rest(), "/") {
		if re, err = p.regexp(); err != nil {
			return command{}, err
		}
		names = re.SubexpNames()[1:]
	} else {
		glob, ok, err := p.text()
		if err != nil || !ok {
			return command{}, p.wrong("parse takes a text with * or a /regular expression/")
		}
		re = regexp.MustCompile("^(?s:.*?)" + strings.ReplaceAll(regexp.QuoteMeta(glob), `\*`, "(.*?)") + "(?:\\s|$)")
		if !p.word("as") {
			return command{}, p.wrong("as and the names of the fields follow")
		}
		for {
			name, _ := p.name()
			names = append(names, name)
			if !p.take(",") {
				break
			}
		}
		if len(names) != re.NumSubexp() {
			return command{}, p.wrong("there must be as many names as *")
		}
	}
	return command{each: func(r *row) bool {
		if m := re.FindStringSubmatch(from(r).String()); m != nil {
			for i, name := range names {
				if name != "" {
					r.set(name, textOf(m[i+1]))
				}
			}
		}
		return true
	}}, nil
}

func (p *parser) stats() (command, error) {
	s := &stats{}
	for {
		var col column
		_, name, err := p.named(func() (node, error) { return nil, p.aggregate(&col) })
		if err != nil {
			return command{}, err
		}
		col.name = name
		s.columns = append(s.columns, col)
		if !p.take(",") {
			break
		}
	}
	if p.word("by") {
		for {
			n, name, err := p.named(p.expression)
			if err != nil {
				return command{}, err
			}
			s.by = append(s.by, column{name: name, node: n})
			if !p.take(",") {
				break
			}
		}
	}
	return command{gather: s}, nil
}

// aggregate reads one function of stats, with * and / by numbers behind it.
func (p *parser) aggregate(col *column) error {
	name, _ := p.name()
	f := aggregates[strings.ToLower(name)]
	if f == nil || !p.take("(") {
		return p.wrong("an aggregate belongs here: count, sum, avg, min, max, pct, ...")
	}
	col.args = func(*row) (value, bool) { return numberOf(1), true } // count(*)
	percent := 0.0
	if !p.take("*") {
		args, err := p.list(")")
		if err != nil {
			return err
		}
		want := 1
		if strings.EqualFold(name, "pct") {
			want = 2
		}
		if len(args) != want && !(strings.EqualFold(name, "count") && len(args) == 0) {
			return p.wrong(fmt.Sprintf("%s takes %d argument(s)", name, want))
		}
		if want == 2 {
			percent = args[1](&row{}).number
		}
		if len(args) > 0 {
			col.args = func(r *row) (value, bool) { v := args[0](r); return v, v.kind != absent }
		}
	} else if !p.take(")") {
		return p.wrong("a ) is missing")
	}
	col.sum = func(g *gathered) value { return f(g, percent) }
	return p.scaled(col)
}

// scaled reads operators between an aggregate and numbers.
func (p *parser) scaled(col *column) error {
	for _, op := range []string{"*", "/", "+", "-"} {
		if !p.take(op) {
			continue
		}
		digits, _ := p.name()
		f, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return fmt.Errorf("arithmetic between aggregates is %w", ErrNotBuilt)
		}
		inner := col.sum
		col.sum = func(g *gathered) value { return arithmetic(op, inner(g), numberOf(f)) }
		return p.scaled(col)
	}
	return nil
}
