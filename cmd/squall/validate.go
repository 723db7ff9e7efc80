package main

import (
	"fmt"

	"squall/analyze/figure"
	"squall/cmd/squall/preview"
	sweeping "squall/cmd/squall/sweep"
	"squall/profiles"
	"squall/profiles/read"
	"squall/profiles/source"

	"github.com/spf13/cobra"
)

func (p *program) validateCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "validate PROFILE...",
		Short: "check profiles, every arm and fault included; runs nothing",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			bad := false
			for _, name := range args {
				plan, err := load(name, set)
				if err == nil && plan.Sweep != nil {
					err = checkSweep(plan, name, set)
				}
				if err != nil {
					bad = true
					fmt.Fprintln(p.diag, err)
					continue
				}
				fmt.Fprintf(p.out, "%s: ok, %s, %s, %s\n", name, figure.Plural(uint64(len(plan.Arms)), "arm"),
					figure.Plural(uint64(len(plan.Entries)), "entry"), figure.Plural(uint64(len(plan.Expect)), "expectation"))
				for _, note := range preview.Notes(plan) {
					fmt.Fprintf(p.diag, "%s: note: %s\n", name, note)
				}
			}
			if bad {
				return status{code: exitUsage}
			}
			return nil
		},
	}
	setFlag(c, &set)
	return c
}

// checkSweep checks every point of the sweep that a profile asks for.
func checkSweep(plan *profiles.Plan, name string, set []string) error {
	data, shown, err := profile(name)
	if err != nil {
		return err
	}
	return sweeping.Check(plan, sweeping.Options{
		Load: func(point string) (*profiles.Plan, error) {
			return read.Profile(shown, data, append(set[:len(set):len(set)], point))
		},
		Locate: func(flag bool, p source.Problem) source.Problem {
			return read.Point(shown, data, plan.Sweep.Address, flag, p)
		},
	})
}

// setFlag adds --set to a command that takes a profile.
func setFlag(c *cobra.Command, set *[]string) {
	c.Flags().StringArrayVar(set, "set", nil, "override one value of the profile: `path=value`, e.g. functions.checkout.reserved=10")
}
