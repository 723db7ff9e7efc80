package depot

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A text that grows is cut where it was cut before, between characters, and is
// all there.
func TestCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"a", "é", "線", "🦑", `{"x":"{{y}}"}` + "\n"}).Draw(t, "unit")
		text := escaped([]byte(strings.Repeat("x", rapid.IntRange(0, 3).Draw(t, "head")) + strings.Repeat(unit, rapid.IntRange(0, 9000).Draw(t, "n"))))
		shorter := text[:len(text)-len(text)%len(unit)]
		all, some := cut(text), cut(shorter)
		if strings.Join(all, "") != text || strings.Contains(text, "{{") {
			t.Fatal("the parts are not the text")
		}
		for i, part := range all {
			if len(part) > longest || part == "" || strings.ToValidUTF8(part, "") != part {
				t.Fatalf("part %d of %d bytes", i, len(part))
			}
			if i < len(some)-1 && some[i] != part {
				t.Fatalf("part %d was cut elsewhere before", i)
			}
		}
	})
}
