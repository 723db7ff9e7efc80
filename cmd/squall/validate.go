package main

import (
	"fmt"

	"squall/cmd/squall/preview"
	sweeping "squall/cmd/squall/sweep"
	"squall/profiles"
	"squall/reports/figure"

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
					err = sweeping.Check(plan, func(point string) (*profiles.Plan, error) { return load(name, append(set[:len(set):len(set)], point)) })
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

// setFlag adds --set to a command that takes a profile.
func setFlag(c *cobra.Command, set *[]string) {
	c.Flags().StringArrayVar(set, "set", nil, "override one value of the profile: `path=value`, e.g. functions.checkout.reserved=10")
}
