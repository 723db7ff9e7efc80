package payload

import (
	"fmt"
	"strconv"
	"strings"
)

const allowed = "{{id}}, {{n}}, {{entry}}, {{now}}, {{uuid}} and {{random A B}}"

var plain = map[string]verb{"id": id, "n": number, "entry": entry, "now": now, "uuid": uuid}

// Compile checks a template. Its error names the placeholder that is wrong and
// where it stands, counted in bytes from 1.
func Compile(text string) (*Template, error) {
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
			return nil, fmt.Errorf("template: the {{ at byte %d has no }}; allowed are %s", position, allowed)
		}
		p, err := compile(inside)
		if err != nil {
			return nil, fmt.Errorf("template: {{%s}} at byte %d %w", inside, position, err)
		}
		t.parts = append(t.parts, p)
		rest = tail
	}
	return t, nil
}

func compile(inside string) (part, error) {
	words := strings.Fields(inside)
	if len(words) == 1 {
		if v, ok := plain[words[0]]; ok {
			return part{verb: v}, nil
		}
	}
	if len(words) > 0 && words[0] == "random" {
		return compileRandom(words[1:])
	}
	return part{}, fmt.Errorf("is no placeholder; allowed are %s", allowed)
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
