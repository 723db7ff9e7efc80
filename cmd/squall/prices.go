package main

import (
	"squall/cmd/squall/rulebook"

	"github.com/spf13/cobra"
)

func (p *program) pricesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "prices",
		Short: "print the prices that costs are estimated by, each with its source",
		Long: `Prints the price list of Lambda, in US dollars, and how well each price is
known: listed (in an extract of AWS's list of that date), unconfirmed (in
extracts that could not be checked) or a guess. A profile replaces any of them:

  prices: {dated: 2026-10-05, requests: 0.20}
  squall simulate P --set prices.provisioned_arm64=0.0000033334`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, width := terminal(p.out)
			return rulebook.Prices(p.out, width)
		},
	}
}
