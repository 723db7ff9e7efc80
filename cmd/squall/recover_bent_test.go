package main

import (
	"strings"
	"testing"
	"time"

	"squall/attack/target"
	"squall/profiles"
	"squall/profiles/dist"
)

// bent lays faults of the control plane on a stand-in until the function that
// comes back is called; each strikes a share of the calls.
func bent(t *testing.T, s *served, share float64, kinds ...string) (straight func()) {
	t.Helper()
	on := target.New(target.Options{Endpoint: s.Endpoint(), Account: "111122223333", Region: "us-east-1"})
	var undo []profiles.Change
	for _, kind := range kinds {
		late, err := dist.Constant(300 * time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		c := profiles.Change{Kind: profiles.PutFault, Lease: kind, Lasts: time.Hour, Fault: &profiles.Fault{Kind: kind, Share: share, Delay: late, Waits: "300ms"}}
		if err := on.Make(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		undo = append(undo, c.Ended()...)
	}
	return func() {
		for _, c := range undo {
			if err := on.Make(t.Context(), c); err != nil {
				t.Error(err)
			}
		}
	}
}

// Recovering asks again while the control plane refuses for its rate, because of
// other changes, or shows what was there before: everything comes back, and a
// second recovery finds nothing.
func TestRecoverWhileTheControlPlaneIsBent(t *testing.T) {
	t.Parallel()
	s := serveStandin(t, ownProfile)
	before := s.state(t)
	_, all := killedAt(t, s, 0, false)
	for _, c := range []struct {
		at    int
		share float64
		kinds []string
	}{
		{all / 2, 1, []string{"ctl.stale"}},
		{all * 3 / 4, .1, []string{"ctl.throttle", "ctl.conflict", "ctl.stale"}},
	} {
		dir, _ := killedAt(t, s, c.at, true)
		redirect(t, dir, s.Endpoint())
		straight := bent(t, s, c.share, c.kinds...)
		code, said := recovered(t, dir)
		straight()
		if code != 0 {
			t.Errorf("%v at %d of %d: exit code %d\n%s", c.kinds, c.at, all, code, said)
		}
		unchanged(t, s, before)
		if code, said := recovered(t, dir); code != 0 || strings.Contains(said, "taken back") {
			t.Errorf("%v at %d of %d, again: exit code %d\n%s", c.kinds, c.at, all, code, said)
		}
	}
}
