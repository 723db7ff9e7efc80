package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"squall/analyze"
	"squall/attack/hit"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) reportCommand() *cobra.Command {
	var hits string
	c := &cobra.Command{
		Use:   "report DIR",
		Short: "print a run's report again, or export its hits",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if hits != "" {
				return p.exportHits(args[0], hits)
			}
			r, err := readResult(args[0])
			if err != nil {
				return usage(err)
			}
			_, width := terminal(p.out)
			if err := reports.Terminal(p.out, r, reports.TerminalOptions{Width: width, Color: colored(c, p.out), Out: args[0]}); err != nil {
				return internal(err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&hits, "hits", "", "export every hit instead: `csv|jsonl`")
	return c
}

func readResult(dir string) (*analyze.Result, error) {
	name := filepath.Join(dir, "result.json")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read result: %w; name a folder that squall run wrote, for example out/latest", err)
	}
	var r analyze.Result
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if r.Schema != analyze.Schema {
		return nil, fmt.Errorf("read %s: its schema is %q, this squall reads %q", name, r.Schema, analyze.Schema)
	}
	return &r, nil
}

func (p *program) exportHits(dir, format string) error {
	if format != "csv" && format != "jsonl" {
		return usage(fmt.Errorf("--hits %q: want csv or jsonl", format))
	}
	f, err := os.Open(filepath.Join(dir, "hits.sqh"))
	if err != nil {
		return usage(fmt.Errorf("read hits: %w", err))
	}
	defer f.Close()
	r, err := hit.NewReader(f)
	if err != nil {
		return usage(fmt.Errorf("read hits of %s: %w", dir, err))
	}
	write := hit.WriteCSV
	if format == "jsonl" {
		write = hit.WriteJSONL
	}
	if err := write(p.out, r); err != nil {
		return internal(err)
	}
	if lost := r.Lost(); lost > 0 {
		fmt.Fprintf(p.diag, "squall: %d damaged blocks of hits.sqh were skipped\n", lost)
	}
	return nil
}
