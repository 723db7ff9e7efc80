package main

import (
	"strconv"
	"strings"

	"squall/reports"
	"squall/standin/core"
	"squall/standin/outcome"

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
			var rows [][]string
			for _, r := range core.Rules() {
				text := r.Says + " [" + r.Source + "]"
				if r.Parameter != "" {
					text += " (" + r.Parameter + ")"
				}
				rows = append(rows, []string{r.Name, string(r.Status), text})
			}
			if err := reports.Table(p.out, width, []string{"rule", "status", "what it says [source] (profile key)"}, rows); err != nil {
				return internal(err)
			}
			return p.doorRules(width)
		},
	}
}

func (p *program) doorRules(width int) error {
	var rows [][]string
	for _, r := range outcome.Rows() {
		text := r.Face.LogReason
		if r.Note != "" {
			text = strings.TrimSpace(text + " (" + r.Note + ")")
		}
		rows = append(rows, []string{r.Door, r.End.String(), strconv.Itoa(r.Face.Status), string(r.Status), strings.TrimSpace(text + " [" + r.Doc + "]")})
	}
	if err := reports.Table(p.out, width, []string{"door", "end of invoke", "status", "rule is", "access log, note [source]"}, rows); err != nil {
		return internal(err)
	}
	return nil
}
