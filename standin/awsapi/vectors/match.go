package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
)

// forms are the placeholders of an answer, as patterns.
var forms = map[string]string{
	"any":    `(?s:.*?)`,
	"uuid":   `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
	"time":   `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+0000)`,
	"number": `-?\d+(?:\.\d+)?`,
	"base64": `[A-Za-z0-9+/]+={0,2}`,
}

var placeholder = regexp.MustCompile(`<(any|uuid|time|number|base64)(?::(\w+))?>`)

// compare checks an answer against the text of it: a status, headers that must
// be there, an empty line, a body.
func (s *Session) compare(got *httptest.ResponseRecorder, want string) error {
	head, body, _ := strings.Cut(want, "\n\n")
	status, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	shown := fmt.Sprintf("\nanswered %d %v\n%s", got.Code, got.Header(), got.Body)
	if fmt.Sprint(got.Code) != status {
		return fmt.Errorf("want status %s%s", status, shown)
	}
	for line := range strings.Lines(headers) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		switch absent := strings.HasPrefix(name, "!"); {
		case absent && got.Header().Values(name[1:]) != nil:
			return fmt.Errorf("want no header %s%s", name[1:], shown)
		case absent:
		case !ok:
			return fmt.Errorf("%q is no header", line)
		case !s.text(value, got.Header().Get(name)):
			return fmt.Errorf("want header %s: %s%s", name, value, shown)
		}
	}
	body = strings.TrimSuffix(body, "\n")
	if err := s.body(body, got.Body.String()); err != nil {
		return fmt.Errorf("%w%s", err, shown)
	}
	return nil
}

func (s *Session) body(want, got string) error {
	if len(want) == 0 || !strings.Contains("{[", want[:1]) {
		if !s.text(squeeze(want), squeeze(got)) {
			return errors.New("want the body " + want)
		}
		return nil
	}
	var w, g any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		return fmt.Errorf("the wanted body is not JSON: %w", err)
	}
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	return s.value("body", w, g)
}

var between = regexp.MustCompile(`>\s+<`)

// squeeze takes the space between tags out, so that a vector in XML can be
// indented.
func squeeze(s string) string { return between.ReplaceAllString(strings.TrimSpace(s), "><") }

func (s *Session) value(at string, want, got any) error {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: want an object", at)
		}
		return s.object(at, w, g)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Errorf("%s: want a list of %d", at, len(w))
		}
		for i := range w {
			if err := s.value(fmt.Sprintf("%s[%d]", at, i), w[i], g[i]); err != nil {
				return err
			}
		}
		return nil
	case string:
		if g, ok := got.(string); ok && s.text(w, g) || got != nil && !ok && s.text(w, print(got)) && strings.Contains(w, "<") {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return fmt.Errorf("%s: want %s, got %s", at, print(want), print(got))
}

func (s *Session) object(at string, want, got map[string]any) error {
	_, more := want["<more>"]
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok && !more {
			return fmt.Errorf("%s: has %s, which is not wanted", at, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		g, ok := got[k]
		switch {
		case k == "<more>":
		case !ok:
			return fmt.Errorf("%s: has no %s", at, k)
		default:
			if err := s.value(at+"."+k, want[k], g); err != nil {
				return err
			}
		}
	}
	return nil
}

func print(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("vectors: what was JSON has none: " + err.Error())
	}
	return string(text)
}

// text matches a text with placeholders and keeps the values that have names.
func (s *Session) text(want, got string) bool {
	pattern, names := `\A`, []string{}
	rest := want
	for {
		at := placeholder.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		m := placeholder.FindStringSubmatch(rest)
		pattern += regexp.QuoteMeta(rest[:at[0]]) + "(" + forms[m[1]] + ")"
		names = append(names, m[2])
		rest = rest[at[1]:]
	}
	m := regexp.MustCompile(pattern + regexp.QuoteMeta(rest) + `\z`).FindStringSubmatch(got)
	if m == nil {
		return false
	}
	for i, name := range names {
		if name != "" {
			s.values[name] = m[i+1]
		}
	}
	return true
}
