package rulebook

import (
	"regexp"
	"strings"
	"testing"
)

// Every number that a rule cites is in the list below, and the addresses there
// are whole.
func TestCitationsAreListed(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, 80); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(\[\d+\]) https://\S+$`).FindAllStringSubmatch(b.String(), -1) {
		listed[m[1]] = true
	}
	cited := regexp.MustCompile(`\[\d{1,2}\]`).FindAllString(b.String(), -1)
	if len(listed) < 10 || len(cited) < 2*len(listed) {
		t.Fatalf("%d documents, %d citations:\n%s", len(listed), len(cited), b.String())
	}
	for _, c := range cited {
		if !listed[c] {
			t.Errorf("%s is not in the list", c)
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(strings.TrimRight(line, "\n")) > 80 && !strings.HasPrefix(line, "[") {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}
