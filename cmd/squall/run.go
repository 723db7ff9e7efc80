package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"squall/analyze"
	"squall/attack"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/preview"
	"squall/cmd/squall/prove"
	"squall/cmd/squall/record"
	"squall/cmd/squall/screen"
	sweeping "squall/cmd/squall/sweep"
	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) runCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "run [PROFILE|PLAN]",
		Short: "run a profile and judge it (default: the built-in quickstart)",
		Long: `Runs a profile: a YAML file, or the name of a built-in one (squall profiles).
Writes out/<run-id>/ with result.json, report.md, report.html, junit.xml, every
hit and the latency histograms.

Exit codes: 0 PASS, 10 FAIL, 11 INCONCLUSIVE, 12 ABORTED by a stop rule,
13 DIRTY (a change is not undone), 15 INVALID (the measurement cannot be
trusted), 2 usage or profile error, 1 internal error, 130/143 interrupted.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.start(c, args, set) },
	}
	f := c.Flags()
	setFlag(c, &set)
	groundFlags(c)
	f.String("metrics", "", "serve metrics of the run to Prometheus at /metrics of this loopback `address`, such as 127.0.0.1:9464")
	f.String("otlp", "", "post metrics of the run to the OTLP collector at this `URL`, such as http://127.0.0.1:4318, every 10 s")
	runFlags(c)
	return c
}

// start reads the settings and the profile of a command that runs one.
func (p *program) start(c *cobra.Command, args []string, set []string, must ...func(*profiles.Plan) error) error {
	v, err := settings(c)
	if err != nil {
		return err
	}
	if c.Flags().Lookup("clock") == nil {
		v.Set("clock", clockVirtual) // squall simulate
		v.Set("target", "local")
	}
	o, err := runSettings(v)
	if err != nil {
		return usage(err)
	}
	o.color = colored(c, p.out)
	name := defaultProfile
	if len(args) == 1 {
		name = args[0]
	}
	if _, err := os.Stat(name); err == nil {
		o.file = name
	}
	data, shown, err := profile(name)
	if err != nil {
		return usage(err)
	}
	set = overrides(v, set)
	if prove.IsFile(data) {
		return p.runPlanned(c, shown, data, set, o)
	}
	plan, err := planned(shown, data, set, o.virtual, must...)
	if err != nil {
		return usage(err)
	}
	o.notes = append(o.notes, preview.Hidden(plan)...)
	flags, err := c.Flags().GetStringArray("sweep")
	if err != nil {
		return internal(err)
	}
	a, err := sweeping.Of(flags, plan)
	switch {
	case err != nil:
		return usage(err)
	case a != nil && !o.virtual:
		return usage(fmt.Errorf("the sweep of %s runs in virtual time: squall simulate, or --clock virtual; --sweep none runs the profile once as it stands", a.Address))
	case a != nil && o.confirm+len(o.history) > 0:
		return usage(errors.New("--confirm and --history are for single runs, not for sweeps"))
	case a != nil:
		return p.sweep(c.Context(), plan, sweepOptions{runOptions: o, name: shown, data: data, set: set, axis: a})
	case o.virtual:
		return p.judged(c, plan, o, p.simulate)
	case o.target == "local" && !v.IsSet("clock"):
		if err := tooLong(plan, name); err != nil {
			return usage(err)
		}
	}
	return p.judged(c, plan, o, p.run)
}

// run carries out a plan and reports on it.
func (p *program) run(ctx context.Context, plan *profiles.Plan, o runOptions) (*analyze.Result, error) {
	began := time.Now()
	if os.Getenv("GOGC") == "" {
		// Sends wait for the garbage collector's assists: at 2,000 a second on two
		// cores the lag's p99 fell from 2.1 ms to 0.8 ms.
		defer debug.SetGCPercent(debug.SetGCPercent(400))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, err := folder.New(o.out, plan, began)
	if err != nil {
		return nil, usage(err)
	}
	ground, err := p.ground(ctx, plan, o, out, began)
	if err != nil {
		out.Abandon()
		return nil, unstarted(ctx, err)
	}
	defer ground.close()
	plan = ground.plan
	meta := runMeta(plan, out.ID, o.target, began)
	rec, steering, err := recorder(plan, meta, out, o.hits, cancel)
	if err != nil {
		out.Abandon()
		return nil, usage(err)
	}
	show, width := p.screen(began, plan)
	opt := attack.Options{
		Target: ground.target, Endpoint: ground.endpoint, Credentials: ground.credentials,
		Journal: out.Journal, Steering: steering.Wheel(), Exact: true, Roads: true, Run: out.ID, Waiting: rec.Stops(), Nonce: fmt.Sprintf("%s-%d", out.ID, began.Nanosecond()),
	}
	opt.Gate, opt.Real = rec.Gate, steering.Real()
	if err := ground.guard(ctx, &opt, rec, steering, cancel); err != nil {
		out.Abandon()
		return nil, unstarted(ctx, err)
	}
	p.began(show, width, plan, ground)
	view, err := p.view(show, plan, o, out.ID)
	if err != nil {
		out.Abandon()
		return nil, usage(err)
	}
	opt.Recorder, opt.Events = view.watch.Over(opt.Recorder), ground.shown(view)
	ending, runErr := attack.Run(ctx, plan, opt)
	view.done()
	ground.tell(ctx, ending)
	end := record.Ending(plan, ending, runErr, context.Cause(ctx), time.Since(began))
	end.Canary = steering.Outcome()
	end.Warnings = append(end.Warnings, o.notes...)
	result, lost := rec.Finish(end)
	rec.Prove(result, ending)
	wrote, writeErr := out.Write(result)
	err = reports.Terminal(p.out, result, reports.TerminalOptions{Width: width, Color: o.color, Out: wrote, Took: time.Since(began), Blind: o.hits.Every == 0})
	p.tell(result, plan, o, wrote)
	err = errors.Join(runErr, lost, writeErr, err)
	if err != nil && result.Verdict != analyze.Dirty {
		return nil, ended(err, end.Refused)
	}
	return result, err
}

// began says which run begins, and what its release can decide.
func (p *program) began(show *screen.Screen, width int, plan *profiles.Plan, g *ground) {
	show.Began(plan.Name, opening(plan, g))
	if said := preview.Release(plan, g.aws == nil); said != "" {
		_ = reports.Table(p.diag, width, []string{said}, nil) // who reads nothing is told nothing
	}
}

// ended is why a run ended that has no verdict worth an exit code.
func ended(err error, refused bool) error {
	if refused {
		return usage(err)
	}
	return internal(err)
}
