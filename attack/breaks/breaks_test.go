package breaks

import (
	"testing"
	"time"

	"squall/profiles"
)

// Of a load that ended early, faults were there for a shorter time, or never.
func TestCut(t *testing.T) {
	w := &profiles.World{
		Attack: []profiles.Entry{{Phases: []profiles.Phase{{For: time.Minute, From: 1, To: 1}}}},
		Faults: []profiles.Fault{{Kind: "invoke.delay", Function: "f", At: 10 * time.Second, For: 20 * time.Second}, {Kind: "cold.storm", Function: "f", Alias: "live", At: 40 * time.Second}},
	}
	for _, c := range []struct {
		fault     int
		end       time.Duration
		at, lasts time.Duration
		why       string
	}{
		{0, 25 * time.Second, 10 * time.Second, 15 * time.Second, ""},
		{0, 35 * time.Second, 10 * time.Second, 20 * time.Second, ""},
		{0, 5 * time.Second, 0, 0, Early},
		{1, 40 * time.Second, 0, 0, Early},
		{1, time.Minute, 40 * time.Second, 20 * time.Second, ""},
	} {
		m := Planned(w, Block{Arm: 1, Repeat: 2}, c.fault)
		m.Cut(c.end)
		if m.At != c.at || m.For != c.lasts || m.Error != c.why || m.Arm != 1 || m.Repeat != 2 || m.Index != c.fault {
			t.Errorf("fault %d of a load of %v: %+v", c.fault, c.end, m)
		}
	}
	failed := Planned(w, Block{}, 1)
	failed.Fail("refused")
	failed.Cut(0)
	if failed.Target != "f:live" || failed.Error != "refused" || failed.At != 0 {
		t.Errorf("%+v", failed)
	}
}
