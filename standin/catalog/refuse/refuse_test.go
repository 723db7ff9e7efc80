package refuse_test

import (
	"testing"

	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// TestEveryReasonHasWords: a control-plane reason answered as an internal
// fault is one that was forgotten here.
func TestEveryReasonHasWords(t *testing.T) {
	seen := 0
	for r := core.NoSuchFunction; r < core.Reasons; r++ {
		e := refuse.By(core.Effect{Reason: r, N: 100}, refuse.Call{ARN: "arn", Name: "f", Qualifier: "1", Version: 1, Count: 5,
			What: "ConcurrentExecutions", Aliases: []string{"live"}})
		if e == nil || e.Status == 500 || e.Message == "" || e.Code == "" {
			t.Errorf("%s: %+v", r, e)
		}
		seen++
	}
	if seen == 0 {
		t.Errorf("looked at %d reasons", seen)
	}
	if e := refuse.By(core.Effect{Reason: core.CallerRateLimitExceeded}, refuse.Call{}); e.Status != 500 {
		t.Errorf("a throttle of the control plane is not built: %+v", e)
	}
}

// TestCasing: the service model's member for each exception.
func TestCasing(t *testing.T) {
	for _, tt := range []struct {
		e       *refuse.Error
		capital bool
		typed   string
	}{
		{refuse.NotFound("x"), true, "User"},
		{refuse.Invalid("x"), false, "User"},
		{refuse.Conflict("x"), false, "User"},
		{refuse.Stale("x"), false, "User"},
		{refuse.NoProvisioned(), false, "User"},
		{refuse.Missing("x"), false, ""},
		{refuse.TooLow(1, "x", 2), false, ""},
		{refuse.TooHigh(1, "x", 2), false, ""},
		{refuse.TooLong("x", "x", 2), false, ""},
		{refuse.Mismatch("x", "x", "y"), false, ""},
		{refuse.Unbuilt("x"), false, "User"},
		{refuse.By(core.Effect{Reason: core.WeightedLatest}, refuse.Call{}), false, ""},
		{refuse.By(core.Effect{Reason: core.UnreservedBelowMinimum}, refuse.Call{}), false, ""},
		{refuse.By(core.Effect{Reason: core.ProvisionedAboveUnreserved}, refuse.Call{}), false, ""},
	} {
		if tt.e.CapitalMessage != tt.capital || tt.e.Type != tt.typed {
			t.Errorf("%v: capital %v, type %q", tt.e, tt.e.CapitalMessage, tt.e.Type)
		}
	}
}

func TestPercentSignsSurvive(t *testing.T) {
	if e := refuse.Invalid("100% of it"); e.Message != "100% of it" {
		t.Errorf("got %q", e.Message)
	}
}
