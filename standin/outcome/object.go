package outcome

import (
	"encoding/json"
	"slices"
	"strings"
)

// object is the top level of a function's answer.
type object map[string]json.RawMessage

// open takes a payload apart; an answer above the limit is not looked at.
func open(payload []byte, limit int) (object, error) {
	if len(payload) > limit {
		return nil, ErrTooLarge
	}
	var o object
	if err := json.Unmarshal(payload, &o); err != nil || o == nil {
		return nil, malformed("it is not a JSON object")
	}
	return o, nil
}

// keys are sorted, so that of two wrong members the same one is named.
func (o object) keys() []string {
	out := make([]string, 0, len(o))
	for k := range o {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// has treats null as absent, as the gateways do.
func (o object) has(key string) bool {
	raw, ok := o[key]
	return ok && string(raw) != "null"
}

func (o object) flag(key string) (bool, error) {
	var out bool
	if o.has(key) && json.Unmarshal(o[key], &out) != nil {
		return false, malformed("%s must be true or false", key)
	}
	return out, nil
}

func (o object) text(key string) ([]byte, error) {
	var out string
	if o.has(key) && json.Unmarshal(o[key], &out) != nil {
		return nil, malformed("%s must be a string", key)
	}
	return []byte(out), nil
}

// singles reads a map from name to one value. Numbers and booleans are taken
// as their text: recorded at API Gateway, and guessed to hold elsewhere.
func (o object) singles(key string) ([]Header, error) {
	m, err := member[json.RawMessage](o, key)
	if err != nil {
		return nil, err
	}
	out := make([]Header, 0, len(m)+1)
	for _, name := range names(m) {
		value, err := scalar(key, name, m[name])
		if err != nil {
			return nil, err
		}
		out = append(out, Header{name, value})
	}
	return out, nil
}

// lists reads a map from name to a list of values.
func (o object) lists(key string) ([]Header, error) {
	m, err := member[[]json.RawMessage](o, key)
	if err != nil {
		return nil, err
	}
	out := make([]Header, 0, len(m)+1)
	for _, name := range names(m) {
		for _, raw := range m[name] {
			value, err := scalar(key, name, raw)
			if err != nil {
				return nil, err
			}
			out = append(out, Header{name, value})
		}
	}
	return out, nil
}

// mergedHeaders joins headers and multiValueHeaders; a name in both is taken
// from multiValueHeaders.
func (o object) mergedHeaders() ([]Header, error) {
	single, err := o.singles("headers")
	if err != nil {
		return nil, err
	}
	multi, err := o.lists("multiValueHeaders")
	if err != nil {
		return nil, err
	}
	a := Answer{Headers: multi}
	for _, h := range single {
		if !slices.ContainsFunc(multi, func(m Header) bool { return strings.EqualFold(m.Name, h.Name) }) {
			a.Headers = append(a.Headers, h)
		}
	}
	a.sort()
	return a.Headers, nil
}

func member[V any](o object, key string) (map[string]V, error) {
	var m map[string]V
	if o.has(key) && json.Unmarshal(o[key], &m) != nil {
		return nil, malformed("%s has the wrong shape", key)
	}
	return m, nil
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func scalar(key, name string, raw json.RawMessage) (string, error) {
	var s string
	switch raw[0] {
	case '"':
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", malformed("%s.%s: %v", key, name, err)
		}
		return s, nil
	case '{', '[':
		return "", malformed("%s.%s must be a string", key, name)
	case 'n':
		return "", nil
	}
	return string(raw), nil
}
