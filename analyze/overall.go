package analyze

import (
	"slices"

	"squall/analyze/judge"
	"squall/analyze/tally"
)

// Overall is one arm over several entries together.
type Overall struct {
	Scope      judge.Scope
	Spare      bool     // provisioned concurrency was configured or seen
	MonthlyUSD *float64 // of the whole arm at the mean rate of its load; nil without Lambda functions
}

// overall adds up the entries of an arm that are named.
func (v *view) overall(arm int, entries []string) Overall {
	o := Overall{Scope: judge.Scope{Name: v.c.plan.Arms[arm].Name, Cell: &tally.Cell{}, Waits: v.c.plan.Compress}, MonthlyUSD: v.monthly(arm)}
	for e := range v.c.lanes[arm] {
		if l := &v.c.lanes[arm][e]; l.Entry != nil && slices.Contains(entries, l.Entry.Name) {
			o.Spare = o.Spare || l.Spare > 0 || v.merged[arm][e].Provisioned > 0
			o.Scope.Cell.Merge(v.merged[arm][e])
		}
	}
	return o
}
