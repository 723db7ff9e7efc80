package figure

import (
	"slices"
	"strings"
)

// grounds are the kinds of rules that a figure can rest on, from the firmest on,
// and what they are called in a list.
var grounds = [...]struct{ key, word string }{
	{"documented", "documented"}, {"recorded", "recorded"}, {"measured", "measured"}, {"unsure", "unsure (guesses about AWS)"},
}

// RestsOn says what kind of rule a figure rests on: a guess about AWS is unsure.
func RestsOn(on string) string {
	for _, g := range grounds {
		if g.key == on {
			return g.key
		}
	}
	return None
}

// Leaning says on what kinds of rules n figures rest: the kind of most, and
// which of them rest on another. It is empty where nobody said of any.
func Leaning(n int, of func(i int) (what, on string)) string {
	kinds := map[string][]string{}
	for i := range n {
		if what, on := of(i); !slices.Contains(kinds[on], what) {
			kinds[on] = append(kinds[on], what)
		}
	}
	most := grounds[0]
	for _, g := range grounds {
		if len(kinds[g.key]) > len(kinds[most.key]) {
			most = g
		}
	}
	if len(kinds[most.key]) == 0 {
		return ""
	}
	said := []string{most.word}
	for _, g := range grounds {
		if names := kinds[g.key]; g != most && len(names) > 0 {
			said = append(said, g.word+": "+strings.Join(names, ", "))
		}
	}
	return strings.Join(said, "; ")
}
