package main

import (
	"fmt"

	"squall/analyze/sweep"
	"squall/profiles"

	"github.com/spf13/cobra"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [profile|sweep]",
		Short: "print the JSON schema of profiles, for editors, or of sweep.json",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text := profiles.Schema()
			if len(args) == 1 {
				switch args[0] {
				case "profile":
				case "sweep":
					text = sweep.JSONSchema()
				default:
					return usage(fmt.Errorf("schema %q: there are profile and sweep", args[0]))
				}
			}
			_, err := p.out.Write(text)
			return err
		},
	}
}
