package insights

import (
	"fmt"
	"strconv"
	"strings"
)

// parser reads a query from left to right.
type parser struct {
	query string
	at    int
	depth int
}

// maxDepth bounds how deep expressions nest.
const maxDepth = 200

// MaxQuery is how long a query may be.
const MaxQuery = 10_000

// Parse reads a query.
func Parse(text string) (*Query, error) {
	p := &parser{query: text}
	if len(text) > MaxQuery {
		return nil, p.wrong("the query is longer than 10,000 characters")
	}
	q := &Query{}
	for {
		p.space()
		if p.rest() == "" && len(q.commands) == 0 {
			return nil, p.wrong("the query is empty")
		}
		c, err := p.command()
		if err != nil {
			return nil, err
		}
		q.commands = append(q.commands, c)
		p.space()
		if p.rest() == "" {
			return q, nil
		}
		if !p.take("|") {
			return nil, p.wrong("a | or the end belongs here")
		}
	}
}

func (p *parser) rest() string { return p.query[p.at:] }

func (p *parser) wrong(message string) error {
	return &SyntaxError{Message: message, From: p.at, To: min(p.at+1, len(p.query))}
}

// space passes over white space and comments.
func (p *parser) space() {
	for {
		p.at = len(p.query) - len(strings.TrimLeft(p.rest(), " \t\r\n"))
		if !strings.HasPrefix(p.rest(), "#") {
			return
		}
		_, after, _ := strings.Cut(p.rest(), "\n")
		p.at = len(p.query) - len(after)
	}
}

func (p *parser) take(s string) bool {
	p.space()
	if !strings.HasPrefix(p.rest(), s) {
		return false
	}
	p.at += len(s)
	return true
}

func inName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@' || c == '.'
}

// word takes a word, whatever its case.
func (p *parser) word(w string) bool {
	p.space()
	rest := p.rest()
	if len(rest) < len(w) || !strings.EqualFold(rest[:len(w)], w) || len(rest) > len(w) && inName(rest[len(w)]) {
		return false
	}
	p.at += len(w)
	return true
}

// name takes the name of a field, or a number; backquotes may hold any.
func (p *parser) name() (name string, quoted bool) {
	p.space()
	rest := p.rest()
	if strings.HasPrefix(rest, "`") {
		if end := strings.IndexByte(rest[1:], '`'); end >= 0 {
			p.at += end + 2
			return rest[1 : 1+end], true
		}
		return "", true
	}
	n := 0
	for n < len(rest) && inName(rest[n]) {
		n++
	}
	p.at += n
	return rest[:n], false
}

// text takes a text in quotes; ok is false when there is none.
func (p *parser) text() (s string, ok bool, err error) {
	p.space()
	rest := p.rest()
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return "", false, nil
	}
	quote := rest[0]
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest) && (rest[i+1] == quote || rest[i+1] == '\\'):
			i++
			b.WriteByte(rest[i])
		case rest[i] == quote:
			p.at += i + 1
			return b.String(), true, nil
		default:
			b.WriteByte(rest[i])
		}
	}
	return "", false, p.wrong("a quote is not closed")
}

// list reads expressions up to a closing bracket.
func (p *parser) list(end string) (out []node, err error) {
	if p.take(end) {
		return nil, nil
	}
	for {
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		if !p.take(",") {
			break
		}
	}
	if !p.take(end) {
		return nil, p.wrong("a " + end + " is missing")
	}
	return out, nil
}

// named reads an expression and what it is called: its own text, or a name
// after as.
func (p *parser) named(read func() (node, error)) (n node, name string, err error) {
	p.space()
	from := p.at
	if n, err = read(); err != nil {
		return nil, "", err
	}
	name = strings.TrimSpace(p.query[from:p.at])
	if unquoted, ok := strings.CutPrefix(name, "`"); ok && strings.HasSuffix(unquoted, "`") {
		name = strings.TrimSuffix(unquoted, "`")
	}
	if p.word("as") {
		if name, _ = p.name(); name == "" {
			return nil, "", p.wrong("a name follows as")
		}
	}
	return n, name, nil
}

// bin reads what follows bin(: an amount of time.
func (p *parser) bin() (node, error) {
	amount, _ := p.name()
	i := strings.IndexFunc(amount, func(r rune) bool { return r < '0' || r > '9' })
	if i < 0 {
		return nil, p.wrong("bin takes a time like 5m")
	}
	n, err := strconv.ParseInt(amount[:i], 10, 32)
	unit := map[string]int64{"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000,
		"sec": 1000, "min": 60_000, "hr": 3_600_000, "day": 86_400_000}[strings.TrimSuffix(amount[i:], "ins")]
	if err != nil || n < 1 || unit == 0 {
		return nil, p.wrong(fmt.Sprintf("%q is no time: write 30s, 5m, 1h or 1d", amount))
	}
	if !p.take(")") {
		return nil, p.wrong("a ) is missing")
	}
	period := n * unit
	return func(r *row) value {
		at := r.get("@timestamp")
		if at.kind != instant {
			return value{}
		}
		ms := int64(at.number)
		return value{kind: instant, number: float64(ms - ms%period)}
	}, nil
}
