package design

import (
	"fmt"

	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
)

// signs is how many refusals, or hits of a version, an arm must be expected to
// show before seeing none of them is a sign that nothing was varied.
const signs = 30

// check is a plan with what was counted under it, by arm and then entry.
type check struct {
	plan  *profiles.Plan
	lanes [][]Lane
	cells [][]*tally.Cell
}

// Idle finds the arms that vary something and do not show it: a sentence for
// each, because a comparison of equal arms would read as a result.
func Idle(plan *profiles.Plan, cells [][]*tally.Cell) []string {
	if len(plan.Arms) < 2 {
		return nil
	}
	c := check{plan: plan, cells: cells}
	for a := range plan.Arms {
		var lanes []Lane
		for _, name := range plan.Entries {
			lanes = append(lanes, NewLane(&plan.Arms[a].World, name))
		}
		c.lanes = append(c.lanes, lanes)
	}
	var out []string
	for a := range plan.Arms {
		out = append(out, c.environments(a)...)
		for e := range c.lanes[a] {
			if c.lanes[a][e].Fn != nil {
				out = append(out, c.reserved(a, e)...)
				out = append(out, c.weight(a, e)...)
			}
		}
	}
	return out
}

// varies says whether a number of an entry is not the same in all arms.
func (c *check) varies(entry int, number func(arm int, l *Lane) float64) bool {
	first, seen := 0.0, false
	for a := range c.lanes {
		l := &c.lanes[a][entry]
		if l.Fn == nil {
			continue
		}
		n := number(a, l)
		if seen && n != first {
			return true
		}
		first, seen = n, true
	}
	return false
}

func (c *check) fresh(arm int, _ *Lane) float64 {
	if c.plan.Arms[arm].NewEnvironments {
		return 1
	}
	return 0
}

// environments looks at all entries of an arm together whose provisioned
// concurrency or environments vary, since entries share environments.
func (c *check) environments(arm int) []string {
	var with, without tally.Cell
	for e := range c.lanes[arm] {
		l := &c.lanes[arm][e]
		spare := c.varies(e, func(_ int, l *Lane) float64 { return float64(l.Spare) })
		if l.Fn == nil || l.Async() || !spare && !c.varies(e, c.fresh) {
			continue
		}
		if l.Spare > 0 {
			with.Merge(c.cells[arm][e])
		} else {
			without.Merge(c.cells[arm][e])
		}
	}
	a := &c.plan.Arms[arm]
	var out []string
	if n := with.OnDemand + with.Provisioned; n > 0 && with.Provisioned == 0 {
		out = append(out, fmt.Sprintf("arm %s saw 0 provisioned environments in %s requests", a.Name, Thousands(n)))
	}
	if a.NewEnvironments && without.Known > 0 && without.Cold == 0 {
		out = append(out, fmt.Sprintf("arm %s saw 0 cold starts in %s requests", a.Name, Thousands(without.Known)))
	}
	return out
}

func limit(_ int, l *Lane) float64 {
	if l.Fn.Reserved == nil {
		return -1
	}
	return float64(*l.Fn.Reserved)
}

func (c *check) reserved(arm, entry int) []string {
	l, cell, w := &c.lanes[arm][entry], c.cells[arm][entry], &c.plan.Arms[arm].World
	if l.Fn.Reserved == nil || l.Async() || !c.varies(entry, limit) || l.faulted(w, "throttle.") {
		return nil
	}
	where := "arm " + c.plan.Arms[arm].Name + ", entry " + l.Entry.Name
	if ok := cell.Outcomes[hit.OK]; *l.Fn.Reserved == 0 && ok > 0 {
		return []string{fmt.Sprintf("%s: reserved concurrency is 0, and %s of %s requests were served", where, Thousands(ok), Thousands(cell.Sent))}
	}
	refused := cell.Outcomes[hit.Throttled] + cell.Unexplained
	if f, ok := l.Loss(w); ok && refused == 0 && f.Expected*float64(cell.Sent) >= signs {
		return []string{fmt.Sprintf("%s saw 0 refusals in %s requests, where the loss formula expects %.2g %%", where, Thousands(cell.Sent), 100*f.Expected)}
	}
	return nil
}

func weight(_ int, l *Lane) float64 {
	if a := l.alias(); a != nil {
		return a.Weight
	}
	return 0
}

func (c *check) weight(arm, entry int) []string {
	l, cell := &c.lanes[arm][entry], c.cells[arm][entry]
	a := l.alias()
	if a == nil || a.Weight == 0 || !c.varies(entry, weight) {
		return nil
	}
	known := uint64(0)
	for _, n := range cell.Versions {
		known += n
	}
	if a.Weight*float64(known) < signs || cell.Versions[a.Other] > 0 {
		return nil
	}
	return []string{fmt.Sprintf("arm %s, entry %s saw 0 hits of version %s in %s requests, where the alias sends it %.2g %%",
		c.plan.Arms[arm].Name, l.Entry.Name, a.Other, Thousands(known), 100*a.Weight)}
}
