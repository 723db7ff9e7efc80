package recommend

import (
	"fmt"
	"io"
	"strings"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/reports"
)

// Write prints what was found, in columns at most width wide.
func (a *Advice) Write(w io.Writer, width int) error {
	p := printer{w: w, width: width}
	who := a.Function
	if a.Qualifier != "" {
		who += ":" + a.Qualifier
	}
	if a.Arm != "" {
		who += " in arm " + a.Arm
	}
	p.text(fmt.Sprintf("squall %s: the smallest concurrency of %s with which its expectations hold; %s in virtual time, %d seeds each, "+
		"DEFAULT model, not your code", a.Profile, who, figure.Plural(uint64(a.Runs), "run"), Seeds))
	if a.Holds() {
		p.found(a)
	} else {
		p.noWay(a)
	}
	for _, expr := range a.LeftOut {
		p.text("left out, since it is not of this arm alone: " + expr)
	}
	return p.err
}

type printer struct {
	w     io.Writer
	width int
	err   error
}

// text is one paragraph.
func (p *printer) text(s string) {
	if p.err == nil {
		p.err = reports.Table(p.w, p.width, []string{s}, nil)
	}
}

func (p *printer) table(rows [][]string) {
	if p.err == nil {
		p.err = reports.Table(p.w, p.width, []string{"with", "verdict", "expectation, and the hardest of the seeds"}, rows)
	}
}

// priced names a setting with what a month of it costs.
func (t *Try) priced() string {
	usd := t.Monthly()
	if t.Refused != "" {
		return t.String() + ", which AWS would refuse"
	}
	return t.String() + ", " + figure.Dollars(&usd) + " a month"
}

func (p *printer) found(a *Advice) {
	meets := "does not meet them"
	if a.Written.Meets() {
		meets = "meets them too"
	}
	p.text("RECOMMENDED " + a.Found.priced())
	p.text("as written: " + a.Written.priced() + ", " + meets)
	rows := rowsOf("recommended", a.Found, false)
	for _, t := range a.Fewer {
		what := "reserved " + fmt.Sprint(t.Reserved)
		if t.Provisioned != a.Found.Provisioned {
			what = "provisioned " + fmt.Sprint(t.Provisioned)
		}
		rows = append(rows, rowsOf(what, t, true)...)
	}
	p.table(rows)
	switch {
	case a.Unbounded:
		p.text("No expectation limits refusals, so any reserved concurrency would do: write one such as throttle_rate < 0.1%.")
	case a.Found.Reserved == none:
		p.text("No reserved concurrency keeps the expectations; without it they hold.")
	default:
		text := "without it the expectations hold as well"
		if !a.Free {
			text = "without it more would have to be provisioned, since what it refuses would spill over"
		}
		p.text(fmt.Sprintf("Reserved concurrency costs nothing. It is a limit too, and takes %d from all other functions; %s.", a.Found.Reserved, text))
	}
	p.quota(a)
	p.qualifier(a)
	p.text("A month is 730 h at the mean rate of the load (squall prices).")
}

func (p *printer) quota(a *Advice) {
	if a.Quota <= a.Limit {
		p.text(fmt.Sprintf("quota: the account's concurrency of %s is enough", figure.Count(uint64(a.Limit))))
		return
	}
	p.text(fmt.Sprintf("QUOTA: raise the account's concurrency from %s to %s; 100 of it always stay unreserved",
		figure.Count(uint64(a.Limit)), figure.Count(uint64(a.Quota))))
}

func (p *printer) qualifier(a *Advice) {
	if a.Qualifier == "" {
		p.text("No entry goes to a version or an alias without weights, so nothing can be provisioned.")
	}
}

// noWay says what stands in the way with the most that was tried.
func (p *printer) noWay(a *Advice) {
	best := a.most()
	if best.Refused != "" {
		p.text("NO RECOMMENDATION: " + best.Refused)
		return
	}
	why := "NO RECOMMENDATION: neither provisioned nor reserved concurrency can meet the expectations"
	if a.Undecided() {
		why = "NO RECOMMENDATION: too few requests to tell; a larger sample may (--set repeat=10)"
	}
	p.text(why)
	p.text("as written: " + a.Written.priced())
	p.table(rowsOf(best.String(), best, true))
	p.qualifier(a)
}

// Holds says that there is a recommendation.
func (a *Advice) Holds() bool { return a.Found != nil && a.Found.Meets() }

// most is what comes nearest where there is none.
func (a *Advice) most() *Try {
	if a.Best != nil {
		return a.Best
	}
	return a.Found
}

// Undecided says that nothing failed for certain.
func (a *Advice) Undecided() bool {
	best := a.most()
	for _, r := range best.Results {
		if r.Verdict != analyze.Inconclusive && r.Verdict != analyze.Pass {
			return false
		}
	}
	return len(best.Results) > 0
}

// rowsOf lists what a try showed; open leaves out what holds.
func rowsOf(name string, t *Try, open bool) [][]string {
	if t.Refused != "" {
		return [][]string{{name, "refused", t.Refused}}
	}
	if len(t.Results) == 0 {
		return nil
	}
	var rows [][]string
	for i := range t.Results[0].Expectations {
		x := t.Worst(i)
		if open && x.Verdict == analyze.Pass {
			continue
		}
		write := figure.Observed(x.Expr)
		text := strings.TrimSpace(x.Expr + ": " + write(x.Observed) + " " + figure.Interval(x.CI, write))
		if x.NeedRepeats != nil {
			text += fmt.Sprintf(", needs about %d repeats", *x.NeedRepeats)
		}
		if x.NeedN != nil {
			text += ", needs n=" + figure.Count(*x.NeedN)
		}
		rows = append(rows, []string{name, string(x.Verdict), text})
		name = ""
	}
	if len(rows) == 0 {
		r := t.Results[0]
		rows = append(rows, []string{name, string(r.Verdict), strings.Join(r.Why, "; ")})
	}
	return rows
}
