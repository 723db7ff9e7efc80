package main

import (
	"squall/cmd/squall/rulebook"

	"github.com/spf13/cobra"
)

func (p *program) rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "print the rules of the stand-in with their status and source",
		Long: `Prints every rule the stand-in follows: what it says, how well it is known
(documented by AWS, recorded from or measured on AWS, guessed), and its source.
Then what each door answers to each end of an invoke.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, width := terminal(p.out)
			if err := rulebook.Write(p.out, width); err != nil {
				return internal(err)
			}
			return nil
		},
	}
}
