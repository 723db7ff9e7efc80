package modelled

import (
	"testing"

	"squall/standin/core"
	"squall/standin/core/fault"
)

// What a process answered is spoilt, or left out where the fault answers in its
// place; the process's own bytes stay as they are.
func TestAnswersOfProcesses(t *testing.T) {
	const said = `{"ok":true}`
	for _, c := range []struct {
		effect  core.Effect
		instead bool
		text    string
	}{
		{core.Effect{Outcome: core.Done}, false, said},
		{core.Effect{Outcome: core.Done, Fault: uint8(fault.InvokeDelay)}, false, said},
		{core.Effect{Outcome: core.Errored, Fault: uint8(fault.InvokeDelay)}, false, said}, // its own error, late
		{core.Effect{Outcome: core.Done, Fault: uint8(fault.ResponseTruncate)}, false, said[:len(said)/2]},
		{core.Effect{Outcome: core.Errored, Fault: uint8(fault.ErrorHandled)}, true, said},
		{core.Effect{Outcome: core.Errored, Fault: uint8(fault.OutOfMemory)}, true, said},
		{core.Effect{Outcome: core.Done, Fault: uint8(fault.ResponseStatus)}, true, said},
	} {
		own := []byte(said)
		if got := string(Spoilt(own, &c.effect)); Instead(&c.effect) != c.instead || got != c.text || string(own) != said {
			t.Errorf("%+v: instead %v, %q, of %q", c.effect, Instead(&c.effect), got, own)
		}
	}
	own := []byte(said)
	if got := string(Spoilt(own, &core.Effect{Fault: uint8(fault.ResponseCorrupt)})); got == said || len(got) != len(said) || string(own) != said {
		t.Errorf("corrupted: %q, of %q", got, own)
	}
}
