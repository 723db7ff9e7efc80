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
