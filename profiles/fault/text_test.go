package fault

import (
	"strings"
	"testing"
)

// What is told of a kind fits a terminal, but for lines that are copied.
func TestTextFits(t *testing.T) {
	n := 0
	for _, k := range Catalogue() {
		for line := range strings.Lines(k.Text(80)) {
			n++
			if len(line) > 81 && !strings.HasPrefix(line, "example") && !strings.HasPrefix(line, "see") {
				t.Errorf("%s: %q", k.Name, line)
			}
		}
		if unwrapped := strings.Join(strings.Fields(k.Text(80)), " "); !strings.Contains(unwrapped, k.Does) || !strings.Contains(unwrapped, k.Ends) {
			t.Errorf("%s: words are lost in\n%s", k.Name, k.Text(80))
		}
	}
	if n < 100 {
		t.Errorf("only %d lines", n)
	}
}
