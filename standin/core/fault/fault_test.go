package fault

import (
	"testing"

	"squall/standin/core"
)

func request(key uint64) *Asked { return &Asked{Fn: 1, Version: 2, Door: 1, Key: key} }

// A lease ends by itself, at once when it is ended, and later when it is renewed.
func TestLease(t *testing.T) {
	d := Desk{Seed: 1}
	f := Fault{ID: 7, Kind: LogsLoss, Fn: Any, Version: Any, Share: 1, Until: 100}
	d.Put(f)
	for _, c := range []struct {
		now  int64
		want bool
	}{{0, true}, {99, true}, {100, false}, {1000, false}} {
		if d.Unseen(c.now, request(1)) != c.want || d.Idle(c.now) == c.want {
			t.Errorf("at %d: struck %v", c.now, !c.want)
		}
	}
	f.Until = 300
	d.Put(f)
	if !d.Unseen(200, request(1)) {
		t.Error("a renewed lease has ended")
	}
	d.End(7, 201)
	d.End(99, 201) // nobody's
	if d.Unseen(202, request(1)) || !d.Idle(202) {
		t.Error("a lease that was ended strikes")
	}
	if c := d.Counts(202); len(c) != 1 || c[0].Struck != 3 || c[0].Matched != 3 || c[0].Live {
		t.Errorf("%+v", c)
	}
}

// What does not match is neither struck nor counted.
func TestMatch(t *testing.T) {
	for _, c := range []struct {
		f    Fault
		want bool
	}{
		{Fault{Fn: Any, Version: Any}, true},
		{Fault{Fn: 1, Version: 2}, true},
		{Fault{Fn: 2, Version: Any}, false},
		{Fault{Fn: 1, Version: 3}, false},
		{Fault{Fn: Any, Version: Any, Doors: 1 << 1}, true},
		{Fault{Fn: Any, Version: Any, Doors: 1 << 2}, false},
		{Fault{Fn: Any, Version: Any, Doors: Events}, false},
		{Fault{Fn: Any, Version: Any, Mark: 4}, false},
	} {
		d := Desk{}
		c.f.ID, c.f.Kind, c.f.Share, c.f.Until = 1, DoorThrottle, 1, 10
		d.Put(c.f)
		ev := core.Event{Kind: core.Invoke, Fn: 1, Door: 1}
		struck, _ := d.Front(0, &core.Config{}, &ev, nil)
		if c.f.Version != Any { // doors know no version
			struck = d.hit(0, DoorThrottle, request(1)) != nil
		}
		if struck != c.want || (d.Counts(0)[0].Matched > 0) != c.want {
			t.Errorf("%+v: struck %v, %+v", c.f, struck, d.Counts(0))
		}
	}
}

func TestSlowAllocation(t *testing.T) {
	d := Desk{}
	d.Put(Fault{ID: 1, Kind: ProvisionedSlow, Fn: Any, Version: Any, Share: 1, Until: 10})
	if d.Allocation(0, request(1)); d.Counts(0)[0].Struck != 1 {
		t.Error("a round of provisioning is not struck")
	}
}

func TestTexts(t *testing.T) {
	var texts Texts
	mark := func(id uint64, header, equals, payload string) uint64 {
		m, err := texts.Put(&Order{Fault: Fault{ID: id}, Header: header, Equals: equals, Payload: payload, Lasts: 100}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	any, user, both := mark(1, "x-user", "", ""), mark(2, "x-user", "test", ""), mark(3, "x-user", "test", "poison")
	if mark(4, "", "", "") != 0 || mark(2, "x-user", "test", "") != user {
		t.Error("an order without text has a mark, or one that is renewed another")
	}
	for _, c := range []struct {
		user, payload string
		now           int64
		want          uint64
	}{
		{"", "poison", 0, 0}, {"me", "poison", 0, any}, {"test", "", 0, any | user}, {"test", "a poison", 99, any | user | both}, {"test", "poison", 100, 0},
	} {
		header := func(string) string { return c.user }
		if got := texts.Marks(c.now, header, c.payload); got != c.want {
			t.Errorf("%+v: %b", c, got)
		}
	}
	if texts.Live(100) || !texts.Live(99) {
		t.Error("texts outlive their orders")
	}
	for id := range uint64(64) {
		_, err := texts.Put(&Order{Fault: Fault{ID: id + 10}, Payload: "x", Lasts: 100}, 200)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := texts.Put(&Order{Fault: Fault{ID: 99}, Payload: "x", Lasts: 100}, 200); err == nil {
		t.Error("there is no limit to texts")
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for k := None + 1; k < Kinds; k++ {
		if got, ok := Named(k.String()); !ok || got != k || seen[k.String()] {
			t.Errorf("kind %d is called %q", k, k)
		}
		seen[k.String()] = true
	}
	if _, ok := Named("none"); ok {
		t.Error("none is a fault")
	}
}
