package preview

import (
	"fmt"
	"time"

	"squall/profiles"
)

// What one machine gets through, roughly: requests that it sends on time on
// the live clock, and those that it works off in a second on the virtual one.
const (
	livePace    = 10_000
	virtualPace = 1_500_000
)

// Notes says what is worth knowing of a plan's load before it is run: that no
// machine sends it live, and how long the virtual clock is busy with it.
func Notes(plan *profiles.Plan) []string {
	var notes []string
	requests, peak := 0.0, 0.0
	for i := range plan.Arms {
		w := &plan.Arms[i].World
		requests += hits(w, "") * float64(plan.Repeat)
		peak = max(peak, peakRate(w))
	}
	if peak > livePace {
		notes = append(notes, fmt.Sprintf("at its peak the load is %s requests a second, and one machine sends about %s on time: a live run would be INVALID, squall simulate has no such limit",
			count(peak), count(livePace)))
	}
	if took := time.Duration(requests / virtualPace * float64(time.Second)); took > time.Minute {
		notes = append(notes, fmt.Sprintf("about %s requests: the virtual clock is busy with them for about %v on one core", count(requests), took.Round(time.Minute)))
	}
	return notes
}

// peakRate is the most requests a second that entries may send together.
func peakRate(w *profiles.World) float64 {
	sum := 0.0
	for _, e := range w.Attack {
		most := 0.0
		for _, p := range e.Phases {
			most = max(most, p.From, p.To)
		}
		sum += most
	}
	return sum
}
