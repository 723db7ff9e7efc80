package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"squall/profiles/source"
	"squall/profiles/units"
)

// Pattern is a regular expression with the words that explain it.
type Pattern struct {
	Expr string
	Hint string
	re   *regexp.Regexp
}

// NewPattern compiles a pattern for a whole text.
func NewPattern(expr, hint string) Pattern {
	return Pattern{Expr: "^(" + expr + ")$", Hint: hint, re: regexp.MustCompile("^(?:" + expr + ")$")}
}

// Match says whether the whole text matches; the zero Pattern matches all.
func (p Pattern) Match(text string) bool { return p.re == nil || p.re.MatchString(text) }

// Text is any text, or one of a pattern. Loose takes numbers and true and
// false as text too.
type Text struct {
	Pattern Pattern
	Loose   bool
}

// Check wants text.
func (t Text) Check(c *Checker, n *source.Node, path string) {
	if !want(c, n, path, source.Scalar, "a single text") {
		return
	}
	if !t.Pattern.Match(n.Text) {
		c.Report(n.At, path, "%q is not allowed, %s", n.Text, t.Pattern.Hint)
	}
}

// Whole is a whole number between two bounds.
type Whole struct {
	Min, Max uint64
	Unit     string
}

// Check wants decimal digits without quotes.
func (w Whole) Check(c *Checker, n *source.Node, path string) {
	v, err := strconv.ParseUint(n.Text, 10, 64)
	if n.Kind != source.Scalar || n.Quoted || err != nil || v < w.Min || v > w.Max {
		c.Report(n.At, path, "%s is not allowed, a whole number from %d to %d%s is wanted", shown(n), w.Min, w.Max, w.Unit)
	}
}

// Switch is true or false.
type Switch struct{}

// Check wants true or false.
func (Switch) Check(c *Checker, n *source.Node, path string) {
	if n.Kind != source.Scalar || n.Quoted || n.Text != "true" && n.Text != "false" {
		c.Report(n.At, path, "%s is not allowed, true or false is wanted", shown(n))
	}
}

// Enum is one of some words. Later ones are known and not built yet; with
// Open more words will be, and every other one is answered so.
type Enum struct {
	Words []string
	Later []string
	Open  bool
}

// Check wants one of the words.
func (e Enum) Check(c *Checker, n *source.Node, path string) {
	switch {
	case n.Kind == source.Scalar && slices.Contains(e.Words, n.Text):
	case n.Kind == source.Scalar && slices.Contains(e.Later, n.Text):
		c.Report(n.At, path, "%q is not built yet; built are %s", n.Text, strings.Join(e.Words, ", "))
	case n.Kind == source.Scalar && e.Open:
		near := source.Nearest(n.Text, e.Words)
		if near == "" {
			near = "; built are " + strings.Join(e.Words, ", ")
		}
		c.Report(n.At, path, "%q is not built%s", n.Text, near)
	case n.Kind == source.Scalar && len(e.Words) > 1:
		c.Report(n.At, path, "%q is not one of the words allowed here%s", n.Text, source.Suggest(n.Text, e.Words))
	default:
		c.Report(n.At, path, "%s is not allowed, one of %s is wanted", shown(n), strings.Join(e.Words, ", "))
	}
}

// Measure is a number with a unit, checked by a parser.
type Measure struct {
	Name  string // what it is, in a definition of the JSON schema
	Expr  string // what the JSON schema asks of it
	Bare  string // numbers that need no unit, in the JSON schema: "", "zero" or "any"
	Parse func(text string) error
}

// The measures of profiles.
var (
	Duration = Measure{Name: "time", Expr: `([0-9]*\.?[0-9]+(ns|us|µs|ms|s|m|h))+|0`, Bare: "zero", Parse: drop(units.Duration)}
	Percent  = Measure{Name: "share", Expr: `[0-9]*\.?[0-9]+ *%|0`, Bare: "zero", Parse: drop(units.Percent)}
	Rate     = Measure{Name: "rate", Expr: `[0-9]*\.?[0-9]+ */ *.+`, Parse: drop(units.Rate)}
	Factor   = Measure{Name: "factor", Expr: `[0-9]*\.?[0-9]+x`, Parse: drop(units.Multiplier)}
	Number   = Measure{Name: "number", Bare: "any", Parse: drop(units.Number)}
)

func drop[T any](parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		_, err := parse(text)
		return err
	}
}

// Positive is the measure without 0.
func (m Measure) Positive() Measure {
	parse := m.Parse
	m.Parse = func(text string) error {
		if err := parse(text); err != nil {
			return err
		}
		if strings.Trim(strings.SplitN(text, "/", 2)[0], "0.nsumh%µ ") == "" {
			return fmt.Errorf("%q is not allowed, it must be more than 0", text)
		}
		return nil
	}
	return m
}

// Check wants a number with its unit.
func (m Measure) Check(c *Checker, n *source.Node, path string) {
	if !want(c, n, path, source.Scalar, "a "+m.Name) {
		return
	}
	if err := m.Parse(n.Text); err != nil {
		c.Report(n.At, path, "%v", err)
	}
}

// OrNone also takes the word none.
type OrNone struct{ Type }

// Check takes none, or what the type takes.
func (o OrNone) Check(c *Checker, n *source.Node, path string) {
	if !IsNone(n) {
		o.Type.Check(c, n, path)
	}
}

// IsNone says whether a value is missing or the word none.
func IsNone(n *source.Node) bool {
	return n == nil || n.Kind == source.Null || n.Kind == source.Scalar && n.Text == "none"
}

// Max is the word that a rate may be, where OrMax says so.
const Max = "max"

// OrMax also takes the word max.
type OrMax struct{ Type }

// Check takes max, or what the type takes.
func (o OrMax) Check(c *Checker, n *source.Node, path string) {
	if n.Kind != source.Scalar || n.Text != Max {
		o.Type.Check(c, n, path)
	}
}

// Free is anything; it is checked where it comes to stand.
type Free struct{}

// Check takes everything.
func (Free) Check(*Checker, *source.Node, string) {}

func shown(n *source.Node) string {
	if n.Kind == source.Scalar {
		return strconv.Quote(n.Text)
	}
	return n.Kind.String()
}
