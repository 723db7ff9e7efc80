package join

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"squall/attack/hit"
)

func at(root string, status uint16, o hit.Outcome) *hit.Hit {
	return &hit.Hit{TraceID: root, Status: status, Outcome: o}
}

func TestReasons(t *testing.T) {
	for _, tc := range []struct {
		log     string
		outcome hit.Outcome
		reason  string
	}{
		{"LambdaThrottling", hit.Throttled, "LambdaThrottling"},
		{"LambdaUnhandled", hit.FunctionError, "LambdaUnhandled"},
		{"LambdaInvalidResponse", hit.FunctionError, "LambdaInvalidResponse"},
		{"LambdaResourceNotFound", hit.GatewayError, "LambdaResourceNotFound"},
		{"Execution failed due to configuration error: Rate Exceeded.", hit.Throttled, "Rate Exceeded"},
		{"Execution failed due to configuration error: Malformed Lambda proxy response", hit.FunctionError, "Malformed Lambda proxy response"},
		{"Lambda Customer Function Error:Rate Exceeded. by a table", hit.FunctionError, "Lambda Customer Function Error"},
		{"The Lambda function returned the following error: no. Check it.", hit.FunctionError, "The Lambda function returned the following error"},
		{"the function answered 500", hit.FunctionError, "the function answered 500"},
		{"the function answered 429", hit.CheckFailed, "the function answered 429"},
		{"Execution failed due to a timeout error", hit.GatewayError, "Execution failed due to a timeout error"},
		{strings.Repeat("é", 100), hit.GatewayError, strings.Repeat("é", 60)},
	} {
		var got *hit.Hit
		j := New(10, func(h *hit.Hit) { got = h })
		j.Hit(at("r", 502, hit.GatewayError), true)
		if got != nil {
			t.Fatalf("%s: released before its line", tc.log)
		}
		j.Fact(Fact{Root: "r", Reason: tc.log})
		if got == nil || got.Outcome != tc.outcome || got.Reason != tc.reason || got.ReasonFrom != hit.DoorLog {
			t.Errorf("%s: got %+v", tc.log, got)
		}
	}
}

func TestWhatIsHeld(t *testing.T) {
	wired := at("w", 429, hit.Throttled)
	wired.ReasonFrom = hit.Wire
	for _, tc := range []struct {
		name   string
		hit    *hit.Hit
		logged bool
		held   int
	}{
		{"ok", at("a", 200, hit.OK), true, 0},
		{"5xx with a log", at("a", 502, hit.GatewayError), true, 1},
		{"5xx without a log", at("a", 502, hit.GatewayError), false, 0},
		{"429 of a gateway", at("a", 429, hit.Throttled), true, 1},
		{"429 with its reason", wired, true, 0},
		{"no answer", at("a", 0, hit.TransportError), true, 0},
	} {
		released := 0
		j := New(10, func(*hit.Hit) { released++ })
		j.Hit(tc.hit, tc.logged)
		if j.Held() != tc.held || released != 1-tc.held {
			t.Errorf("%s: held %d, released %d", tc.name, j.Held(), released)
		}
		j.Flush()
		if released != 1 {
			t.Errorf("%s: released %d times in all", tc.name, released)
		}
	}
}

func TestLineBeforeHit(t *testing.T) {
	var got []*hit.Hit
	j := New(2, func(h *hit.Hit) { got = append(got, h) })
	for _, root := range []string{"lost", "b", "c"} {
		j.Fact(Fact{Root: root, Reason: "LambdaThrottling"})
	}
	j.Fact(Fact{Root: "d"})
	for _, root := range []string{"lost", "b", "c"} {
		j.Hit(at(root, 502, hit.GatewayError), true)
	}
	if len(got) != 2 || got[0].TraceID != "b" || got[1].Outcome != hit.Throttled || j.Held() != 1 {
		t.Errorf("got %v, held %d", got, j.Held())
	}
}

func TestBoundReleasesTheOldest(t *testing.T) {
	var got []string
	j := New(3, func(h *hit.Hit) { got = append(got, h.TraceID) })
	for i := range 5 {
		j.Hit(at(fmt.Sprint(i), 502, hit.GatewayError), true)
	}
	j.Fact(Fact{Root: "3", Reason: "LambdaThrottling"})
	j.Flush()
	if want := "0 1 3 2 4"; strings.Join(got, " ") != want {
		t.Errorf("released %v, want %s", got, want)
	}
}

// Whatever the order of hits and lines, every hit comes out once, and its
// reason is its own.
func TestEveryHitOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := map[string]int{}
		j := New(rapid.IntRange(1, 100).Draw(t, "limit"), func(h *hit.Hit) {
			seen[h.TraceID]++
			if h.ReasonFrom == hit.DoorLog && h.Reason != "because "+h.TraceID {
				t.Fatalf("hit %s has the reason %q", h.TraceID, h.Reason)
			}
		})
		sent := map[string]bool{}
		for range rapid.IntRange(0, 400).Draw(t, "steps") {
			root := fmt.Sprint(rapid.IntRange(0, 300).Draw(t, "root"))
			if rapid.Bool().Draw(t, "line") {
				j.Fact(Fact{Root: root, Reason: "because " + root})
			} else if !sent[root] {
				sent[root] = true
				j.Hit(at(root, 502, hit.GatewayError), true)
			}
			if len(j.order) > 2*j.limit+64 || len(j.queue) > 2*j.limit+64 {
				t.Fatalf("lists grew to %d and %d", len(j.order), len(j.queue))
			}
		}
		j.Flush()
		if len(seen) != len(sent) {
			t.Fatalf("%d hits in, %d out", len(sent), len(seen))
		}
		for root, n := range seen {
			if n != 1 {
				t.Fatalf("hit %s came out %d times", root, n)
			}
		}
	})
}

// A block may hold a million hits one after the other: what was resolved must
// not pile up behind the few that still wait.
func TestListsStayInProportion(t *testing.T) {
	released := 0
	j := New(1000, func(*hit.Hit) { released++ })
	for i := range 5000 {
		root, early := fmt.Sprint("h", i), fmt.Sprint("f", i)
		j.Hit(at(root, 502, hit.GatewayError), true)
		j.Fact(Fact{Root: early, Reason: "LambdaThrottling"})
		if i%100 != 0 {
			j.Fact(Fact{Root: root, Reason: "LambdaThrottling"})
			j.Hit(at(early, 502, hit.GatewayError), true)
		}
		if len(j.order) > 2*50+64 || len(j.queue) > 2*50+64 {
			t.Fatalf("after %d hits the lists hold %d and %d", i+1, len(j.order), len(j.queue))
		}
	}
	if j.Held() != 50 || released != 4950*2 {
		t.Errorf("%d held, %d released", j.Held(), released)
	}
}
