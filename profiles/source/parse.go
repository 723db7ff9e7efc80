package source

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Limits of what Parse accepts; a profile has a few hundred nodes.
const (
	MaxBytes = 1 << 20
	maxNodes = 20_000 // aliases are copied, so a small file could ask for billions
	maxDepth = 64
)

// Document is a parsed profile.
type Document struct {
	Name  string
	Root  *Node // a map, or nil when there were problems
	lines []string
	sets  map[string]string // address of an override -> the whole of it
}

// Parse reads one YAML document whose top is a map. Problems of syntax,
// duplicate keys among them, are all returned at once as far as the text can
// be read.
func Parse(name string, data []byte) (*Document, []Problem) {
	d := &Document{Name: name, sets: map[string]string{}}
	if len(data) > MaxBytes {
		return d, []Problem{d.Problem(Place{Line: 1, Col: 1}, "", "the file has %d bytes, a profile has at most %d", len(data), MaxBytes)}
	}
	d.lines = strings.Split(string(data), "\n")
	if line, col, bad := binary(data); bad {
		d.lines = nil
		return d, []Problem{d.Problem(Place{Line: line, Col: col}, "", "this is not a text file, a profile is YAML in UTF-8")}
	}
	root, problems := d.parse(data, "")
	if len(problems) > 0 {
		return d, problems
	}
	if root.Kind != Map {
		return d, []Problem{d.Problem(root.At, "", "a profile is a map of keys such as name, functions and attack, and this is %s", root.Kind)}
	}
	d.Root = root
	return d, nil
}

// parse reads text that came from the file (set "") or from an override.
func (d *Document) parse(data []byte, set string) (*Node, []Problem) {
	start := Place{Set: set, Line: 1, Col: d.column(set, 1, 1)}
	if strings.TrimSpace(stripComments(string(data))) == "" {
		return nil, []Problem{d.Problem(start, "", "there is nothing in it; `squall init` writes a profile to start from")}
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, []Problem{d.syntax(err, set)}
	}
	if len(doc.Content) == 0 {
		return nil, []Problem{d.Problem(start, "", "there is nothing in it; `squall init` writes a profile to start from")}
	}
	b := builder{doc: d, set: set}
	return b.node(doc.Content[0], "", 0), b.problems
}

// stripComments blanks out lines that are comments or document markers.
func stripComments(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if !strings.HasPrefix(trimmed, "#") && trimmed != "---" && trimmed != "..." {
			b.WriteString(trimmed)
		}
	}
	return b.String()
}

func (d *Document) syntax(err error, set string) Problem {
	at := Place{Set: set, Line: 1, Col: d.column(set, 1, 1)}
	text := err.Error()
	if le, ok := errors.AsType[*yaml.LoadError](err); ok {
		text = strings.TrimPrefix(le.Message, "yaml: ")
		if le.Mark.Line > 0 {
			at.Line, at.Col = le.Mark.Line, d.column(set, le.Mark.Line, max(le.Mark.Column, 1))
		}
		if le.ContextMsg != "" {
			text = fmt.Sprintf("%s (%s that starts at line %d)", text, le.ContextMsg, le.ContextMark.Line)
		}
	}
	if set == "" && tabbed(d.lines, at.Line) {
		text = "a tab indents this line, and YAML takes only spaces there"
	}
	return d.Problem(at, "", "not valid YAML: %s", text)
}

// tabbed says whether a tab is part of a line's indentation.
func tabbed(lines []string, line int) bool {
	if line < 1 || line > len(lines) {
		return false
	}
	text := lines[line-1]
	return strings.Contains(text[:len(text)-len(strings.TrimLeft(text, " \t"))], "\t")
}

// binary finds the first byte that no text file has.
func binary(data []byte) (line, col int, bad bool) {
	line, col = 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return line, col, true
		}
		i += size
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
	}
	return 0, 0, false
}

// builder copies a YAML tree into nodes of ours.
type builder struct {
	doc      *Document
	set      string
	nodes    int
	stopped  bool
	problems []Problem
}

func (b *builder) node(y *yaml.Node, path string, depth int) *Node {
	n := &Node{At: b.at(y)}
	if b.nodes++; b.nodes > maxNodes || depth > maxDepth {
		b.stop(n.At, path)
	}
	if b.stopped {
		return n
	}
	switch y.Kind {
	case yaml.AliasNode:
		copied := b.node(y.Alias, path, depth+1)
		copied.At = n.At
		return copied
	case yaml.ScalarNode:
		b.scalar(n, y, path)
	case yaml.SequenceNode:
		n.Kind = List
		for i, c := range y.Content {
			n.Items = append(n.Items, b.node(c, Join(path, fmt.Sprint(i)), depth+1))
		}
	case yaml.MappingNode:
		n.Kind = Map
		b.pairs(n, y, path, depth)
	}
	return n
}

func (b *builder) at(y *yaml.Node) Place {
	return Place{Set: b.set, Line: y.Line, Col: b.doc.column(b.set, y.Line, y.Column)}
}

func (b *builder) stop(at Place, path string) {
	if !b.stopped {
		b.problems = append(b.problems, b.doc.Problem(at, path, "too deeply nested or too many values once its aliases are written out, at most %d levels and %d values are read", maxDepth, maxNodes))
	}
	b.stopped = true
}

func (b *builder) scalar(n *Node, y *yaml.Node, path string) {
	switch y.Tag {
	case "!!null":
		return
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp", "!!merge", "":
	default:
		b.problems = append(b.problems, b.doc.Problem(n.At, path, "the tag %s is not known, write the value without a tag", y.Tag))
	}
	n.Kind, n.Text = Scalar, y.Value
	n.Quoted = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

func (b *builder) pairs(n *Node, y *yaml.Node, path string, depth int) {
	for i := 0; i+1 < len(y.Content) && !b.stopped; i += 2 {
		k := y.Content[i]
		at := b.at(k)
		switch {
		case k.Kind != yaml.ScalarNode:
			b.problems = append(b.problems, b.doc.Problem(at, path, "a key must be plain text"))
			continue
		case k.Tag == "!!merge":
			b.problems = append(b.problems, b.doc.Problem(at, path, "merge keys (<<) are not built yet, write the keys out or use an alias for a whole value"))
			continue
		}
		if first := n.Get(k.Value); first != nil {
			b.problems = append(b.problems, b.doc.Problem(at, Join(path, k.Value), "the key is there twice, first at line %d; remove one", first.At.Line))
			continue
		}
		n.Pairs = append(n.Pairs, Pair{Key: k.Value, At: at, Value: b.node(y.Content[i+1], Join(path, k.Value), depth+1)})
	}
}
