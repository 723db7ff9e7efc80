package main

import (
	"fmt"
	"io"
	"math"
	"time"

	"squall/analyze"
	"squall/profiles"

	"github.com/spf13/cobra"
)

func (p *program) planCommand() *cobra.Command {
	var set []string
	var changes bool
	c := &cobra.Command{
		Use:   "plan [PROFILE]",
		Short: "print what a run would do, step by step; runs nothing",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := defaultProfile
			if len(args) == 1 {
				name = args[0]
			}
			plan, err := load(name, set)
			if err != nil {
				return err
			}
			return writePlan(p.out, plan, changes)
		},
	}
	setFlag(c, &set)
	c.Flags().BoolVar(&changes, "changes", false, "also print every change that a step makes")
	return c
}

// writePlan prints the timeline, the load and what is expected.
func writePlan(w io.Writer, plan *profiles.Plan, changes bool) error {
	e := &errWriter{w: w}
	e.printf("%s: %d %s x %d %s, seed %d, waits %gx\n\n", plan.Name, len(plan.Arms), plural(len(plan.Arms), "arm"),
		plan.Repeat, plural(plan.Repeat, "repeat"), plan.Seed, plan.Compress)
	e.printf("%9s  %-9s  %8s  %s\n", "at", "step", "for", "what")
	for _, step := range plan.Timeline() {
		e.printf("%s\n", step)
		if changes {
			for _, change := range step.Changes {
				e.printf("%33s%s\n", "", change)
			}
		}
	}
	for i := range plan.Arms {
		arm := &plan.Arms[i]
		var hits float64
		for _, entry := range arm.World.Attack {
			hits += entry.Hits()
		}
		e.printf("\narm %s: about %.0f requests a repeat, load %s; at most $%.4f on Lambda\n", arm.Name, hits,
			arm.World.LoadTime().Round(time.Millisecond), analyze.CostBound(plan, i).USD)
		for _, entry := range arm.World.Attack {
			e.printf("  %-16s %-10s %-24s %.0f requests\n", entry.Name, entry.Path, entryTarget(entry), entry.Hits())
		}
	}
	writeExpected(e, plan)
	return e.err
}

// writeExpected prints each expectation with the sample without which it can
// only be INCONCLUSIVE.
func writeExpected(e *errWriter, plan *profiles.Plan) {
	if len(plan.Expect) > 0 {
		e.printf("\nexpected\n")
	}
	for _, x := range plan.Expect {
		need, planned := analyze.LeastN(x), plannedHits(plan, x)
		switch {
		case need <= 1:
			e.printf("  %s\n", x.Expr)
		case planned < float64(need):
			e.printf("  %-44s needs %d hits, TOO FEW: %.0f\n", x.Expr, need, planned)
		default:
			e.printf("  %-44s needs %d hits of %.0f\n", x.Expr, need, planned)
		}
	}
}

// plannedHits is the smallest sample that a plan gives an expectation, over
// the arms it speaks of.
func plannedHits(plan *profiles.Plan, x profiles.Expectation) float64 {
	least := math.Inf(1)
	for i := range plan.Arms {
		arm := &plan.Arms[i]
		if x.Arm != "" && arm.Name != x.Arm && arm.Name != x.Base {
			continue
		}
		var hits float64
		for _, entry := range arm.World.Attack {
			if x.Entry == "" || entry.Name == x.Entry {
				hits += entry.Hits() * float64(plan.Repeat)
			}
		}
		least = min(least, hits)
	}
	return least
}

func entryTarget(e profiles.Entry) string {
	if e.URL != "" {
		return e.URL
	}
	if e.Alias == "" {
		return e.Function
	}
	return e.Function + ":" + e.Alias
}

// errWriter keeps the first error of many prints.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) printf(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format, args...)
	}
}
