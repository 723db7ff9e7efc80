package tally

import "testing"

func TestMostOften(t *testing.T) {
	for want, counts := range map[string]map[string]uint64{"": nil, "b": {"a": 1, "b": 3, "c": 2}, "a": {"b": 2, "a": 2}} {
		if got := MostOften(counts); got != want {
			t.Errorf("%v: %q, want %q", counts, got, want)
		}
	}
}

func TestNameless(t *testing.T) {
	for want, versions := range map[string]map[string]uint64{"": {"v1": 3, "v2": 4}, "2": {"v1": 3, "2": 4}, "1": {"1": 3, "12": 4}} {
		if got := Nameless(versions); got != want {
			t.Errorf("%v: %q, want %q", versions, got, want)
		}
	}
	if got := Nameless(map[string]uint64{"7": 100}); got != "" {
		t.Errorf("one version alone: %q", got)
	}
}
