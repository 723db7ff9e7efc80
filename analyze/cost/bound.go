package cost

import (
	"math"

	"squall/analyze/design"
	"squall/profiles"
)

// Of is what a function is configured for during a number of blocks.
func Of(f *profiles.Function, w *profiles.World, blocks int) Usage {
	u := Usage{Memory: f.Memory, Arm: len(f.Versions) > 0 && f.Versions[0].Model.Arch == "arm64"}
	for range blocks {
		for _, p := range f.Provisioned {
			u.Provisioned = append(u.Provisioned, Stretch{Count: p.Count, For: design.Span(w)})
		}
	}
	return u
}

// Bound is what an arm could be charged at most, if every request ran into its
// function's timeout and every asynchronous one used all its retries.
func Bound(p *profiles.Plan, arm int) (usd float64) {
	w := &p.Arms[arm].World
	for i := range w.Functions {
		f := &w.Functions[i]
		u := Of(f, w, p.Repeat)
		for j := range w.Attack {
			l := design.NewLane(w, w.Attack[j].Name)
			if l.Fn != f {
				continue
			}
			n := uint64(math.Ceil(design.Arrivals(l.Entry))) * uint64(p.Repeat)
			if l.Async() {
				n *= uint64(1 + f.Async.Retries)
			}
			u.Requests += n
			u.RunMs += n * uint64(f.Timeout.Milliseconds())
		}
		usd += u.USD(&p.Prices)
	}
	return usd
}
