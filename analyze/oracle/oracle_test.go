package oracle

import (
	"strings"
	"testing"

	"squall/attack/hit"
)

func ran(sent, done int64, start hit.Start) hit.Hit {
	return hit.Hit{Sent: sent, Done: done, Start: start}
}

func TestColdStarts(t *testing.T) {
	good := []hit.Hit{
		ran(0, 10, hit.Cold),
		ran(5, 15, hit.Cold), // two at once
		ran(15, 20, hit.Warm),
		ran(16, 21, hit.Warm),
		{Sent: 17, Done: 17, Outcome: hit.Throttled},
		ran(120, 130, hit.Warm), // 99 after the last end
		ran(121, 131, hit.Cold), // the other one has been idle for 100
		ran(231, 240, hit.Cold), // both have
	}
	if n, misfits := ColdStarts(good, 100); n != 7 || len(misfits) != 0 {
		t.Errorf("checked %d: %s", n, strings.Join(misfits, "; "))
	}
	for i := range good {
		if good[i].Outcome == hit.Throttled {
			continue
		}
		bad := append([]hit.Hit(nil), good...)
		bad[i].Start = hit.Warm + hit.Cold - bad[i].Start
		if _, misfits := ColdStarts(bad, 100); len(misfits) != 1 {
			t.Errorf("hit %d the other way round: %d misfits", i, len(misfits))
		}
	}
}

// Fleets are told apart by block, function and version; what is provisioned or
// was refused is in none, and what may have run anywhere spoils its function.
func TestFleets(t *testing.T) {
	in := func(version string, entry uint16, h hit.Hit) hit.Hit {
		h.Version, h.Entry, h.InitType = version, entry, hit.OnDemand
		return h
	}
	function := func(h *hit.Hit) string { return []string{"f", "f", "g"}[h.Entry] }
	provisioned := ran(3, 9, hit.Warm)
	provisioned.Version, provisioned.InitType = "1", hit.Provisioned
	good := []hit.Hit{
		in("1", 0, ran(0, 10, hit.Cold)),
		in("2", 1, ran(20, 30, hit.Cold)), // another version
		in("1", 1, ran(40, 50, hit.Warm)),
		in("1", 2, ran(60, 70, hit.Cold)), // another function
		{Sent: 61, Done: 61, Entry: 2, Outcome: hit.Throttled},
		{Sent: 62, Done: 62, Entry: 2, Outcome: hit.GatewayError, Reason: "LambdaThrottling"},
		provisioned,
	}
	if n, misfits := Fleets(good, function, 100); n != 5 || len(misfits) != 0 {
		t.Errorf("checked %d: %s", n, strings.Join(misfits, "; "))
	}
	good[2].Start = hit.Cold
	if _, misfits := Fleets(good, function, 100); len(misfits) != 1 {
		t.Errorf("%d misfits", len(misfits))
	}
	lost := hit.Hit{Sent: 90, Done: 95, Outcome: hit.Timeout} // of f, nobody knows where
	if n, misfits := Fleets(append(good, lost), function, 100); n != 2 || len(misfits) != 0 {
		t.Errorf("checked %d: %s", n, strings.Join(misfits, "; "))
	}
	provisioned.Start = hit.Cold
	if _, misfits := Fleets([]hit.Hit{provisioned}, function, 100); len(misfits) != 1 {
		t.Errorf("%d misfits", len(misfits))
	}
}
