package preview

import (
	"fmt"
	"slices"
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
	ratio := func(x profiles.Expectation) bool { return x.Base != "" }
	if plan.Repeat == 2 && slices.ContainsFunc(plan.Expect, ratio) {
		notes = append(notes, "repeat: 2 makes two pairs of arms, which tell little of how repeats differ: the interval of a ratio is that of Student's t, and with repeat: 3 it is a third as wide")
	}
	return append(notes, Hidden(plan)...)
}

// Hidden says which arms change how long a function runs to no effect, since
// its requests run as long as a trace says.
func Hidden(plan *profiles.Plan) []string {
	var notes []string
	first := &plan.Arms[0].World
	for i := range plan.Arms[1:] {
		arm := &plan.Arms[i+1]
		for _, entry := range recorded(&arm.World, first) {
			notes = append(notes, fmt.Sprintf("arm %s changes how long %s runs, and entry %s replays a trace that says it of its requests: these do not change; with durations: drawn in the phase the model decides",
				arm.Name, entry.Function, entry.Name))
		}
	}
	return notes
}

// Swept is Hidden for the points of a sweep.
func Swept(a, b *profiles.Plan) []string {
	var notes []string
	for i := range min(len(a.Arms), len(b.Arms)) {
		for _, entry := range recorded(&a.Arms[i].World, &b.Arms[i].World) {
			note := fmt.Sprintf("the sweep changes how long %s runs, and entry %s replays a trace that says it of its requests: these do not change; with durations: drawn in the phase the model decides",
				entry.Function, entry.Name)
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

// recorded are the entries of a world whose requests run as long as a trace
// says, where another world has a function run for other times.
func recorded(w, other *profiles.World) (out []profiles.Entry) {
	for _, e := range w.Attack {
		timed := slices.ContainsFunc(e.Phases, func(p profiles.Phase) bool {
			return p.Arrival == profiles.ArrivalReplay && p.Trace.Timed && !p.Drawn
		})
		if f, g := w.Function(e.Function), other.Function(e.Function); timed && !e.Sourced() && f != nil && g != nil && !lasting(f, g) {
			out = append(out, e)
		}
	}
	return out
}

// lasting says whether two settings of a function run for the same times.
func lasting(f, g *profiles.Function) bool {
	for i := range f.Versions {
		if v := g.Version(f.Versions[i].Name); v != nil && !v.Model.Duration.Equal(f.Versions[i].Model.Duration) {
			return false
		}
	}
	return true
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
