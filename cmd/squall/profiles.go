package main

import (
	"fmt"

	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) profilesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "profiles [NAME]",
		Short: "list the built-in profiles, or print one",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.listProfiles()
			}
			data, ok := profiles.Builtin(args[0])
			if !ok {
				return usage(fmt.Errorf("no built-in profile %q: `squall profiles` lists them", args[0]))
			}
			_, err := p.out.Write(data)
			return err
		},
	}
	return c
}

func (p *program) listProfiles() error {
	_, width := terminal(p.out)
	var rows [][]string
	for _, name := range profiles.Builtins() {
		plan, err := load(name, nil)
		if err != nil {
			return err
		}
		rows = append(rows, []string{name, plan.Description})
	}
	if err := reports.Table(p.out, width, []string{"profile", "what it shows"}, rows); err != nil {
		return internal(err)
	}
	return nil
}
