package analyze

import (
	"fmt"

	"squall/analyze/design"
	"squall/analyze/ledger"
	"squall/analyze/picture"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/attack/hit"
)

// view is a finished collector: blocks merged, events accounted for.
type view struct {
	c        *Collector
	end      Ending
	merged   [][]*tally.Cell // by arm, then entry
	accounts [][]*ledger.Account
	costs    []*Cost
	result   *Result
}

// Finish makes the result. The collector cannot be used after it.
func (c *Collector) Finish(e Ending) *Result { return c.finish(e).result }

// FinishOver makes the result, and what each arm showed over some of its
// entries together. The collector cannot be used after it.
func (c *Collector) FinishOver(e Ending, entries []string) (*Result, []Overall) {
	v := c.finish(e)
	var out []Overall
	for a := range c.plan.Arms {
		out = append(out, v.overall(a, entries))
	}
	return v.result, out
}

func (c *Collector) finish(e Ending) *view {
	v := &view{c: c, end: e}
	v.merge()
	run := c.meta.Run
	run.DurationS = stats.Round(e.Duration.Seconds())
	v.result = &Result{
		Schema: Schema, Run: run, Arms: []ArmResult{}, Why: []string{}, Error: e.Failed,
		Faults: append([]FaultSeen{}, e.Faults...), Changes: append([]ChangeSeen{}, e.Changes...),
		Warnings: append([]string{}, e.Warnings...), Canary: e.Canary,
	}
	for a := range c.plan.Arms {
		v.costs = append(v.costs, v.cost(a))
		v.result.Arms = append(v.result.Arms, v.arm(a))
	}
	v.result.Generator, v.result.Standin = v.generator(), v.standin()
	v.result.Comparisons, v.result.Shifts = v.comparisons(), v.shifts()
	v.result.Expectations = v.expectations()
	v.warn()
	v.decide()
	return v
}

func (v *view) arm(a int) ArmResult {
	r := ArmResult{Name: v.c.plan.Arms[a].Name, Varies: design.Varies(v.c.plan, a), Paths: []PathResult{}, Cost: v.costs[a]}
	for e := range v.c.lanes[a] {
		if v.c.lanes[a][e].Entry != nil {
			r.Paths = append(r.Paths, v.path(a, e))
		}
	}
	r.Timeline, r.Heat = picture.Over(v.c.lines[a], v.repeats(a)), picture.HeatOf(v.c.lines[a])
	return r
}

// merge counts the attempts of asynchronous events, gives versions their names
// in the profile, and adds up the repeats.
func (v *view) merge() {
	names := map[VersionName]string{}
	for _, n := range v.end.Versions {
		key := n
		key.Name = ""
		names[key] = n.Name
	}
	for a := range v.c.lanes {
		for r, book := range v.c.books[a] {
			book.Attempts(func(t ledger.Attempt) { v.c.lanes[a][t.Entry].cells[r].Seen(&t) })
		}
		cells, accounts := make([]*tally.Cell, len(v.c.lanes[a])), make([]*ledger.Account, len(v.c.lanes[a]))
		for e := range v.c.lanes[a] {
			l := &v.c.lanes[a][e]
			cells[e] = &tally.Cell{}
			for r, cell := range l.cells {
				cell.Settle()
				if l.Fn != nil {
					cell.Versions = renamed(cell.Versions, names, VersionName{Arm: a, Repeat: r, Function: l.Fn.Name})
				}
				cells[e].Merge(cell)
			}
			if l.Async() {
				accounts[e] = v.account(a, e, l)
			}
		}
		v.merged, v.accounts = append(v.merged, cells), append(v.accounts, accounts)
	}
}

func (v *view) account(arm, entry int, l *lane) *ledger.Account {
	sum := &ledger.Account{Attempts: map[int]uint64{}}
	for _, book := range v.c.books[arm] {
		one := book.Account(uint16(entry), v.rules(arm, l))
		sum.Merge(&one)
	}
	return sum
}

