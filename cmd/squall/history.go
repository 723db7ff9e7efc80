package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/history"
	"squall/cmd/squall/archive"
	"squall/cmd/squall/past"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) historyCommand() *cobra.Command {
	var in, format string
	var metrics, vary []string
	c := &cobra.Command{
		Use:   "history",
		Short: "figures over many runs, and where their level changed",
		Long: `Prints each figure over the runs that were kept, in the order in which they were
added, and where its level changed: with which run, by how much, and between
which commits. Runs of different worlds are series of their own. Runs that are
INVALID, ABORTED or DIRTY are in none; those that FAIL are shown (x), and never
are a baseline.

squall history add RUN keeps a run, as run and simulate do with --history. A
history is a folder, git:BRANCH (a branch of this repository, which you push),
or s3://BUCKET/PREFIX; .squall.yaml may name it as history. One file is written
for each run, and never changed.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.history(c, in, format, metrics, vary) },
	}
	c.PersistentFlags().StringVar(&in, "in", "", "the history: a `folder`, git:BRANCH or s3://BUCKET/PREFIX")
	c.Flags().StringVar(&format, "format", "text", "what is printed: `text` or json")
	c.Flags().StringSliceVar(&metrics, "metric", nil, "only these `metrics`")
	c.Flags().StringSliceVar(&vary, "vary", nil, "what may differ between the runs of a series, such as `model`, memory or squall")
	c.AddCommand(p.historyAdd(&in))
	return c
}

func (p *program) historyAdd(in *string) *cobra.Command {
	var place history.Place
	c := &cobra.Command{
		Use:   "add RUN",
		Short: "keep a run's figures",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := past.Result(args[0])
			if err != nil {
				return usage(err)
			}
			where, err := historyAddress(c, *in)
			if err != nil {
				return usage(err)
			}
			return p.keep(c, where, r, place)
		},
	}
	f := c.Flags()
	f.StringVar(&place.Commit, "commit", "", "the `commit` that was measured (default: GITHUB_SHA, or HEAD)")
	f.StringVar(&place.Branch, "branch", "", "its `branch`")
	f.StringVar(&place.Note, "note", "", "why a new level is meant, for example")
	return c
}

// historyAddress is the flag, or else the setting.
func historyAddress(c *cobra.Command, in string) (string, error) {
	if in != "" {
		return in, nil
	}
	v, err := settings(c)
	if err != nil {
		return "", err
	}
	return v.GetString("history"), nil
}

// keep adds the record of a run to a history.
func (p *program) keep(c *cobra.Command, where string, r *analyze.Result, place history.Place) error {
	store, err := archive.Open(where)
	if err != nil {
		return usage(err)
	}
	found := archive.Place(c.Context())
	if place.Commit == "" {
		place.Commit = found.Commit
	}
	if place.Branch == "" {
		place.Branch = found.Branch
	}
	place.Added = time.Now().UTC().Format("2006-01-02T15:04:05.000Z07:00") // two may be added in one second
	record := history.Of(r, place)
	if err := archive.Add(c.Context(), store, record); err != nil {
		return internal(fmt.Errorf("run %s is not kept: %w", record.ID, err))
	}
	fmt.Fprintf(p.diag, "squall: kept run %s in %s as %s\n", record.ID, where, record.Name())
	return nil
}

// history prints the series of a history.
func (p *program) history(c *cobra.Command, in, format string, metrics, vary []string) error {
	where, err := historyAddress(c, in)
	if err != nil {
		return err
	}
	if format != "text" && format != "json" {
		return usage(fmt.Errorf("--format %q: want text or json", format))
	}
	for _, m := range metrics {
		if !slices.Contains(history.Metrics(), m) {
			return usage(fmt.Errorf("--metric %s: a history follows %v", m, history.Metrics()))
		}
	}
	store, err := archive.Open(where)
	if err != nil {
		return usage(err)
	}
	records, damaged, err := archive.All(c.Context(), store)
	if err != nil {
		return usage(err)
	}
	for _, d := range damaged {
		fmt.Fprintf(p.diag, "squall: left out: %v\n", d)
	}
	all := history.All(records, 1, vary...)
	if len(metrics) > 0 {
		all = slices.DeleteFunc(all, func(s history.Series) bool { return !slices.Contains(metrics, s.Metric) })
	}
	if len(all) == 0 {
		return usage(fmt.Errorf("%s: no data: %d records, none of them a run that can be trusted; squall history add RUN keeps one", where, len(records)+len(damaged)))
	}
	_, width := terminal(p.out)
	write := func() error {
		return reports.HistoryTerminal(p.out, all, reports.TerminalOptions{Width: width, Color: colored(c, p.out)})
	}
	if format == "json" {
		write = func() error { return reports.HistoryJSON(p.out, all) }
	}
	if err := write(); err != nil {
		return internal(err)
	}
	return nil
}

// baseline is the base that a flag names: a run, or several.
func baseline(c *cobra.Command, in, spec string, vary []string, cand *analyze.Result) (base compare.Side, err error) {
	if name, ok := cutFile(spec); ok {
		base.Label = filepath.Clean(name)
		base.Result, err = past.Result(name)
		if err == nil && base.Result.Verdict != analyze.Pass {
			err = fmt.Errorf("--baseline %s: that run is %s, and a run that failed is no baseline", spec, base.Result.Verdict)
		}
		return base, err
	}
	where, err := historyAddress(c, in)
	if err != nil {
		return base, err
	}
	store, err := archive.Open(where)
	if err != nil {
		return base, err
	}
	runs, err := archive.Baseline(c.Context(), store, spec, cand, vary)
	if err != nil {
		return base, err
	}
	base.Result, base.Label = runs[0].Result, runs[0].ID
	if len(runs) > 1 {
		base.Label = fmt.Sprintf("the last %d good runs", len(runs))
		for _, r := range runs {
			base.Pool = append(base.Pool, r.Result)
		}
	}
	return base, nil
}

func cutFile(spec string) (name string, ok bool) {
	const file = "file:"
	if len(spec) > len(file) && spec[:len(file)] == file {
		return spec[len(file):], true
	}
	return "", false
}

// keepWhere adds a run to the history that was asked for, if any; a run that
// cannot be kept is an error, since the next one would miss its baseline.
func (p *program) keepWhere(c *cobra.Command, where string, r *analyze.Result, err error) error {
	if where == "" || r == nil {
		return err
	}
	return errors.Join(err, p.keep(c, where, r, history.Place{}))
}
