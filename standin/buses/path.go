package buses

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// The paths of targets are the part of JSONPath that EventBridge knows: $,
// $.name and $.name[0].
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

func pathOK(path string) bool {
	_, ok := steps(path)
	return ok && len(path) <= 256
}

// steps are the names and numbers of a path.
func steps(path string) (out []any, ok bool) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return nil, false
	}
	for rest != "" {
		switch rest[0] {
		case '.':
			end := strings.IndexAny(rest[1:], ".[")
			if end < 0 {
				end = len(rest) - 1
			}
			if end == 0 {
				return nil, false
			}
			out, rest = append(out, rest[1:1+end]), rest[1+end:]
		case '[':
			inside, tail, closed := strings.Cut(rest[1:], "]")
			n, err := strconv.Atoi(inside)
			if !closed || err != nil || n < 0 {
				return nil, false
			}
			out, rest = append(out, n), tail
		default:
			return nil, false
		}
	}
	return out, true
}

// at follows a path; false when it leads nowhere.
func at(v any, path string) (any, bool) {
	list, ok := steps(path)
	if !ok {
		return nil, false
	}
	for _, step := range list {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			if v, ok = object[step]; !ok {
				return nil, false
			}
		case int:
			items, _ := v.([]any)
			if step >= len(items) {
				return nil, false
			}
			v = items[step]
		}
	}
	return v, true
}

func decode(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// jsonText is the JSON of a value as AWS writes it: < and > stay.
func jsonText(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("buses: internal error: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
