package fault

import (
	"strings"
	"testing"

	"squall/profiles/dist"
	"squall/standin/core"
	"squall/standin/core/chance"
)

// ask asks a desk everything that it is ever asked about a request of a function
// and an event of it.
func ask(d *Desk, now int64, fn int32) {
	a := func() *Asked { return &Asked{Fn: fn, Version: 1, Key: 1} }
	event := a()
	event.Event = true
	for _, kind := range []core.EventKind{core.Invoke, core.InvokeEvent} {
		d.Front(now, &core.Config{}, &core.Event{Kind: kind, Fn: fn}, nil)
	}
	d.Room(now, a(), 5, 5)
	for range 3 {
		d.Start(now, core.NoReason, a())
	}
	d.Spills(now, a(), 1, 1)
	d.Allocation(now, a())
	d.Old(now, a(), now-100)
	d.Queued(now, event)
	d.Again(now, event)
	for _, to := range []core.Delivery{core.ToDeadLetter, core.ToOnSuccess, core.ToOnFailure} {
		d.Deliver(now, event, to)
	}
	d.Unseen(now, event)
	for k := ControlThrottle; k < Kinds; k++ {
		d.Strikes(now, k, a())
	}
	var lost bool
	var by, hold int64
	d.Course(now, a(), &chance.Course{Outcome: core.Done}, true, 10, 10, &lost)
	d.Begins(now, a(), &by, &hold)
}

func struck(d *Desk, now int64) uint64 { return d.Counts(now)[0].Struck }

// Every kind strikes the function that it names while its lease lasts, and
// nothing else, nothing before its time is given and nothing after: whoever
// renews no lease leaves nothing behind.
func TestEveryKindStrikesAndEnds(t *testing.T) {
	for k := None + 1; k < Kinds; k++ {
		if (&Fault{Kind: k, Fn: Any, Version: Any}).Ends(1, 1) {
			continue // it strikes as it begins; TestEveryFaultBites has it
		}
		d := &Desk{Seed: 1}
		f := Fault{ID: 1, Kind: k, Fn: 1, Version: Any, Share: 1, N: 1, Delay: dist.Must(dist.Constant(1)), Until: 100}
		d.Put(f)
		ask(d, 10, 2)
		if n := struck(d, 10); n != 0 && k != ConcAccount {
			t.Errorf("%s strikes another function %d times", k, n)
		}
		ask(d, 10, 1)
		within := struck(d, 10)
		if within == 0 {
			t.Errorf("%s strikes nothing", k)
		}
		ask(d, 100, 1)
		if after := struck(d, 100); after != within || d.Counts(100)[0].Live {
			t.Errorf("%s strikes after its end: %d, then %d", k, within, after)
		}
		f.Until = 300
		d.Put(f)
		d.End(1, 150)
		ask(d, 151, 1)
		if after := struck(d, 151); after != within || !strings.Contains(k.String(), ".") {
			t.Errorf("%s strikes after it was ended: %d, then %d", k, within, after)
		}
	}
}
