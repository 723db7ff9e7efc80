package analyze

import (
	"squall/analyze/retried"
	"squall/analyze/tally"
)

// Doubts says why the result would be INVALID if the run ended so: what a
// release asks before it promotes. The collector goes on as if nobody had asked.
func (c *Collector) Doubts(e Ending) []string {
	v := &view{c: c, end: e, result: &Result{}}
	for a := range c.lanes {
		arm, cells := ArmResult{Name: c.plan.Arms[a].Name}, make([]*tally.Cell, len(c.lanes[a]))
		for i := range c.lanes[a] {
			l, sum := &c.lanes[a][i], new(tally.Cell)
			for _, cell := range l.cells {
				sum.Merge(cell)
			}
			cells[i] = sum
			if l.Entry != nil && !l.Async() { // nobody waits for the others
				arm.Paths = append(arm.Paths, PathResult{Entry: l.Entry.Name, Latency: quantiles(&sum.Latency), Service: quantiles(&sum.Service), Retries: retried.Of(sum, l.Entry)})
			}
		}
		v.merged, v.result.Arms = append(v.merged, cells), append(v.result.Arms, arm)
	}
	v.result.Generator, v.result.Standin = v.generator(), v.standin()
	_, why := v.invalid()
	return why
}
