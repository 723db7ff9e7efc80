package analyze

import (
	"math"

	"squall/analyze/cost"
	"squall/analyze/design"
	"squall/analyze/stats"
	"squall/profiles"
)

// cost estimates what the load of an arm would be charged.
func (v *view) cost(arm int) *Cost {
	w := &v.c.plan.Arms[arm].World
	usd, found := 0.0, false
	for i := range w.Functions {
		f := &w.Functions[i]
		u := usage(f, w, v.repeats(arm))
		for e := range v.c.lanes[arm] {
			if l := &v.c.lanes[arm][e]; l.Fn == f {
				c := v.merged[arm][e]
				u.Requests += c.Ran + c.Attempts
				u.RunMs += c.ServiceMs - c.SpareMs
				u.SpareMs += c.SpareMs
				found = true
			}
		}
		usd += u.USD()
	}
	if !found {
		return nil
	}
	return &Cost{USD: stats.Round(usd), Dated: cost.Dated, Note: "on Lambda in us-east-1, by the run time that the client saw: " + costNote}
}

// CostBound is what an arm could be charged at most, if every request ran into
// its function's timeout and every asynchronous one used all its retries.
func CostBound(p *profiles.Plan, arm int) Cost {
	w := &p.Arms[arm].World
	usd := 0.0
	for i := range w.Functions {
		f := &w.Functions[i]
		u := usage(f, w, p.Repeat)
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
		usd += u.USD()
	}
	return Cost{USD: stats.Round(usd), Dated: cost.Dated, Note: "at most, on Lambda in us-east-1: " + costNote}
}

const costNote = "requests, run time and provisioned concurrency at list prices; no free tier, doors, queues or logs"

// usage is what a function is configured for during a number of blocks.
func usage(f *profiles.Function, w *profiles.World, blocks int) cost.Usage {
	u := cost.Usage{Memory: f.Memory, Arm: len(f.Versions) > 0 && f.Versions[0].Model.Arch == "arm64"}
	for _, p := range f.Provisioned {
		for range blocks {
			u.Provisioned = append(u.Provisioned, cost.Stretch{Count: p.Count, For: design.Span(w)})
		}
	}
	return u
}

// repeats is the number of blocks of an arm in which anything was sent.
func (v *view) repeats(arm int) int {
	n := 0
	for r := range v.c.plan.Repeat {
		for e := range v.c.lanes[arm] {
			if v.c.lanes[arm][e].cells[r].Sent > 0 {
				n++
				break
			}
		}
	}
	return n
}
