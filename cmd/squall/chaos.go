package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"squall/analyze"
	"squall/cmd/squall/explore"
	"squall/cmd/squall/preview"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/fault"
	"squall/profiles/fault/experiments"
	"squall/profiles/source"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) chaosCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "chaos",
		Short: "break it on purpose, prove that it broke, prove that it healed",
		Long: `An experiment is a profile with a steady state and faults. It is confirmed when
every fault was observed and the steady state held before, during and after.`,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	list := &cobra.Command{Use: "list", Short: "list the faults and the built-in experiments", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.chaosList() }}
	show := &cobra.Command{Use: "show FAULT|EXPERIMENT", Short: "tell of one fault, or print a built-in experiment", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.chaosShow(args[0]) }}
	c.AddCommand(list, show, p.chaosRun(), p.chaosExplore())
	return c
}

func (p *program) chaosRun() *cobra.Command {
	var set []string
	var dry bool
	c := &cobra.Command{
		Use:   "run EXPERIMENT",
		Short: "carry out an experiment and judge it",
		Long: `Carries out an experiment, a profile with steady: and faults:. No fault begins
unless the steady state holds before. Whatever was changed is taken back as after
every run, by squall recover if the run was killed; faults of the stand-in end by
themselves.

Exit codes: 0 confirmed, 10 refuted, 11 inconclusive (no steady state, a fault not
observed, too few requests), 12 ABORTED by a stop rule, 13 DIRTY, 15 INVALID.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			plan, err := load(args[0], set)
			v, bad := settings(c)
			switch {
			case err != nil || bad != nil:
				return errors.Join(err, bad)
			case !plan.Experiment():
				return usage(fmt.Errorf("%s is no experiment: it has neither steady: nor a fault with an expect: of its own", args[0]))
			case dry && v.GetString("target") == "aws":
				return p.planAWS(c.Context(), plan, args[0], "", v.GetStringSlice("allow"))
			case dry:
				_, width := terminal(p.out)
				return preview.Write(p.out, plan, preview.Options{Width: width, Changes: true})
			}
			return p.start(c, args, set)
		},
	}
	setFlag(c, &set)
	c.Flags().BoolVar(&dry, "dry-run", false, "print every step and change; run nothing")
	groundFlags(c)
	runFlags(c)
	return c
}

func (p *program) chaosList() error {
	_, width := terminal(p.out)
	var rows [][]string
	for _, k := range fault.Catalogue() {
		abroad := ""
		switch {
		case k.ByFIS():
			abroad = "FIS"
		case k.OnAWS().By != "":
			abroad = "yes"
		}
		rows = append(rows, []string{k.Name, string(k.Ground), abroad, k.Does})
	}
	if err := reports.Table(p.out, width, []string{"fault", "where", "AWS", "what it does"}, rows); err != nil {
		return internal(err)
	}
	rows = nil
	for _, name := range experiments.Names() {
		plan, err := load(name, nil)
		if err != nil {
			return err
		}
		rows = append(rows, []string{name, plan.Description})
	}
	if err := reports.Table(p.out, width, []string{"experiment", "what it shows"}, rows); err != nil {
		return internal(err)
	}
	return nil
}

func (p *program) chaosShow(name string) error {
	if k, ok := fault.Named(name); ok {
		_, width := terminal(p.out)
		_, err := io.WriteString(p.out, k.Text(width))
		return err
	}
	data, ok := experiments.Text(name)
	if !ok {
		near := source.Nearest(name, append(fault.Names(), experiments.Names()...))
		if near == "" {
			near = ": squall chaos list names them"
		}
		return usage(fmt.Errorf("%q is neither a fault nor a built-in experiment%s", name, near))
	}
	_, err := p.out.Write(data)
	return err
}

func (p *program) chaosExplore() *cobra.Command {
	var set []string
	var seeds int
	c := &cobra.Command{
		Use:   "explore EXPERIMENT",
		Short: "look for the shortest schedule of faults that breaks it",
		Long: `Draws schedules from the experiment's faults, one for each seed: which of them
happen, when, for how long and how hard. The first that breaks the steady state or
an expectation, in most of 30 other seeds too, is shrunk to the shortest timeline
that does so as surely; without one, the one that breaks it most often.

Exit codes: 0 nothing was found, 10 found, 2 usage or profile error.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			data, shown, err := profile(args[0])
			if err != nil {
				return usage(err)
			}
			plan, err := planned(shown, data, set, true)
			switch {
			case err != nil:
				return usage(err)
			case len(plan.Arms) > 1 || len(plan.Arms[0].World.Faults) == 0:
				return usage(errors.New("explore takes an experiment with one arm and at least one fault to draw from"))
			case seeds < 1:
				return usage(fmt.Errorf("--seeds %d: want at least 1", seeds))
			}
			return p.explore(c.Context(), plan, explore.Options{Name: args[0], Set: set, Seeds: seeds})
		},
	}
	setFlag(c, &set)
	c.Flags().IntVar(&seeds, "seeds", 1000, "how many schedules to try at most")
	return c
}

func (p *program) explore(ctx context.Context, plan *profiles.Plan, o explore.Options) error {
	at, err := time.Parse(time.RFC3339, defaultAt)
	if err != nil {
		return internal(err)
	}
	o.Trial = trial.Options{Epoch: at, Meta: virtualMeta(plan, "", at)}
	if tty, _ := terminal(p.diag); tty {
		say := p.saying(true)
		o.Events = func(tried int) { say(fmt.Sprintf("%d of %d schedules", tried, o.Seeds)) }
	}
	found, err := explore.Run(ctx, plan, o)
	if err != nil && ctx.Err() == nil {
		return usage(err)
	}
	if found != nil {
		if o.Events != nil {
			p.saying(true)("")
		}
		if err := found.Write(p.out); err != nil {
			return internal(err)
		}
	}
	var signal interrupted
	if errors.As(context.Cause(ctx), &signal) {
		return status{code: signal.code(), err: errors.New("interrupted; nothing was changed")}
	}
	if found.Broken() {
		return status{code: analyze.ExitCode(&analyze.Result{Verdict: analyze.Fail}, "fail")}
	}
	return nil
}
