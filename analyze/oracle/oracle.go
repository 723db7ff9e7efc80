// Package oracle re-derives cold starts from hits alone, as a check on whatever
// produced them: it knows nothing of a rule book and reads only when requests
// were sent and answered.
//
// It holds for functions whose environments take one request at a time, are
// reused most recently used first, and end after a fixed idle time alone; all
// requests of a function must be among the hits, and answers must come without
// latency of a door or front end.
package oracle

import (
	"fmt"
	"slices"
	"strings"

	"squall/attack/hit"
)

// Fleets compares the hits of every fleet with the rule of ColdStarts. A fleet
// are the environments of one version in one block, without the provisioned
// ones, of which none is cold; function names what a hit was for. Hits that
// were refused ran nowhere. Where one ran and does not tell in which version,
// nothing can be said of its function, and none of its hits are checked.
func Fleets(hits []hit.Hit, function func(*hit.Hit) string, idle int64) (checked int, misfits []string) {
	type block struct {
		arm, repeat uint16
		function    string
	}
	type fleet struct {
		block
		version string
	}
	var order []fleet
	fleets := map[fleet][]hit.Hit{}
	unknown, provisioned := map[block]bool{}, map[block]bool{}
	for i := range hits {
		if h := &hits[i]; h.InitType == hit.Provisioned {
			provisioned[block{h.Arm, h.Repeat, function(h)}] = true
		}
	}
	for i := range hits {
		h := &hits[i]
		b := block{h.Arm, h.Repeat, function(h)}
		switch {
		case refused(h):
			continue
		case h.Version == "" || h.InitType == hit.InitUnknown && provisioned[b]:
			unknown[b] = true
			continue
		case h.InitType == hit.Provisioned:
			if h.Start == hit.Cold {
				misfits = append(misfits, fmt.Sprintf("hit %d of entry %d is provisioned and cold", h.N, h.Entry))
			}
			checked++
			continue
		}
		k := fleet{b, h.Version}
		if fleets[k] == nil {
			order = append(order, k)
		}
		fleets[k] = append(fleets[k], *h)
	}
	for _, k := range order {
		if !unknown[k.block] {
			n, wrong := ColdStarts(fleets[k], idle)
			checked += n
			misfits = append(misfits, wrong...)
		}
	}
	return checked, misfits
}

// refused says whether a hit ran nowhere; a door says so only in its log.
func refused(h *hit.Hit) bool {
	return h.Outcome == hit.Throttled || h.Version == "" && strings.Contains(h.Reason, "Throttl") || strings.Contains(h.Reason, "LimitExceeded")
}

// ColdStarts compares every hit of one fleet with the rule: with N(t) requests running at t,
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
