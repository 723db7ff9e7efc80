// Package pattern reads filter patterns of CloudWatch Logs: terms, and
// comparisons of members of events in JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
//
// It is pure. Patterns of fields between spaces, [a, b], are ErrNotBuilt.
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrNotBuilt is the error of patterns that AWS knows and squall does not.
var ErrNotBuilt = errors.New("filter patterns over fields between spaces, in [ ], are not built in squall")

// Match says whether an event is wanted.
type Match func(message string) bool

// Parse reads a pattern; the empty one wants every event.
func Parse(text string) (Match, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return func(string) bool { return true }, nil
	case text[0] == '[':
		return nil, ErrNotBuilt
	case text[0] == '{':
		return parseJSON(text)
	}
	return parseTerms(text)
}

// term is one word of a pattern.
type term struct {
	text string
	re   *regexp.Regexp
	sign byte // 0: must be there; -: must not; ?: one of these must
}

func (t *term) in(message string) bool {
	if t.re != nil {
		return t.re.MatchString(message)
	}
	return strings.Contains(message, t.text)
}

func parseTerms(text string) (Match, error) {
	var must, not, any []term
	for text != "" {
		t, rest, err := nextTerm(text)
		if err != nil {
			return nil, err
		}
		text = strings.TrimLeft(rest, " \t")
		switch t.sign {
		case '-':
			not = append(not, t)
		case '?':
			any = append(any, t)
		default:
			must = append(must, t)
		}
	}
	if len(must)+len(not) > 0 {
		any = nil // beside others, optional terms mean nothing
	}
	return func(message string) bool {
		for i := range must {
			if !must[i].in(message) {
				return false
			}
		}
		for i := range not {
			if not[i].in(message) {
				return false
			}
		}
		for i := range any {
			if any[i].in(message) {
				return true
			}
		}
		return len(any) == 0
	}, nil
}

func nextTerm(text string) (t term, rest string, err error) {
	if text[0] == '-' || text[0] == '?' {
		t.sign, text = text[0], text[1:]
	}
	switch {
	case text == "" || text[0] == ' ':
		return t, "", errors.New("a sign stands before no term")
	case text[0] == '"':
		end := strings.IndexByte(text[1:], '"')
		if end < 0 {
			return t, "", errors.New("a quote is not closed")
		}
		t.text = text[1 : 1+end]
		return t, text[end+2:], nil
	case text[0] == '%':
		end := strings.IndexByte(text[1:], '%')
		if end < 0 {
			return t, "", errors.New("a regular expression is not closed by %")
		}
		if t.re, err = regexp.Compile(text[1 : 1+end]); err != nil {
			return t, "", fmt.Errorf("regular expression: %w", err)
		}
		return t, text[end+2:], nil
	}
	t.text, rest, _ = strings.Cut(text, " ")
	if bad := strings.IndexFunc(t.text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r > 127)
	}); bad >= 0 {
		return t, "", fmt.Errorf("the term %s has more than letters, digits and underscores, and is not in quotes", t.text)
	}
	return t, rest, nil
}
