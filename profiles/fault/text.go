package fault

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"
)

// margin is where texts begin.
const margin = 9

// Text tells of a kind in lines of a width, but for what may be copied.
func (k *Kind) Text(width int) string {
	var b strings.Builder
	line := func(name, text string) { row(&b, name, text, width) }
	line("fault", k.Name)
	line("does", k.Does)
	line("shows", k.Shows)
	line("ends", k.Ends)
	line("where", map[Ground]string{Settings: "settings of the API: stand-in, virtual time", Mappings: "event source mappings of a target that has some: squall serve, AWS", Standin: "stand-in, live and in virtual time",
		Live: "a live stand-in", Wire: "between client and door, live"}[k.Ground])
	line("strikes", [...]string{"one function", "one function, or all", "everything"}[k.Scope])
	switch {
	case k.Latest:
		line("alias", "the one whose requests are struck; without one $LATEST is")
	case k.Alias:
		line("alias", "the one that it changes")
	}
	if k.Share {
		line("share", "of what matches; 100% by default")
	}
	line("match", strings.ReplaceAll(k.Match, " ", ", "))
	delay := k.Delay
	if k.Usual != "" {
		delay += "; " + k.Usual + " by default"
	}
	line("delay", delay)
	value := k.Value.Means
	if k.Value.Number {
		value += fmt.Sprintf(", %d to %d", k.Value.Min, k.Value.Max)
	}
	if k.Value.Default != "" {
		value += "; " + k.Value.Default + " by default"
	}
	line("value", value)
	line("example", k.In("checkout"))
	line("on AWS", cmp.Or(k.OnAWS().By, "no: "+k.OnAWS().Instead))
	line("see", k.Doc)
	return b.String()
}

// In is the example as a line of a profile's faults, for a function.
func (k *Kind) In(function string) string {
	s := "{at: 30s, for: 20s, kind: " + k.Name
	if k.Scope != All {
		s += ", function: " + function
	}
	if rest := strings.TrimSuffix(strings.TrimPrefix(k.Example, "{"), "}"); rest != "" {
		s += ", " + rest
	}
	return s + "}"
}

// row is a name and its text, broken at blanks where it may be; none without a
// text.
func row(b *strings.Builder, name, text string, width int) {
	if text == "" {
		return
	}
	fmt.Fprintf(b, "%-*s", margin, name)
	words, column := strings.Fields(text), margin
	if name == "example" || name == "see" {
		words = []string{text}
	}
	for i, word := range words {
		switch long := utf8.RuneCountInString(word); {
		case i == 0:
			column += long
		case column+1+long > width:
			b.WriteString("\n" + strings.Repeat(" ", margin))
			column = margin + long
		default:
			b.WriteByte(' ')
			column += 1 + long
		}
		b.WriteString(word)
	}
	b.WriteByte('\n')
}
