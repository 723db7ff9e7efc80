package page

import (
	"testing"

	"squall/reports/view/faults"
)

// Faults that begin together have their letters beside each other, once.
func TestLettersOfFaultsThatBeginTogether(t *testing.T) {
	bands := []faults.Band{{Mark: "A", From: 10, To: 20}, {Mark: "B", From: 10.2, To: 12}, {Mark: "C", From: 30, To: 31}, {Mark: "D", From: 10, To: 11}}
	for i, want := range []string{"ABD", "", "C", ""} {
		if got := letters(bands, i, 1); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}
