package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Allowed lists the placeholders for those who wrote another one.
const Allowed = "{{id}}, {{n}}, {{entry}}, {{run}}, {{now}}, {{unix}}, {{uuid}}, {{random A B}}, {{pick WORD WORD}}, {{fill A B}}, {{data.COLUMN}} and {{json data.COLUMN}}"

var plain = map[string]verb{"id": id, "n": number, "entry": entry, "run": run, "now": now, "unix": unix, "uuid": uuid}

// MostFill is the longest text that {{fill}} makes: more than any door of Lambda takes.
const MostFill = 16 << 20

// Compile checks a template over data with some columns. Its error names the
// placeholder that is wrong and where it stands, counted in bytes from 1.
func Compile(text string, columns []string) (*Template, error) {
	t := &Template{}
	rest := text
	for rest != "" {
		before, after, found := strings.Cut(rest, "{{")
		if before != "" {
			t.parts = append(t.parts, part{text: before})
		}
		if !found {
			break
		}
		inside, tail, closed := strings.Cut(after, "}}")
		position := len(text) - len(after) - len("{{") + 1
		if !closed {
			return nil, fmt.Errorf("template: the {{ at byte %d has no }}; allowed are %s", position, Allowed)
		}
		p, err := compile(inside, columns)
		if err != nil {
			return nil, fmt.Errorf("template: {{%s}} at byte %d %w", inside, position, err)
		}
		t.parts = append(t.parts, p)
		rest = tail
	}
	return t, nil
}

func compile(inside string, columns []string) (part, error) {
	words := strings.Fields(inside)
	if len(words) == 0 {
		return part{}, unknown()
	}
	if v, ok := plain[words[0]]; ok && len(words) == 1 {
		return part{verb: v}, nil
	}
	switch {
	case words[0] == "random":
		return compileRandom(words[1:])
	case words[0] == "fill":
		return compileFill(words[1:])
	case words[0] == "pick":
		if len(words) < 3 {
			return part{}, fmt.Errorf("has %d words; it needs two or more, as in {{pick red green}}", len(words)-1)
		}
		return part{verb: pick, words: words[1:], span: uint64(len(words) - 1)}, nil
	case words[0] == "json" && len(words) == 2:
		return compileData(words[1], asJSON, columns)
	case len(words) == 1:
		return compileData(words[0], data, columns)
	}
	return part{}, unknown()
}

func unknown() error { return fmt.Errorf("is no placeholder; allowed are %s", Allowed) }

func compileData(word string, v verb, columns []string) (part, error) {
	name, ok := strings.CutPrefix(word, "data.")
	if !ok {
		return part{}, unknown()
	}
	if len(columns) == 0 {
		return part{}, fmt.Errorf("has no data to come from; name a file under data: in the entry")
	}
	at := slices.Index(columns, name)
	if at < 0 {
		return part{}, fmt.Errorf("is no column of the data; it has %s", strings.Join(columns, ", "))
	}
	return part{verb: v, column: at}, nil
}

func compileRandom(words []string) (part, error) {
	if len(words) != 2 {
		return part{}, fmt.Errorf("has %d bounds; it needs two, as in {{random 1 100}}", len(words))
	}
	var bounds [2]int64
	for i, w := range words {
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			return part{}, fmt.Errorf("has the bound %q; it must be a whole number, as in {{random 1 100}}", w)
		}
		bounds[i] = n
	}
	if bounds[0] > bounds[1] {
		return part{}, fmt.Errorf("has its bounds the wrong way round; the smaller one comes first")
	}
	return part{verb: random, lo: bounds[0], span: uint64(bounds[1]) - uint64(bounds[0]) + 1}, nil
}

// compileFill reads one length, or the shortest and the longest.
func compileFill(words []string) (part, error) {
	if len(words) == 1 {
		words = append(words, words[0])
	}
	p, err := compileRandom(words)
	switch {
	case err != nil:
		return p, fmt.Errorf("needs a length in bytes, or the shortest and the longest, as in {{fill 200 4000}}")
	case p.lo < 0 || p.lo+int64(p.span)-1 > MostFill:
		return p, fmt.Errorf("is of 0 to %d bytes", MostFill)
	}
	p.verb = fill
	return p, nil
}
