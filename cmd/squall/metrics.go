package main

import (
	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) metricsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "metrics",
		Short: "print the metrics that expectations and stop rules can name",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, width := terminal(p.out)
			var rows [][]string
			for _, m := range profiles.Metrics() {
				name := m.Name
				if m.Prefix {
					name += ".NAME"
				}
				rows = append(rows, []string{name, string(m.Unit), string(m.Kind), m.Doc})
			}
			if err := reports.Table(p.out, width, []string{"metric", "unit", "judged", "what it is"}, rows); err != nil {
				return internal(err)
			}
			return nil
		},
	}
}
