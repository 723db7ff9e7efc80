// Package preview prints a plan before it is run: the steps in time, the load
// of each arm, a bound of the cost, and the sample each expectation needs.
//
// It runs nothing, and it has no say in what a plan does.
package preview

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"squall/analyze/cost"
	"squall/analyze/figure"
	"squall/profiles"
	"squall/reports"
)

// Options say how much is printed, and on how many columns.
type Options struct {
	Width   int     // 0 means 80
	Changes bool    // every change that a step makes, too
	Detect  float64 // a change whose samples are printed; 0: none
}

// Write prints a plan.
func Write(w io.Writer, plan *profiles.Plan, o Options) error {
	p := &printer{w: w, width: o.Width, plan: plan}
	steps := plan.Timeline()
	last := steps[len(steps)-1]
	p.line("%s: %s x %s, about %s, seed %d, waits %gx", plan.Name, figure.Plural(uint64(len(plan.Arms)), "arm"),
		figure.Plural(uint64(plan.Repeat), "repeat"), (last.At + last.For).Round(time.Second), plan.Seed, plan.Compress)
	p.text(plan.Description)
	if len(plan.Varied) > 0 {
		p.text("The arms differ in " + strings.Join(plan.Varied, ", ") + ".")
	}
	if a := plan.Sweep; a != nil {
		p.text(fmt.Sprintf("squall simulate runs it %d times, with %s = %s; below is one run as it stands.", len(a.Values), a.Address, a.Text))
	}
	p.line("")
	p.steps(steps, o.Changes)
	p.load()
	p.cost()
	p.expected()
	p.detect(o.Detect)
	if said := Release(plan, true); said != "" {
		p.line("")
		p.text("Release: " + said)
	}
	for _, note := range Notes(plan) {
		p.text("Note: " + note + ".")
	}
	return p.err
}

// printer keeps the first error of many prints.
type printer struct {
	w     io.Writer
	width int
	plan  *profiles.Plan
	err   error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) table(header []string, rows [][]string) {
	if p.err == nil {
		p.err = reports.Table(p.w, p.width, header, rows)
	}
}

// text is one paragraph of any length.
func (p *printer) text(sentence string) {
	if sentence != "" {
		p.table([]string{sentence}, nil)
	}
}

func (p *printer) steps(steps []profiles.Step, changes bool) {
	var rows [][]string
	for _, s := range steps {
		length := ""
		if s.For > 0 {
			length = rounded(s.For)
		}
		rows = append(rows, []string{fmt.Sprintf("%8s", rounded(s.At)), string(s.Kind), fmt.Sprintf("%8s", length), s.Text})
		if !changes {
			continue
		}
		for _, c := range s.Changes {
			rows = append(rows, []string{"", "", "", "- " + c.String()})
		}
	}
	p.table([]string{fmt.Sprintf("%8s", "at"), "step", fmt.Sprintf("%8s", "for"), "what"}, rows)
}

// rounded leaves out what an estimate does not know.
func rounded(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Millisecond).String()
}

// load lists the entries once where all arms have the same, else for each arm.
func (p *printer) load() {
	arms := p.plan.Arms
	first := rows(&arms[0].World)
	same := !slices.ContainsFunc(arms[1:], func(a profiles.Arm) bool {
		return !slices.EqualFunc(first, rows(&a.World), slices.Equal[[]string])
	})
	for i := range arms {
		w, who := &arms[i].World, "arm "+arms[i].Name
		if same {
			who = "each arm"
		}
		and := ""
		if w.Closed() {
			and = " and those of rate: max"
		}
		p.line("\n%s, in each repeat: about %s requests%s in %s", who, count(hits(w, "")), and, w.LoadTime().Round(time.Millisecond))
		p.table([]string{"entry", "path", "requests", "to"}, rows(w))
		if same {
			return
		}
	}
}

func rows(w *profiles.World) [][]string {
	var out [][]string
	for _, e := range w.Attack {
		n := count(e.Hits())
		if e.Closed() {
			n = "max"
		}
		out = append(out, []string{e.Name, string(e.Path), fmt.Sprintf("%8s", n), to(e)})
	}
	return out
}

func to(e profiles.Entry) string {
	switch {
	case e.URL != "":
		return e.URL
	case e.Alias == "":
		return e.Function
	}
	return e.Function + ":" + e.Alias
}

// hits counts what an entry of a world sends, or all of them for "".
func hits(w *profiles.World, entry string) float64 {
	var n float64
	for _, e := range w.Attack {
		if entry == "" || e.Name == entry {
			n += e.Hits()
		}
	}
	return n
}

func count(n float64) string { return figure.Count(uint64(math.Round(n))) }

func (p *printer) cost() {
	var parts []string
	for i, arm := range p.plan.Arms {
		if arm.World.Closed() {
			p.text("\nwhat it costs on Lambda cannot be told ahead: with rate: max nobody knows the requests")
			return
		}
		parts = append(parts, fmt.Sprintf("%s $%.4f", arm.Name, cost.Bound(p.plan, i)))
	}
	p.line("")
	whose := ", at list prices"
	if p.plan.Prices.Own {
		whose = ", at the profile's own prices"
	}
	p.text("on Lambda at most " + strings.Join(parts, ", ") + whose)
}
