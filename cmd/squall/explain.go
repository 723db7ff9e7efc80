package main

import (
	"squall/cmd/squall/glossary"

	"github.com/spf13/cobra"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [TERM]",
		Short: "explain a term: its rules, the trap in it, a profile that shows it",
		Long: `Explains a term of Lambda such as spillover, reserved or event-age: what it
means, what is commonly got wrong about it, the built-in profile that shows it,
and its rules with their sources. TERM may also be a rule (squall rules), a
metric (squall metrics) or a reason such as LambdaThrottling. Without one, lists
the terms.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, width := terminal(p.out)
			if len(args) == 0 {
				return glossary.List(p.out, width)
			}
			if err := glossary.Explain(p.out, width, args[0]); err != nil {
				return usage(err)
			}
			return nil
		},
	}
}
