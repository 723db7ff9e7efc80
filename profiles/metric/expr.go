package metric

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"squall/profiles/source"
	"squall/profiles/units"
)

// Expr is a parsed expectation or stop rule.
type Expr struct {
	Text   string
	Scope  []string // what stands before the metric: arm, arm/arm, entry
	Name   string   // as written, such as status.502
	Metric Metric
	Op     string // < <= > >= == !=
	Value  float64
	For    time.Duration // of a stop rule
}

var (
	statusCode = regexp.MustCompile(`^[1-5][0-9][0-9]$`)
	anAttempt  = regexp.MustCompile(`^[1-9][0-9]*$`)
)

var shape = regexp.MustCompile(`^([^\s<>=!]+)\s*(<=|>=|==|!=|<|>)\s*(\S+)$`)

// Expect parses an expectation: [arm["/"arm]"."][entry"."]metric op value.
func Expect(text string) (Expr, error) {
	m := shape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return Expr{}, fmt.Errorf("%q is not an expectation, write it as [arm.][entry.]metric op value, such as sdk.p99 < 80ms", text)
	}
	x := Expr{Text: text, Op: m[2]}
	if err := x.left(m[1]); err != nil {
		return Expr{}, err
	}
	if x.Metric.Kind == Statistical && (x.Op == "==" || x.Op == "!=") {
		return Expr{}, fmt.Errorf("%s is judged on its interval, which no single value ever equals; use < <= > or >=", x.Name)
	}
	ratio := len(x.Scope) > 0 && strings.Contains(x.Scope[0], "/")
	var err error
	x.Value, err = x.value(m[3], ratio)
	return x, err
}

// Stop parses a stop rule: [entry"."]metric op value for time.
func Stop(text string) (Expr, error) {
	rule, window, ok := strings.Cut(text, " for ")
	if !ok {
		return Expr{}, fmt.Errorf("%q has no window, write it as error_rate > 50%% for 5s", text)
	}
	x, err := Expect(rule)
	if err != nil {
		return Expr{}, err
	}
	x.Text = text
	x.For, err = units.Duration(strings.TrimSpace(window))
	switch {
	case err != nil:
		return Expr{}, err
	case x.For < time.Second || x.For > time.Hour:
		return Expr{}, fmt.Errorf("the window %v is not allowed, it is 1s to 1h", x.For)
	case !x.Metric.Online:
		return Expr{}, fmt.Errorf("%s is known only after the run and cannot stop it; use one of %s", x.Name, strings.Join(online(), ", "))
	}
	return x, nil
}

func online() []string {
	var out []string
	for _, m := range table {
		if m.Online {
			out = append(out, m.Name)
		}
	}
	return out
}

// left splits scope and metric. A metric with a prefix takes the last two
// words.
func (x *Expr) left(text string) error {
	words := strings.Split(text, ".")
	at := len(words) - 1
	for i, w := range words[:at] {
		if m, ok := Find(w + ".x"); ok && m.Prefix {
			at = i
			break
		}
	}
	x.Scope, x.Name = words[:at], strings.Join(words[at:], ".")
	m, ok := Find(x.Name)
	if code, isStatus := strings.CutPrefix(x.Name, "status."); isStatus && !statusCode.MatchString(code) {
		return fmt.Errorf("%q is not an HTTP status, write it as status.502", code)
	}
	if n, isGap := strings.CutPrefix(x.Name, "gap."); isGap && !anAttempt.MatchString(n) {
		return fmt.Errorf("%q is not an attempt that a wait came before, write it as gap.2", n)
	}
	switch {
	case !ok:
		return fmt.Errorf("%q is not a metric%s", x.Name, source.Suggest(x.Name, names()))
	case len(x.Scope) > 2:
		return fmt.Errorf("%q has too many words, an expectation names at most an arm and an entry before the metric", text)
	}
	for i, w := range x.Scope {
		if w == "" || i == 1 && strings.Contains(w, "/") || strings.Count(w, "/") > 1 || strings.HasPrefix(w, "/") || strings.HasSuffix(w, "/") {
			return fmt.Errorf("%q is not written as [arm[/arm].][entry.]metric", text)
		}
	}
	x.Metric = m
	return nil
}

func (x *Expr) value(text string, ratio bool) (float64, error) {
	switch {
	case ratio:
		v, err := units.Number(text)
		if err != nil {
			return 0, fmt.Errorf("a ratio of two arms is compared with a plain number such as 0.8, not %q", text)
		}
		return v, nil
	case x.Metric.Unit == Millis:
		d, err := units.Duration(text)
		return float64(d) / float64(time.Millisecond), err
	case x.Metric.Unit == Share:
		return units.Percent(text)
	case x.Metric.Unit == Dollar:
		return units.Number(strings.TrimPrefix(text, "$"))
	}
	n, err := units.Count(text)
	if err != nil {
		return 0, fmt.Errorf("%s is a count, and %w", x.Name, err)
	}
	return float64(n), nil
}
