package main

import (
	"fmt"
	"io"
	"time"

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
		e.printf("\narm %s: about %.0f requests a repeat, load %s\n", arm.Name, hits, arm.World.LoadTime().Round(time.Millisecond))
		for _, entry := range arm.World.Attack {
			e.printf("  %-16s %-10s %-24s %.0f requests\n", entry.Name, entry.Path, entryTarget(entry), entry.Hits())
		}
	}
	if len(plan.Expect) > 0 {
		e.printf("\nexpected\n")
	}
	for _, x := range plan.Expect {
		e.printf("  %s\n", x.Expr)
	}
	return e.err
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
