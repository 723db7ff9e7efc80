package glossary

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"squall/profiles"
	"squall/standin/core"
)

// Every term is whole, and every rule it names is one.
func TestTerms(t *testing.T) {
	if len(terms) < 15 || !slices.IsSortedFunc(terms, func(a, b Term) int { return strings.Compare(a.Name, b.Name) }) {
		t.Fatalf("%d terms, or not in order", len(terms))
	}
	rules, words := map[string]bool{}, map[string]bool{}
	for _, r := range core.Rules() {
		rules[r.Name] = true
	}
	for _, term := range terms {
		for _, w := range append([]string{term.Name}, term.Also...) {
			if words[strings.ToLower(w)] {
				t.Errorf("%s means two things", w)
			}
			words[strings.ToLower(w)] = true
		}
		if term.Means == "" || term.Trap == "" || len(term.Rules) == 0 {
			t.Errorf("%s is not explained", term.Name)
		}
		if term.Profile != "" && !slices.Contains(profiles.Builtins(), term.Profile) {
			t.Errorf("%s: %s is not built in", term.Name, term.Profile)
		}
		for _, r := range term.Rules {
			if !rules[r] {
				t.Errorf("%s: there is no rule %s", term.Name, r)
			}
		}
	}
}

// Everything that is known can be explained, in 80 columns.
func TestEverythingIsExplained(t *testing.T) {
	for _, word := range known() {
		var out bytes.Buffer
		if err := Explain(&out, 80, word); err != nil || out.Len() == 0 {
			t.Errorf("%s: %v", word, err)
		}
		for line := range strings.Lines(out.String()) {
			if len([]rune(line)) > 81 && !strings.Contains(line, "https://") {
				t.Errorf("%s: a line of %d: %s", word, len(line), line)
			}
		}
	}
	for word, want := range map[string]string{"spilover": "did you mean spillover?", "qqqqqqqqq": "squall explain lists the terms", "": "is no term"} {
		if err := Explain(&bytes.Buffer{}, 80, word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", word, err)
		}
	}
}
