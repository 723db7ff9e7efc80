package pool_test

import (
	"testing"

	"pgregory.net/rapid"

	"squall/standin/core"
	"squall/standin/core/pool"
)

// model counts the same by adding up the functions each time.
type model struct {
	limit  int32
	shares []pool.Share
}

// sum adds up what functions of one side hold.
func (m *model) sum(reserved bool) (all pool.Share) {
	for _, s := range m.shares {
		if s.Reserved >= 0 {
			all.Reserved += s.Reserved
		}
		if (s.Reserved >= 0) == reserved {
			all.Provisioned += s.Provisioned
			all.Ready += s.Ready
			all.Busy += s.Busy
		}
	}
	return all
}

// TestAgainstASum: whatever functions reserve, provision and use, in any order,
// the account's counts are the sums over its functions, 100 stay unreserved,
// and nothing is refused that would fit.
func TestAgainstASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &pool.Account{Limit: rapid.Int32Range(100, 1000).Draw(t, "limit")}
		m := &model{limit: a.Limit, shares: make([]pool.Share, 3)}
		for i := range m.shares {
			m.shares[i].Reserved = pool.Unset
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			s := &m.shares[rapid.IntRange(0, 2).Draw(t, "function")]
			step(t, a, m, s)
			own := m.sum(false)
			if a.Reserved != own.Reserved || a.Provisioned != own.Provisioned || a.Ready != own.Ready || a.Busy != own.Busy {
				t.Fatalf("the account is %+v, its functions hold %+v", *a, own)
			}
			if claimed := a.Reserved + a.Provisioned; claimed > 0 && claimed+pool.Least > a.Limit {
				t.Fatalf("%d of %d are claimed", claimed, a.Limit)
			}
			if s.Reserved >= 0 && s.Provisioned > s.Reserved {
				t.Fatalf("%+v provisions more than it reserves", *s)
			}
		}
	})
}

func step(t *rapid.T, a *pool.Account, m *model, s *pool.Share) {
	n := rapid.Int32Range(0, 400).Draw(t, "n")
	switch rapid.IntRange(0, 5).Draw(t, "what") {
	case 0:
		before := *s
		own := m.sum(false)
		free := a.Limit - own.Reserved - own.Provisioned
		if s.Reserved >= 0 {
			free += s.Reserved
		} else {
			free += s.Provisioned
		}
		reason, _ := a.Reserve(s, n)
		fits := n <= max(before.Reserved, 0) || free-n >= pool.Least
		if want := fits && n >= before.Provisioned; (reason == core.NoReason) != want {
			t.Fatalf("reserving %d with %+v of %+v: %s", n, before, *a, reason)
		}
	case 1:
		a.Release(s)
	case 2:
		if reason, _ := a.Fits(s, n); reason == core.NoReason {
			a.Claim(s, n)
		}
	case 3:
		a.Claim(s, -min(n, s.Provisioned-s.Ready))
	case 4:
		a.Usable(s, min(n, s.Provisioned-s.Ready))
	case 5:
		if reason := a.Room(s); reason == core.NoReason {
			a.Occupy(s, 1)
		} else if !reason.Throttles() {
			t.Fatalf("no room: %s", reason)
		}
	}
}
