package lambda

import (
	"testing"

	"squall/standin/core"
)

// TestEveryReasonHasAFace: the table of Invoke is total, and only throttles
// are 429.
func TestEveryReasonHasAFace(t *testing.T) {
	seen := 0
	for r := range core.Reasons {
		f := faces[r]
		if f.status == 0 || f.code == "" || f.source == "" {
			t.Errorf("%s has no face: %+v", r, f)
		}
		if (f.status == 429) != r.Throttles() || (throttles[r] != nil) != r.Throttles() {
			t.Errorf("%s is answered with %d %s", r, f.status, throttles[r])
		}
		seen++
	}
	if seen == 0 {
		t.Error("looked at no reason")
	}
}
