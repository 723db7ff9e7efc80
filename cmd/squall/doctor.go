package main

import (
	"errors"
	"time"

	"squall/cmd/squall/prove"

	"github.com/spf13/cobra"
)

func (p *program) doctorCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "doctor PROFILE",
		Short: "look at an account before a run, and print the policy it needs",
		Long: `Looks into the account that a profile pins, with your credentials: whether they
may do what a run of the profile does, what concurrency is left, how its
functions and doors are, who has the lock of its state, and what its evidence
will lack. Prints the least IAM policy that the run needs. Changes nothing, and
sends no request to a function.

Exit codes: 0 a run would go well, 2 something stands in its way.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			v, err := settings(c)
			if err != nil {
				return err
			}
			if v.GetString("target") != "aws" {
				return usage(errors.New("a doctor looks at AWS: --target aws; squall validate and squall plan look at a profile"))
			}
			plan, err := load(args[0], set)
			if err != nil {
				return err
			}
			allow := v.GetStringSlice("allow")
			found, words, there := []prove.Finding(nil), allow, []string(nil)
			a, err := prove.Open(c.Context(), prove.Options{Plan: plan, Run: "doctor", Version: buildVersion(), Allow: allow, Now: time.Now(), Tell: p.saying(false)})
			if err != nil {
				found = append(found, prove.Finding{What: "account", Said: err.Error(), Bad: true})
			} else {
				found, words, there = a.Doctor(c.Context()), a.Needs, a.There()
			}
			_, width := terminal(p.out)
			well, err := prove.WriteFindings(p.out, width, found, plan, words, there)
			if err == nil && !well {
				return status{exitUsage, errors.New("something stands in the way of a run")}
			}
			return err
		},
	}
	setFlag(c, &set)
	targetFlags(c)
	return c
}
