package retry

import (
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/traffic"
)

func key(n uint64) uint64 { return 1000 + n }

var standard = profiles.Retry{Attempts: 3, Base: time.Second, Max: 20 * time.Second, On: traffic.RetryOn}

func TestWhatIsTriedAgain(t *testing.T) {
	all := standard
	all.On |= traffic.OnFunctionError
	for _, c := range []struct {
		h        hit.Hit
		standard bool
		all      bool
	}{
		{hit.Hit{Status: 200}, false, false},
		{hit.Hit{Status: 202}, false, false},
		{hit.Hit{Status: 404, Outcome: hit.CheckFailed}, false, false},
		{hit.Hit{Status: 429, Outcome: hit.Throttled}, true, true},
		{hit.Hit{Status: 502, Outcome: hit.Throttled, ReasonFrom: hit.DoorLog}, true, true}, // the client saw a 502
		{hit.Hit{Status: 503, Outcome: hit.GatewayError}, true, true},
		{hit.Hit{Outcome: hit.TransportError}, true, true},
		{hit.Hit{Outcome: hit.Timeout}, true, true},
		{hit.Hit{Status: 200, Outcome: hit.FunctionError}, false, true},
	} {
		c.h.Attempt = 1
		if _, again := New(&standard, 1, key).After(&c.h); again != c.standard {
			t.Errorf("%+v: tried again by default: %v", c.h, again)
		}
		if _, again := New(&all, 1, key).After(&c.h); again != c.all {
			t.Errorf("%+v: tried again after everything: %v", c.h, again)
		}
		if _, again := New(nil, 1, key).After(&c.h); again {
			t.Errorf("%+v: tried again by a client that never does", c.h)
		}
	}
	if got := Trouble(&hit.Hit{Status: 502, Outcome: hit.Throttled}); got != traffic.OnError {
		t.Errorf("a 502 is %d to its client", got)
	}
}

func TestAttemptsAndWaits(t *testing.T) {
	p := New(&profiles.Retry{Attempts: 7, Base: time.Second, Max: 10 * time.Second, On: traffic.OnError}, 1, key)
	want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second}
	for i := range 7 {
		wait, again := p.After(&hit.Hit{Status: 500, Attempt: uint8(i + 1)})
		if again != (i < 6) || again && wait != want[i] {
			t.Errorf("after attempt %d: %v %v", i+1, wait, again)
		}
	}
	if wait, again := New(&profiles.Retry{Attempts: 2, On: traffic.OnError}, 1, key).After(&hit.Hit{Status: 500, Attempt: 1}); wait != 0 || !again {
		t.Errorf("without a backoff: %v %v", wait, again)
	}
}

// Full jitter spreads waits evenly from nothing to their length, differently for
// each request and attempt, and the same for the same.
func TestJitter(t *testing.T) {
	want := standard
	want.Jitter = true
	p := New(&want, 1, key)
	sum, same := time.Duration(0), 0
	const n = 4000
	for i := range uint64(n) {
		h := &hit.Hit{N: i, Status: 500, Attempt: 2}
		a, _ := p.After(h)
		b, _ := New(&want, 1, key).After(h)
		c, _ := New(&want, 2, key).After(h)
		if a != b || a < 0 || a > 2*time.Second || a%time.Microsecond != 0 {
			t.Fatalf("request %d waits %v and %v", i, a, b)
		}
		if a == c {
			same++
		}
		sum += a
	}
	if mean := sum / n; mean < 970*time.Millisecond || mean > 1030*time.Millisecond || same > 2 {
		t.Errorf("mean %v, %d the same with another seed", mean, same)
	}
}

func TestEachAttemptHasItsOwnDraws(t *testing.T) {
	if Key(7, 0) != 7 || Key(7, 1) != 7 {
		t.Error("the first attempt does not have its request's key")
	}
	seen := map[uint64]bool{}
	for k := range uint64(50) {
		for a := range uint8(20) {
			seen[Key(k, a+1)] = true
		}
	}
	if len(seen) != 1000 {
		t.Errorf("%d keys of 1000 attempts", len(seen))
	}
}
