package source

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Set applies one override, written as address=value where the value is YAML.
// Problems are located as --set address.
func (d *Document) Set(assignment string) []Problem {
	address, text, ok := strings.Cut(assignment, "=")
	address = strings.TrimSpace(address)
	if !ok || address == "" {
		address = assignment
	}
	at := Place{Set: address, Line: 1, Col: 1}
	d.sets[address] = address + "=" + text
	switch {
	case !ok || address == assignment:
		d.sets[address] = assignment
		return []Problem{d.Problem(at, "", "an override is written as address=value, such as functions.checkout.memory=512")}
	case strings.TrimSpace(text) == "":
		// Most likely a shell variable that is not set.
		at.Col = d.column(address, 1, 1)
		return []Problem{d.Problem(at, address, "there is no value; write null for the default")}
	}
	value, problems := d.parse([]byte(text), address)
	if len(problems) > 0 {
		return problems
	}
	if wrong, why := Override(d.Root, address, at, value); why != "" {
		return []Problem{d.Problem(wrong, address, "%s", why)}
	}
	return nil
}

// column is where a column of the value of an override stands in the whole of
// it, which begins with its address.
func (d *Document) column(set string, line, col int) int {
	if set == "" || line > 1 {
		return col
	}
	return utf8.RuneCountInString(set) + len("=") + col
}

// Override puts value at an address of the tree under root; the address was
// written at a place. It returns which step of it is wrong, and why, or "".
// Maps on the way are made; items of a list must exist.
func Override(root *Node, address string, at Place, value *Node) (wrong Place, why string) {
	steps := strings.Split(address, ".")
	n := root
	for i, step := range steps {
		if step == "" {
			return at, "the address has an empty step, write it as list.name.field"
		}
		last := i == len(steps)-1
		if n.Kind == Null {
			n.Kind, n.At = Map, value.At
		}
		next, why := n.slot(step, at)
		if why != "" {
			return at, why
		}
		if last {
			*next = *value.Clone()
		}
		n = next
		at.Col += utf8.RuneCountInString(step) + len(".")
	}
	return at, ""
}

// slot finds the node under one step of an address; a map makes it.
func (n *Node) slot(step string, at Place) (*Node, string) {
	switch n.Kind {
	case Map:
		if v := n.Get(step); v != nil {
			return v, ""
		}
		v := &Node{At: at}
		n.Pairs = append(n.Pairs, Pair{Key: step, At: at, Value: v})
		return v, ""
	case List:
		return n.item(step)
	}
	return nil, strconv.Quote(step) + " cannot be found inside the value " + strconv.Quote(n.Text)
}

func (n *Node) item(step string) (*Node, string) {
	names := make([]string, len(n.Items))
	for i := range n.Items {
		if names[i] = n.ItemName(i); names[i] == step {
			return n.Items[i], ""
		}
	}
	if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Items) {
		return n.Items[i], ""
	}
	return nil, "no item " + strconv.Quote(step) + " in the list" + Suggest(step, names)
}

// Find returns the node at an address, or nil.
func (n *Node) Find(address string) *Node {
	for step := range strings.SplitSeq(address, ".") {
		switch {
		case n == nil:
			return nil
		case n.Kind == List:
			n, _ = n.item(step)
		default:
			n = n.Get(step)
		}
	}
	return n
}
