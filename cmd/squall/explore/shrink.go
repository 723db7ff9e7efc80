package explore

import (
	"math"
	"slices"
	"time"

	"squall/profiles"
)

// most is how many schedules shrinking may try.
const most = 200

// The seeds of plays that tell how surely a schedule breaks the experiment; none
// is one that schedules are drawn by, and what was found is played in new ones.
const (
	otherSeeds  = 1 << 40
	provedSeeds = 1 << 41
)

// rate is in how many of so many other seeds a schedule breaks the experiment. It
// stops counting where less than need are left to be had.
func (s *search) rate(x schedule, from uint64, n, need int) (broken int) {
	for done := 0; done < n && broken+n-done >= need; {
		var list []schedule
		for range min(chunk, n-done) {
			list = append(list, schedule{s.plan.Seed + from + uint64(done), x.faults})
			done++
		}
		for _, r := range s.play(list) {
			if broke(r) {
				broken++
			}
		}
	}
	return broken
}

// chunk is how many plays are counted at once.
const chunk = 4

// shrink makes a schedule smaller as long as it breaks the experiment with its
// own seed, and in as many others as it did at first.
func (s *search) shrink(f *Found, x *suspect) error {
	f.seed, f.drawn, f.Tried, f.why = x.seed, x.faults, x.tried, x.result.Why
	for again := true; again && f.Shrunk < most && s.ctx.Err() == nil; {
		again = false
		smaller := smallerOf(x.schedule)
		f.Shrunk += len(smaller)
		for i, r := range s.play(smaller) {
			if broke(r) && s.rate(smaller[i], otherSeeds, others, x.rate) >= x.rate {
				x.schedule, f.why, again = smaller[i], r.Why, true
				break
			}
		}
	}
	f.schedule = x.faults
	f.rate = s.rate(x.schedule, provedSeeds, proved, 0)
	return s.ctx.Err()
}

// tick is how finely times are shrunk.
const tick = 100 * time.Millisecond

// smallerOf are the next smaller schedules, the smallest first.
func smallerOf(x schedule) (out []schedule) {
	with := func(change func(list []profiles.Fault) []profiles.Fault) {
		out = append(out, schedule{x.seed, change(slices.Clone(x.faults))})
	}
	for i := range x.faults {
		if len(x.faults) > 1 {
			with(func(l []profiles.Fault) []profiles.Fault { return slices.Delete(l, i, i+1) })
		}
	}
	parts := []float64{.5, .8}
	for _, part := range parts {
		for i, f := range x.faults {
			if less := time.Duration(part * float64(f.For)).Round(tick); less > 0 && less < f.For {
				with(func(l []profiles.Fault) []profiles.Fault { l[i].For = less; return l })
			}
		}
	}
	for _, part := range parts { // shorter comes before rarer
		for i, f := range x.faults {
			if less := math.Ceil(100*part*f.Share) / 100; less < f.Share {
				with(func(l []profiles.Fault) []profiles.Fault { l[i].Share = less; return l })
			}
		}
	}
	return out
}
