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
		{Arm: "y", Repeat: 1, Kind: "cold.storm", Target: "f:live", Error: "no such alias"},
	}}
	want := []string{"throttle.reserved on f from 10 s for 5 s (2 blocks)", "kms.disable from 1 s for 2 s: refused (y, repeat 2)",
		"cold.storm on f:live was not carried out: no such alias (y, repeat 2)"}
	if diff := cmp.Diff(want, Of(r)); diff != "" {
		t.Error(diff)
	}
}

func TestBandsOfRepeatsAreOne(t *testing.T) {
	r := &analyze.Result{Faults: []analyze.FaultSeen{
		{Arm: "a", Kind: "k", AtS: 3, ForS: 2}, {Arm: "a", Kind: "k", AtS: 3, ForS: 2, Repeat: 1, Undone: true}, {Arm: "b", Kind: "k", AtS: 9, ForS: 2},
		{Arm: "a", Kind: "j", Target: "f", AtS: 1, ForS: 1}, {Arm: "a", Kind: "i", Error: "it was not carried out"},
	}}
	if diff := cmp.Diff([]Band{{"A", 3, 5}, {"B", 1, 2}}, Bands(r, "a")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"A k", "B j on f"}, Marks(r)); diff != "" {
		t.Error(diff)
	}
}
