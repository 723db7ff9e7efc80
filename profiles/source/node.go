// Package source turns the text of a profile into a tree of nodes of which
// each knows where it was written, so that every complaint can point at a
// line and a column, and overrides can be applied before anything is checked.
//
// It does not know which keys a profile has and never reads a file.
package source

import (
	"strconv"
	"strings"
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota
	Scalar
	List
	Map
)

func (k Kind) String() string {
	return [...]string{"nothing", "a value", "a list", "a map"}[k]
}

// Place is where something was written. Line and Col count from 1, Col in
// characters.
type Place struct {
	Set       string // address of the override that wrote it; "" in the file
	Line, Col int
}

// Node is one value of a profile.
type Node struct {
	Kind   Kind
	Text   string // of a scalar, without quotes
	Quoted bool
	At     Place
	Items  []*Node // of a list
	Pairs  []Pair  // of a map, in the order written
}

// Pair is one key of a map with its value.
type Pair struct {
	Key   string
	At    Place // of the key
	Value *Node
}

// Get returns the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Pairs {
		if n.Pairs[i].Key == key {
			return n.Pairs[i].Value
		}
	}
	return nil
}

// Has says whether a key is there with something other than nothing.
func (n *Node) Has(key string) bool {
	v := n.Get(key)
	return v != nil && v.Kind != Null
}

// Keys lists the keys of a map in the order written.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	keys := make([]string, len(n.Pairs))
	for i := range n.Pairs {
		keys[i] = n.Pairs[i].Key
	}
	return keys
}

// Clone copies a tree, so that an override of the copy leaves the original.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items = make([]*Node, len(n.Items))
	for i, item := range n.Items {
		c.Items[i] = item.Clone()
	}
	c.Pairs = make([]Pair, len(n.Pairs))
	for i, p := range n.Pairs {
		c.Pairs[i] = Pair{Key: p.Key, At: p.At, Value: p.Value.Clone()}
	}
	return &c
}

// Equal compares what two trees say, wherever it was written; the order of
// keys in a map does not matter.
func Equal(a, b *Node) bool {
	if a == nil || b == nil {
		return (a == nil || a.Kind == Null) && (b == nil || b.Kind == Null)
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return false
	}
	for i := range a.Items {
		if !Equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for _, p := range a.Pairs {
		if other := b.Get(p.Key); other == nil || !Equal(p.Value, other) {
			return false
		}
	}
	return true
}

// ItemName is how item i of a list is addressed: by its name, by the path it
// takes when it has no name, else by its number from 0.
func (n *Node) ItemName(i int) string {
	item := n.Items[i]
	for _, key := range [...]string{"name", "path"} {
		if v := item.Get(key); v != nil && v.Kind == Scalar && v.Text != "" {
			return v.Text
		}
	}
	return strconv.Itoa(i)
}

// Join adds a step to an address.
func Join(address, step string) string {
	if address == "" {
		return step
	}
	return address + "." + step
}

// Section is the first step of an address.
func Section(address string) string {
	first, _, _ := strings.Cut(address, ".")
	return first
}
