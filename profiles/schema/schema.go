// Package schema describes the keys of a profile as values: one description
// checks a tree of nodes, and is printed as the JSON schema that editors use.
// It also reads values out of a tree that was checked.
//
// It does not know the profile's keys (package keys has them) and does not
// look at two values together.
package schema

import (
	"fmt"
	"slices"
	"strings"

	"squall/profiles/source"
)

// Side says what a key touches.
type Side string

// The sides of a key.
const (
	Control    Side = "control-plane" // settings that AWS has too
	StandIn    Side = "stand-in-only" // the model; has no meaning on AWS
	AttackSide Side = "attack-side"   // what squall itself does
	mixed      Side = ""              // a section whose keys say it themselves
)

// Type is what a value may be.
type Type interface {
	// Check reports what is wrong with a value that is not missing.
	Check(c *Checker, n *source.Node, path string)
	// JSON is the type as JSON schema.
	JSON() map[string]any
}

// Checker collects problems.
type Checker struct {
	Doc      *source.Document
	Problems []source.Problem
}

// Report adds a problem.
func (c *Checker) Report(at source.Place, path, format string, args ...any) {
	c.Problems = append(c.Problems, c.Doc.Problem(at, path, format, args...))
}

// Key is one key of an object.
type Key struct {
	Name     string
	Side     Side
	Doc      string
	Type     Type
	Required bool
	// NotBuilt says what a known key will do once it is built; its use is
	// reported.
	NotBuilt string
}

// Object is a map with known keys.
type Object struct {
	Keys []Key
	// One demands exactly one of the keys.
	One bool
}

// Check reports unknown keys with the nearest known one, keys that are
// missing, and what is wrong in each value.
func (o Object) Check(c *Checker, n *source.Node, path string) {
	if !want(c, n, path, source.Map, "with "+o.names()) {
		return
	}
	for _, p := range n.Pairs {
		c.pair(o, p, path)
	}
	for _, k := range o.Keys {
		if k.Required && n.Get(k.Name) == nil {
			c.Report(n.At, path, "%s is missing: %s", k.Name, lowerFirst(k.Doc))
		}
	}
	if o.One && len(n.Pairs) != 1 {
		c.Report(n.At, path, "there are %d keys, exactly one is allowed of %s", len(n.Pairs), o.names())
	}
}

func (c *Checker) pair(o Object, p source.Pair, path string) {
	at := source.Join(path, p.Key)
	k := o.Key(p.Key)
	name, value, glued := strings.Cut(p.Key, ":")
	switch {
	case k == nil && glued && o.Key(name) != nil:
		c.Report(p.At, at, "YAML wants a space after the colon: write %s: %s", name, value)
	case k == nil:
		c.Report(p.At, at, "%q is not a key here%s", p.Key, source.Suggest(p.Key, o.built()))
	case k.NotBuilt != "":
		c.Report(p.At, at, "%s: not built yet; built are %s", k.NotBuilt, strings.Join(o.built(), ", "))
	case p.Value.Kind == source.Null && k.Required:
		c.Report(p.At, at, "there is no value: %s", lowerFirst(k.Doc))
	case p.Value.Kind != source.Null:
		k.Type.Check(c, p.Value, at)
	}
}

// Key finds a key by name; nil when there is none.
func (o Object) Key(name string) *Key {
	for i := range o.Keys {
		if o.Keys[i].Name == name {
			return &o.Keys[i]
		}
	}
	return nil
}

func (o Object) built() []string {
	var names []string
	for _, k := range o.Keys {
		if k.NotBuilt == "" {
			names = append(names, k.Name)
		}
	}
	return names
}

func (o Object) names() string { return "the keys " + strings.Join(o.built(), ", ") }

// ListOf is a list of values of one type; Len is their number when it is
// fixed.
type ListOf struct {
	Of  Type
	Len int
}

// Check checks each item under its name.
func (l ListOf) Check(c *Checker, n *source.Node, path string) {
	if !want(c, n, path, source.List, "such as [a, b]") {
		return
	}
	if l.Len > 0 && len(n.Items) != l.Len {
		c.Report(n.At, path, "there are %d values, exactly %d are allowed", len(n.Items), l.Len)
	}
	for i, item := range n.Items {
		at := source.Join(path, n.ItemName(i))
		if item.Kind == source.Null {
			c.Report(item.At, at, "the item is empty, write it or remove the dash")
			continue
		}
		l.Of.Check(c, item, at)
	}
}

// MapOf is a map with keys of the user's own.
type MapOf struct {
	Pattern Pattern // of a key
	Of      Type
}

// Check checks each key and value.
func (m MapOf) Check(c *Checker, n *source.Node, path string) {
	if !want(c, n, path, source.Map, "such as {name: value}") {
		return
	}
	for _, p := range n.Pairs {
		at := source.Join(path, p.Key)
		if !m.Pattern.Match(p.Key) {
			c.Report(p.At, at, "%q is not allowed as a key, %s", p.Key, m.Pattern.Hint)
		}
		if p.Value.Kind == source.Null {
			c.Report(p.At, at, "there is no value")
			continue
		}
		m.Of.Check(c, p.Value, at)
	}
}

// Either is a type that depends on the shape of the value; nil is not
// allowed.
type Either struct{ Scalar, List, Map Type }

// Check checks the value as the type of its shape.
func (e Either) Check(c *Checker, n *source.Node, path string) {
	t := map[source.Kind]Type{source.Scalar: e.Scalar, source.List: e.List, source.Map: e.Map}[n.Kind]
	if t == nil {
		// The first shape that is allowed says what it wants.
		t = []Type{e.Scalar, e.List, e.Map}[slices.IndexFunc([]Type{e.Scalar, e.List, e.Map}, func(t Type) bool { return t != nil })]
	}
	t.Check(c, n, path)
}

// want reports a value of the wrong shape.
func want(c *Checker, n *source.Node, path string, kind source.Kind, hint string) bool {
	if n.Kind == kind {
		return true
	}
	got := n.Kind.String()
	if n.Kind == source.Scalar {
		got = fmt.Sprintf("%q", n.Text)
	}
	c.Report(n.At, path, "%s is not allowed here, %s is wanted, %s", got, kind, hint)
	return false
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
