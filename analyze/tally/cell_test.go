package tally

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"squall/analyze/ledger"
	"squall/attack/hit"
)

func TestCellCounts(t *testing.T) {
	var c Cell
	for _, h := range []hit.Hit{
		{Due: 0, Sent: 1e6, Done: 51e6, Status: 200, Environment: "e1", Start: hit.Cold, InitType: hit.OnDemand, Init: 30e6, StartFrom: hit.Tail, Version: "3", VersionFrom: hit.Wire},
		{Due: 1e9, Sent: 1e9, Done: 1e9 + 10e6, Status: 200, Environment: "e1", Start: hit.Warm, InitType: hit.OnDemand, StartFrom: hit.Probe},
		{Due: 2e9, Sent: 2e9, Done: 2e9 + 12e6, Status: 200, Environment: "p1", Start: hit.Cold, InitType: hit.Provisioned, StartFrom: hit.Probe},
		{Due: 3e9, Sent: 3e9, Done: 3e9 + 1e6, Status: 429, Outcome: hit.Throttled, Reason: "R", ReasonFrom: hit.Wire},
		{Due: 4e9, Sent: 4e9, Done: 4e9 + 1e6, Status: 502, Outcome: hit.GatewayError},
		{Due: 5e9, Sent: 5e9, Done: 5e9 + 1e6, Status: 502, Outcome: hit.FunctionError, Reason: "Unhandled", ReasonFrom: hit.DoorLog, Injected: "x"},
	} {
		c.Add(&h, false)
	}
	c.Settle()
	got := fmt.Sprint("sent ", c.Sent, " outcomes ", c.Outcomes, " ran ", c.Ran, " known ", c.Known, " cold ", c.Cold,
		" types ", c.OnDemand, c.Provisioned, " unexplained ", c.Unexplained, " injected ", c.Injected, " fail ", c.Failures(),
		" ms ", c.ServiceMs, c.SpareMs, " envs ", c.Environments(), " warm ", c.Warm.N(), " init ", c.Init.Max(), " lag ", c.Lag.Max())
	want := "sent 6 outcomes [3 1 1 1 0 0 0] ran 4 known 3 cold 1 types 2 1 unexplained 1 injected 1 fail 2" +
		" ms 73 12 envs 2 warm 2 init 30000 lag 1000"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if diff := cmp.Diff(map[string]uint64{"R": 1, "Unhandled": 1}, c.Reasons); diff != "" {
		t.Error(diff)
	}
}

// The answer to an asynchronous request says nothing of environments; its
// attempts do.
func TestCellAsync(t *testing.T) {
	var c Cell
	c.Add(&hit.Hit{Status: 202, Done: 5e6}, true)
	c.Seen(&ledger.Attempt{Duration: 20_000_001, Version: "2", Environment: "e"})
	if c.Ran != 0 || c.Attempts != 1 || c.ServiceMs != 21 || c.Environments() != 1 || c.Versions["2"] != 1 {
		t.Errorf("%+v", c)
	}
}

func TestCellBoundsReasons(t *testing.T) {
	var a, b Cell
	for i := range 500 {
		h := hit.Hit{Outcome: hit.TransportError, Reason: fmt.Sprintf("dial tcp: port %d", i)}
		a.Add(&h, false)
		b.Add(&h, false)
	}
	a.Merge(&b)
	sum := uint64(0)
	for _, n := range a.Reasons {
		sum += n
	}
	if len(a.Reasons) > maxReasons+1 || sum != 1000 || a.Reasons[OtherReasons] == 0 {
		t.Errorf("%d reasons hold %d hits", len(a.Reasons), sum)
	}
}

func anyHit(t *rapid.T) hit.Hit {
	due := rapid.Int64Range(0, 20e9).Draw(t, "due")
	sent := due + rapid.Int64Range(0, 1e6).Draw(t, "lag")
	return hit.Hit{
		Due: due, Sent: sent, Done: sent + rapid.Int64Range(1e6, 3e9).Draw(t, "service"),
		Outcome:     hit.Outcome(rapid.IntRange(0, int(hit.Outcomes)-1).Draw(t, "outcome")),
		Environment: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "env"),
		Start:       hit.Start(rapid.IntRange(0, 2).Draw(t, "start")),
		InitType:    hit.InitType(rapid.IntRange(0, 2).Draw(t, "type")),
	}
}

