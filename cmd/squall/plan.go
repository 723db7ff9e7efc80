package main

import (
	"squall/cmd/squall/preview"

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
			_, width := terminal(p.out)
			return preview.Write(p.out, plan, preview.Options{Width: width, Changes: changes})
		},
	}
	setFlag(c, &set)
	c.Flags().BoolVar(&changes, "changes", false, "also print every change that a step makes")
	return c
}
