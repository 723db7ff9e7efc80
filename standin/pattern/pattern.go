// Package pattern is the language of EventBridge's event patterns and SNS's
// filter policies: which JSON documents they let through. It is pure.
//
// It delivers nothing, and does not know whose pattern it reads. What AWS has
// and it has not (cidr) is an error of its own kind, never a silent no.
package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Pattern is a pattern that was understood. The zero Pattern matches
// everything.
type Pattern struct {
	root *node
	text string
}

// node is one level of a pattern: every field must match.
type node struct {
	fields []field
	either []*node // $or: one of them must match as well
}

// field is the condition on one member of a document.
type field struct {
	name string
	deep *node     // the member is an object, or a list of them
	any  []matcher // one of them must take the member
}

// ErrNotBuilt is wrapped by what AWS would take and this package does not.
var ErrNotBuilt = errors.New("not built in squall")

// maxDepth bounds the nesting of a pattern.
const maxDepth = 64

// Compile reads a pattern.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
func Compile(text string) (Pattern, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return Pattern{}, errors.New("the pattern is not a JSON object")
	}
	if d.More() {
		return Pattern{}, errors.New("there is more behind the pattern's JSON object")
	}
	if len(v) == 0 {
		return Pattern{}, errors.New("empty patterns are not allowed")
	}
	root, err := compile(v, 0)
	return Pattern{root, text}, err
}

// MarshalText is the pattern as it was compiled.
func (p *Pattern) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText compiles a pattern; an empty one is the zero Pattern.
func (p *Pattern) UnmarshalText(text []byte) (err error) {
	*p = Pattern{}
	if len(text) > 0 {
		*p, err = Compile(string(text))
	}
	return err
}

func compile(level map[string]any, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the pattern is nested deeper than %d levels", maxDepth)
	}
	n := &node{}
	for _, name := range slices.Sorted(maps.Keys(level)) {
		var err error
		switch v := level[name].(type) {
		case map[string]any:
			f := field{name: name}
			if len(v) == 0 {
				return nil, fmt.Errorf("%q: empty objects are not allowed", name)
			}
			f.deep, err = compile(v, depth+1)
			n.fields = append(n.fields, f)
		case []any:
			if alternatives(name, v) {
				n.either, err = either(v, depth)
				break
			}
			f := field{name: name}
			f.any, err = matchers(name, v)
			n.fields = append(n.fields, f)
		default:
			return nil, fmt.Errorf("%q must be an object or an array", name)
		}
		if err != nil {
			return nil, err
		}
	}
	return n, nil
}

// alternatives says whether a member is a $or: a list of at least two objects.
func alternatives(name string, list []any) bool {
	if name != "$or" || len(list) < 2 {
		return false
	}
	return !slices.ContainsFunc(list, func(v any) bool { _, object := v.(map[string]any); return !object })
}

func either(list []any, depth int) ([]*node, error) {
	var out []*node
	for _, v := range list {
		n, err := compile(v.(map[string]any), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// Match says whether a document as encoding/json reads it, with numbers as
// json.Number or float64, is let through.
func (p Pattern) Match(document any) bool {
	return p.root == nil || p.root.match(document)
}

// MatchJSON is Match of a text; what is no JSON object is not let through.
func (p Pattern) MatchJSON(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v map[string]any
	return d.Decode(&v) == nil && p.Match(v)
}

func (n *node) match(document any) bool {
	if list, ok := document.([]any); ok { // any of the objects of a list
		return slices.ContainsFunc(list, n.match)
	}
	object, ok := document.(map[string]any)
	if !ok {
		object = nil // a member that is asked to be absent, is
	}
	for i := range n.fields {
		f := &n.fields[i]
		value, there := object[f.name]
		if f.deep != nil && !f.deep.match(value) || f.deep == nil && !f.takes(value, there) {
			return false
		}
	}
	return len(n.either) == 0 || slices.ContainsFunc(n.either, func(o *node) bool { return o.match(document) })
}

// takes asks the matchers about a value, or about each of a list.
func (f *field) takes(value any, there bool) bool {
	list, ok := value.([]any)
	if !ok {
		return f.one(value, there)
	}
	if len(list) == 0 {
		return f.one(nil, false)
	}
	return slices.ContainsFunc(list, func(v any) bool { return f.one(v, true) })
}

func (f *field) one(value any, there bool) bool {
	return slices.ContainsFunc(f.any, func(m matcher) bool { return m(value, there) })
}