// Counting in two cells and merging is counting in one, apart from the strata.
func TestCellMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var one, a, b, sum Cell
		for i := range rapid.IntRange(0, 40).Draw(t, "n") {
			h := anyHit(t)
			one.Add(&h, false)
			if i%2 == 0 {
				a.Add(&h, false)
			} else {
				b.Add(&h, false)
			}
		}
		one.Settle()
		sum.Merge(&a)
		sum.Merge(&b)
		if sum.Sent != one.Sent || sum.Outcomes != one.Outcomes || sum.Environments() != one.Environments() || sum.Sources != one.Sources {
			t.Fatalf("merged %+v, want %+v", sum, one)
		}
		for i, n := range one.counts() {
			if *sum.counts()[i] != *n {
				t.Fatalf("count %d: merged %d, want %d", i, *sum.counts()[i], *n)
			}
		}
		for i, x := range one.times() {
			if y := sum.times()[i]; x.N() != y.N() || x.HDR() != y.HDR() || x.sum != y.sum {
				t.Fatalf("times %d differ", i)
			}
		}
		x, okx := one.Cluster()
		y, oky := sum.Cluster()
		if okx != oky || !cmp.Equal(x, y) {
			t.Fatalf("cluster %v, want %v", y, x)
		}
	})
}

func tell(tl *Timeline, h *hit.Hit, spill bool) {
	var c Cell
	c.Kind(h, false).Along(tl, spill).Add(h.Due, h.Sent, h.Done, h.Init, 0)
}

func TestTimeline(t *testing.T) {
	tl := NewTimeline()
	tell(tl, &hit.Hit{Due: 0, Sent: 5e8, Done: 25e8, InitType: hit.Provisioned, Start: hit.Cold}, true)
	tell(tl, &hit.Hit{Due: 1e9, Sent: 1e9, Done: 1e9 + 1e8, InitType: hit.OnDemand, Start: hit.Cold}, true)
	tell(tl, &hit.Hit{Due: 2e9, Sent: 2e9, Done: 2e9 + 1e8, Outcome: hit.Throttled}, false)
	want := []struct {
		sent, ok, thr, cold, spill uint64
		busy, prov                 int64
	}{{1, 1, 0, 0, 0, 5e8, 5e8}, {1, 1, 0, 1, 1, 11e8, 10e8}, {1, 0, 1, 0, 0, 6e8, 5e8}}
	if len(tl.Rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(tl.Rows), len(want))
	}
	for i, w := range want {
		r := tl.Rows[i]
		if r.Sent != w.sent || r.OK != w.ok || r.Throttled != w.thr || r.Cold != w.cold || r.Spillover != w.spill || r.Busy != w.busy || r.ProvisionedBusy != w.prov {
			t.Errorf("row %d: %+v, want %+v", i, r, w)
		}
	}
}

// Whatever the span, rows stay few and nothing is lost.
func TestTimelineIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := NewTimeline()
		busy := int64(0)
		n := rapid.IntRange(1, 30).Draw(t, "n")
		for range n {
			due := rapid.Int64Range(0, 86_400_000_000_000).Draw(t, "due")
			d := rapid.Int64Range(0, 900_000_000_000).Draw(t, "service")
			busy += d
			tell(tl, &hit.Hit{Due: due, Sent: due, Done: due + d}, false)
		}
		sent, got := uint64(0), int64(0)
		for i := range tl.Rows {
			sent += tl.Rows[i].Sent
			got += tl.Rows[i].Busy
		}
		if len(tl.Rows) > MaxRows || sent != uint64(n) || got != busy {
			t.Fatalf("%d rows hold %d hits and %d ns, want %d and %d", len(tl.Rows), sent, got, n, busy)
		}
	})
}

func BenchmarkCellAdd(b *testing.B) {
	var c Cell
	tl := NewTimeline()
	h := hit.Hit{Sent: 1000, Environment: "e", Start: hit.Warm, InitType: hit.OnDemand, Version: "1"}
	c.Kind(&h, false).Along(tl, false)
	for i := range int64(b.N) {
		h.Due = i * 1e6 % 600e9
		h.Sent = h.Due + i%7*1000
		h.Done = h.Sent + (i*7919)%200_000_000
		c.Add(&h, false)
	}
}
