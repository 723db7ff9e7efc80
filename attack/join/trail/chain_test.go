package trail

import (
	"testing"

	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/join"
)

// A hit is completed by both logs, of which the door's names the invoke; it
// waits no longer than it may.
func TestChain(t *testing.T) {
	var got []*hit.Hit
	c := NewChain(10, func(h *hit.Hit) { got = append(got, h) })
	c.Doors[0], c.Logs[0] = true, true
	began := int64(1e18)
	c.Reached(began)
	c.Hit(&hit.Hit{TraceID: "a", Status: 502, Outcome: hit.GatewayError})
	c.Hit(&hit.Hit{TraceID: "b", Status: 200})
	c.Hit(&hit.Hit{TraceID: "c", Status: 200})
	c.Hit(&hit.Hit{TraceID: "d", Status: 200, Entry: 1})
	if c.Held() != 3 || len(got) != 1 {
		t.Fatalf("%d held, %d released", c.Held(), len(got))
	}
	c.Take([]join.Fact{{Root: "a", Reason: "LambdaThrottling"}, {Root: "b", Invoke: "id"}}, []evidence.Attempt{{RequestID: "id", Version: "3"}})
	c.Reached(began + int64(longest) - 1)
	if c.Held() != 1 || len(got) != 3 || got[1].Outcome != hit.Throttled || got[2].Version != "3" || got[2].VersionFrom != hit.Logs {
		t.Fatalf("%d held, released %+v", c.Held(), got)
	}
	c.Reached(began + int64(longest))
	if c.Held() != 0 || len(got) != 4 || got[3].StartFrom != hit.Unknown {
		t.Fatalf("%d held, released %+v", c.Held(), got)
	}
}
