package analyze

import (
	"slices"

	"squall/analyze/judge"
	"squall/analyze/tally"
)

// Overall is what one arm showed over several entries together. A figure that
// cannot be given has no value.
type Overall struct {
	Arm           string   `json:"arm"`
	Requests      uint64   `json:"requests"`
	P99           Estimate `json:"p99_ms"` // of ok hits, from the due time
	ColdRate      Estimate `json:"cold_rate"`
	ThrottleRate  Estimate `json:"throttle_rate"`
	SpilloverRate Estimate `json:"spillover_rate"` // null where nothing is provisioned
	// MonthlyUSD is of the whole arm, 730 hours at the mean rate of its load.
	// It has no interval.
	MonthlyUSD Estimate `json:"monthly_usd"`
}

// Estimate is a figure with its 95 % interval.
type Estimate struct {
	Value *float64    `json:"value"`
	CI    *[2]float64 `json:"ci95"`
}

// overall adds up the entries of an arm that are named, or all when none is.
func (v *view) overall(arm int, entries []string) Overall {
	s := &judge.Scope{Name: v.c.plan.Arms[arm].Name, Cell: &tally.Cell{}, Waits: v.c.plan.Compress}
	spare := false
	for e := range v.c.lanes[arm] {
		l := &v.c.lanes[arm][e]
		if l.Entry == nil || len(entries) > 0 && !slices.Contains(entries, l.Entry.Name) {
			continue
		}
		spare = spare || l.Spare > 0
		s.Cell.Merge(v.merged[arm][e])
	}
	o := Overall{Arm: s.Name, Requests: s.Cell.Sent, MonthlyUSD: Estimate{Value: v.monthly(arm)}}
	for name, to := range map[string]*Estimate{
		"p99": &o.P99, "cold_rate": &o.ColdRate, "throttle_rate": &o.ThrottleRate, "spillover_rate": &o.SpilloverRate,
	} {
		m, _ := judge.Named(name)
		if f := m.Of(s); to != &o.SpilloverRate || spare || s.Cell.Provisioned > 0 {
			*to = Estimate{Value: f.Given(), CI: f.Limits()}
		}
	}
	return o
}
