package analyze

import (
	"math"
	"time"

	"squall/analyze/cost"
	"squall/analyze/design"
	"squall/analyze/stats"
	"squall/profiles"
	"squall/profiles/price"
)

// cost estimates what the load of an arm would be charged.
func (v *view) cost(arm int) *Cost {
	used := v.used(arm)
	if used == nil {
		return nil
	}
	usd := 0.0
	for i := range used {
		usd += used[i].USD(&v.c.plan.Prices)
	}
	return charge(usd, &v.c.plan.Prices, "by the run time that the client saw")
}

// monthly is what an arm would cost in a month at its mean rate; nil without
// Lambda functions.
func (v *view) monthly(arm int) *float64 {
	used := v.used(arm)
	if used == nil {
		return nil
	}
	blocks := max(v.repeats(arm), 1)
	usd := 0.0
	for i := range used {
		// Every block has the function's settings, a month has them once.
		used[i].Provisioned = used[i].Provisioned[:len(used[i].Provisioned)/blocks]
		month := used[i].Monthly(v.c.plan.Arms[arm].World.LoadTime() * time.Duration(blocks))
		usd += month.USD(&v.c.plan.Prices)
	}
	return number(usd)
}

// used is what the load of an arm used of each function; nil when it reached
// none.
func (v *view) used(arm int) []cost.Usage {
	w := &v.c.plan.Arms[arm].World
	var out []cost.Usage
	found := false
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
		out = append(out, u)
	}
	if !found {
		return nil
	}
	return out
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
		usd += u.USD(&p.Prices)
	}
	return *charge(usd, &p.Prices, "at most")
}

// charge is an amount with what it rests on.
func charge(usd float64, l *price.List, how string) *Cost {
	c := &Cost{USD: stats.Round(usd), Dated: l.Dated, Own: l.Own, Note: "on Lambda in us-east-1, " + how + ": " + costMade + " at list prices; " + costLess}
	if l.Own {
		c.Note = "on Lambda, " + how + ": " + costMade + "; " + costLess
	}
	return c
}

// What a charge is made of, and what is not in it.
const (
	costMade = "requests, run time and provisioned concurrency"
	costLess = "no free tier, doors, queues or logs"
)

// usage is what a function is configured for during a number of blocks.
func usage(f *profiles.Function, w *profiles.World, blocks int) cost.Usage {
	u := cost.Usage{Memory: f.Memory, Arm: len(f.Versions) > 0 && f.Versions[0].Model.Arch == "arm64"}
	for range blocks {
		for _, p := range f.Provisioned {
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
