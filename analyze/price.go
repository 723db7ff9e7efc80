package analyze

import (
	"squall/analyze/cost"
	"squall/analyze/stats"
)

// cost estimates what the load of an arm would be charged.
func (v *view) cost(arm int) *Cost {
	used := v.used(arm)
	if used == nil {
		return nil
	}
	l := &v.c.plan.Prices
	return &Cost{USD: stats.Round(cost.Sum(used, l)), Dated: l.Dated, Own: l.Own, Note: cost.Note(l)}
}

// monthly is what an arm would cost in a month at its mean rate; nil without
// Lambda functions.
func (v *view) monthly(arm int) *float64 {
	used := v.used(arm)
	if used == nil {
		return nil
	}
	return number(cost.Sum(cost.Months(used, v.c.plan.Arms[arm].World.LoadTime(), v.repeats(arm)), &v.c.plan.Prices))
}

// used is what the load of an arm used of each function; nil when it reached
// none.
func (v *view) used(arm int) []cost.Usage {
	w := &v.c.plan.Arms[arm].World
	var out []cost.Usage
	found := false
	for i := range w.Functions {
		f := &w.Functions[i]
		u := cost.Of(f, w, v.repeats(arm))
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