func renamed(versions map[string]uint64, names map[VersionName]string, key VersionName) map[string]uint64 {
	out := make(map[string]uint64, len(versions))
	for number, n := range versions {
		key.Number = number
		if name := names[key]; name != "" {
			number = name
		}
		out[number] += n
	}
	return out
}

// warn notes what a reader should know before he trusts a figure.
func (v *view) warn() {
	w := &v.result.Warnings
	add := func(format string, args ...any) { *w = append(*w, fmt.Sprintf(format, args...)) }
	for _, name := range v.end.NoDoorLog {
		add("entry %s: its door's access log could not be read, so gateway errors stay unexplained", name)
	}
	for a := range v.c.lanes {
		for e := range v.c.lanes[a] {
			if v.c.lanes[a][e].Entry != nil {
				v.warnPath(a, e, add)
			}
		}
		for r, b := range v.c.books[a] {
			if n := b.Orphans(); n > 0 {
				add("arm %s, repeat %d: %s asynchronous events were seen at work that this run did not see accepted", v.c.plan.Arms[a].Name, r+1, design.Thousands(n))
			}
		}
	}
	if v.c.strays > 0 {
		add("%s records named an arm, entry or repeat that the profile does not have; they are in no figure", design.Thousands(v.c.strays))
	}
	if v.c.nameless > 0 {
		add("%s accepted events came without a request id and cannot be followed", design.Thousands(v.c.nameless))
	}
}

func (v *view) warnPath(arm, entry int, add func(string, ...any)) {
	c, p := v.merged[arm][entry], v.result.Arms[arm].Path(v.c.plan.Entries[entry])
	where := "arm " + v.c.plan.Arms[arm].Name + ", entry " + p.Entry
	if n := c.Clamped(); n > 0 {
		add("%s: %s times lay outside 0 to 1000 s and are kept at the limit", where, design.Thousands(n))
	}
	if c.Unexplained > 0 {
		add("%s: %s gateway errors are unexplained; each may be a refusal", where, design.Thousands(c.Unexplained))
	}
	if n := p.Outcomes[hit.TransportError.String()]; n > 0 && 2*n >= c.Sent {
		add("%s: %s of %s requests failed on their way: %s", where, design.Thousands(n), design.Thousands(c.Sent), tally.MostOften(p.Reasons))
	}
	if n, most := p.Outcomes[hit.GatewayError.String()], tally.MostOften(p.Reasons); 2*n >= c.Sent && most != "" && len(v.c.plan.Arms[arm].World.Faults) == 0 {
		add("%s: %s of %s requests ended with an error of the door: %s", where, design.Thousands(n), design.Thousands(c.Sent), most)
	}
	if n := p.Outcomes[hit.Timeout.String()]; n > 0 && 2*n >= c.Sent {
		add("%s: %s of %s requests had no answer in time: %s", where, design.Thousands(n), design.Thousands(c.Sent), tally.MostOften(p.Reasons))
	}
	if n := tally.Nameless(p.Versions); n != "" && v.c.plan.Canary == nil && len(v.c.plan.Arms[arm].World.Faults) == 0 {
		add("%s: version %s, which the profile does not name, answered too: somebody moved the alias during the run, or it has weights", where, n)
	}
	if e := v.c.lanes[arm][entry].Entry; e != nil && e.Closed() {
		add("%s: rate: max is a closed loop, which slows down with what it measures: read its rate and its refusals, not its times", where)
	}
	if v.end.Aborted == "" && v.end.Failed == "" && p.Scheduled != c.Sent+c.Unsent {
		add("%s: %s of %s scheduled hits were neither sent nor counted as unsent", where, design.Thousands(p.Scheduled-c.Sent-c.Unsent), design.Thousands(p.Scheduled))
	}
	if ci := p.Cold.RateCI; onBoundary(c, "p99") {
		add("%s: p99 sits on the cold-start boundary (cold share %.2g %% to %.2g %%); read warm and cold times apart", where, 100*ci[0], 100*ci[1])
	}
}
