package record

import (
	"strings"
	"testing"
)

func TestChoice(t *testing.T) {
	tests := []struct {
		text  string
		kept  int // of the first hundred
		named bool
	}{
		{"", 100, false}, {"all", 100, true}, {"none", 0, true}, {"sample:10", 10, true}, {"sample:1", 100, true},
	}
	for _, tt := range tests {
		c, err := ParseChoice(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		kept := 0
		for n := range uint64(100) {
			if c.Keeps(n) {
				kept++
			}
		}
		if kept != tt.kept || c.Named != tt.named {
			t.Errorf("%q keeps %d, named %v", tt.text, kept, c.Named)
		}
	}
	for _, text := range []string{"some", "sample:", "sample:0", "sample:-1", "sample:x", "ALL"} {
		if _, err := ParseChoice(text); err == nil || !strings.Contains(err.Error(), "want all, sample:N or none") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
