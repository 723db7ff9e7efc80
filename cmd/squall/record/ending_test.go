package record

import (
	"errors"
	"testing"

	"squall/attack"
	"squall/profiles"
)

// An early end has its cause: a rule, what made it useless to go on, or a signal.
func TestEarlyEnds(t *testing.T) {
	for _, tc := range []struct {
		cause error
		want  string
	}{
		{Stopped{Rule: "p99 > 1s for 2s"}, "p99 > 1s for 2s"},
		{Stopped{Why: "the credentials have expired"}, "the credentials have expired"},
		{errors.New("interrupt"), "interrupted"},
		{nil, "interrupted"},
	} {
		if got := Ending(&profiles.Plan{}, &attack.Ending{Interrupted: true}, nil, tc.cause, 0).Aborted; got != tc.want {
			t.Errorf("%v: %q, want %q", tc.cause, got, tc.want)
		}
	}
}
