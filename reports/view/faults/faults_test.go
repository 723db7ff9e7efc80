package faults

import (
	"testing"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

func TestFaultsOfSeveralBlocksAreOneLine(t *testing.T) {
	r := &analyze.Result{Faults: []analyze.FaultSeen{
		{Arm: "x", Kind: "throttle.reserved", Target: "f", AtS: 10, ForS: 5},
		{Arm: "y", Kind: "throttle.reserved", Target: "f", AtS: 10, ForS: 5},
		{Arm: "y", Repeat: 1, Kind: "kms.disable", AtS: 1, ForS: 2, Error: "refused"},
	}}
	want := []string{"throttle.reserved on f from 10 s for 5 s (2 blocks)", "kms.disable on nothing from 1 s for 2 s: refused (y, repeat 2)"}
	if diff := cmp.Diff(want, Of(r)); diff != "" {
		t.Error(diff)
	}
}
