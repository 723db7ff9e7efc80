package attack

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"squall/attack/pace"
	"squall/profiles"
)

// What the plan says of the number of requests, and of the highest rate, is
// what the schedule gives, whatever the arrivals.
func TestPlansKnowTheirHits(t *testing.T) {
	kinds := []profiles.Arrival{profiles.ArrivalUniform, profiles.ArrivalPoisson, profiles.ArrivalOnOff, profiles.ArrivalSine, profiles.ArrivalMinute}
	rapid.Check(t, func(t *rapid.T) {
		time := func(label string) time.Duration {
			return time.Duration(rapid.Int64Range(1, 200_000).Draw(t, label)) * time.Millisecond
		}
		e := profiles.Entry{Name: "e", Warmup: time("warmup")}
		for range rapid.IntRange(1, 4).Draw(t, "phases") {
			rate := rapid.Float64Range(0, 30).Draw(t, "rate")
			p := profiles.Phase{For: time("for"), From: rate, To: rate, Arrival: rapid.SampledFrom(kinds).Draw(t, "kind"),
				On: time("on"), Off: time("off"), Amplitude: rate / 2, Period: 1e9 + time("period"), Shift: time("shift"), Spread: time("spread") / 4}
			if p.Arrival == profiles.ArrivalUniform {
				p.To = rapid.Float64Range(0, 30).Draw(t, "to")
			}
			e.Phases = append(e.Phases, p)
		}
		got, mean := 0.0, e.Hits()+e.WarmupHits()
		s, err := Schedule(1, &e, ^uint64(0))
		if err != nil {
			t.Fatal(err)
		}
		for _, ok := s.Next(); ok; _, ok = s.Next() {
			got++
		}
		if math.Abs(got-mean) > 6*math.Sqrt(mean)+9 {
			t.Fatalf("%v arrivals, the plan expects %v", got, mean)
		}
		phases, _ := s.phases(&e)
		exact := pace.Count(e.Warmup, phases)
		if math.Abs(exact-mean) > 1e-6*mean+1e-6 {
			t.Fatalf("the schedule expects %v, the plan %v", exact, mean)
		}
	})
}
