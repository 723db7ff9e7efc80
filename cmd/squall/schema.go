package main

import (
	"fmt"

	"squall/analyze/conform"
	"squall/analyze/result"
	"squall/analyze/sweep"
	"squall/profiles"

	"github.com/spf13/cobra"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [profile|result|sweep|conform]",
		Short: "print the JSON schema of profiles or of a report",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text := profiles.Schema()
			if len(args) == 1 {
				switch args[0] {
				case "profile":
				case "result":
					text = result.JSONSchema()
				case "sweep":
					text = sweep.JSONSchema()
				case "conform":
					text = conform.JSONSchema()
				default:
					return usage(fmt.Errorf("schema %q: there are profile, result, sweep and conform", args[0]))
				}
			}
			_, err := p.out.Write(text)
			return err
		},
	}
}
