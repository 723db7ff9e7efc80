// Package oracle re-derives cold starts from hits alone, as a check on whatever
// produced them: it knows nothing of a rule book and reads only when requests
// were sent and answered.
//
// It holds for one version of one function whose environments take one request
// at a time, are reused most recently used first, and end after a fixed idle
// time; answers must come without latency of a door or front end.
package oracle

import (
	"fmt"
	"slices"

	"squall/attack/hit"
)

// ColdStarts compares every hit with the rule: with N(t) requests running at t,
// a request is cold if and only if it lifts N above the maximum that was in
// force at any time within the last idle (nanoseconds) before it. Refused hits
// ran nowhere; one that does not say whether it was cold counts as running and
// is not checked. It returns how many hits it checked and what did not fit.
func ColdStarts(hits []hit.Hit, idle int64) (checked int, misfits []string) {
	changes := changesOf(hits)
	var levels []level
	busy := 0
	for _, c := range changes {
		if c.starts && c.hit.Start != hit.StartUnknown {
			high := highest(levels, c.at-idle, busy)
			if cold := busy+1 > high; cold != (c.hit.Start == hit.Cold) {
				misfits = append(misfits, fmt.Sprintf("hit %d of entry %d at %d ns: cold should be %v: %d running, %d at most within the idle time",
					c.hit.N, c.hit.Entry, c.at, cold, busy, high))
			}
			checked++
		}
		levels = append(levels, level{busy, c.at})
		if c.starts {
			busy++
		} else {
			busy--
		}
	}
	return checked, misfits
}

// change is a request that starts or ends.
type change struct {
	at     int64
	starts bool
	hit    *hit.Hit
}

// level is a number of running requests and until when it was in force.
type level struct {
	busy  int
	until int64
}

// changesOf sorts starts and ends by time; what ends at an instant makes room
// for what starts at it.
func changesOf(hits []hit.Hit) []change {
	var out []change
	for i := range hits {
		h := &hits[i]
		if h.Outcome == hit.Throttled {
			continue
		}
		out = append(out, change{h.Sent, true, h}, change{h.Done, false, h})
	}
	slices.SortStableFunc(out, func(a, b change) int {
		switch {
		case a.at != b.at:
			return int(min(max(a.at-b.at, -1), 1))
		case a.starts == b.starts:
			return 0
		case b.starts:
			return -1
		}
		return 1
	})
	return out
}

// highest is the largest level in force after a time, the present one included.
func highest(levels []level, after int64, busy int) int {
	high := busy
	for i := len(levels) - 1; i >= 0 && levels[i].until > after; i-- {
		high = max(high, levels[i].busy)
	}
	return high
}
