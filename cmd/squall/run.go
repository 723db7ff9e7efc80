package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"squall/analyze"
	"squall/attack"
	"squall/cmd/squall/folder"
	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// runOptions are the settings of a run.
type runOptions struct {
	target       string
	out          string
	hits         hitChoice
	inconclusive string
	color        bool
}

func (p *program) runCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "run [PROFILE]",
		Short: "run a profile and judge it (default: the built-in quickstart)",
		Long: `Runs a profile: a YAML file, or the name of a built-in one (squall profiles).
Writes out/<run-id>/ with result.json, report.md, report.html, junit.xml, every
hit and the latency histograms.

Exit codes: 0 PASS, 10 FAIL, 11 INCONCLUSIVE, 12 ABORTED by a stop rule,
13 DIRTY (a change is not undone), 15 INVALID (the measurement cannot be
trusted), 2 usage or profile error, 1 internal error, 130/143 interrupted.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			v, err := settings(c)
			if err != nil {
				return err
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
			plan, err := load(name, overrides(v, set))
			if err != nil {
				return err
			}
			return p.run(c.Context(), plan, o)
		},
	}
	f := c.Flags()
	setFlag(c, &set)
	f.String("target", "local", "`local` starts a stand-in in this process; http://HOST:PORT uses a running one")
	f.String("out", "", "write exactly into this `folder` (default out/<run-id>)")
	f.String("hits", "all", "which hits to keep: all, sample:N (one in N) or none")
	f.String("inconclusive", "fail", "exit code of INCONCLUSIVE: fail (11), warn or pass (0, never for missing data)")
	f.String("clock", "live", "live")
	f.String("seed", "", "override the profile's seed")
	f.Float64("compress", 0, "override the profile's waits: divide asynchronous gaps and the like by N")
	return c
}

// runSettings checks the settings that a profile has no part in.
func runSettings(v *viper.Viper) (runOptions, error) {
	o := runOptions{target: v.GetString("target"), out: v.GetString("out"), inconclusive: v.GetString("inconclusive")}
	switch v.GetString("clock") {
	case "live":
	case "virtual":
		return o, errors.New("--clock virtual is not built yet: run the profile live, or squall plan it")
	default:
		return o, fmt.Errorf("--clock %q: want live", v.GetString("clock"))
	}
	switch o.inconclusive {
	case "fail", "warn", "pass":
	default:
		return o, fmt.Errorf("--inconclusive %q: want fail, warn or pass", o.inconclusive)
	}
	if o.target == "aws" {
		return o, errors.New("--target aws is not built yet: use local, or http://HOST:PORT of a running squall serve")
	}
	var err error
	o.hits, err = parseHits(v.GetString("hits"))
	return o, err
}

// run carries out a plan and reports on it.
func (p *program) run(ctx context.Context, plan *profiles.Plan, o runOptions) error {
	began := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, err := folder.New(o.out, plan, began)
	if err != nil {
		return usage(err)
	}
	ground, err := openGround(ctx, plan, o.target)
	if err != nil {
		out.Abandon()
		return unstarted(ctx, err)
	}
	defer ground.close()
	meta := runMeta(plan, out.ID, o.target, began)
	rec, err := newRecorder(plan, meta, out, o.hits, cancel)
	if err != nil {
		out.Abandon()
		return usage(err)
	}
	show := newScreen(p.diag, began, plan)
	show.say(opening(plan, ground))
	ending, runErr := attack.Run(ctx, plan, attack.Options{
		Target: ground.target, Endpoint: ground.endpoint, Credentials: ground.credentials,
		Journal: out.Journal, Recorder: rec, Events: show.progress, Exact: true, Nonce: fmt.Sprintf("%s-%d", out.ID, began.Nanosecond()),
	})
	show.done()
	result, lost := rec.finish(analyzeEnding(plan, ending, runErr, context.Cause(ctx), time.Since(began)))
	wrote, writeErr := out.Write(result)
	err = reports.Terminal(p.out, result, reports.TerminalOptions{Width: show.width, Color: o.color, Out: wrote, Took: time.Since(began)})
	err = errors.Join(runErr, lost, writeErr, err)
	if err != nil && result.Verdict != analyze.Dirty {
		return internal(err)
	}
	return p.verdict(ctx, result, o.inconclusive, err)
}

// unstarted is why a run could not begin: a signal, or what the user asked for.
func unstarted(ctx context.Context, err error) error {
	var signal interrupted
	if errors.As(context.Cause(ctx), &signal) {
		return status{signal.code(), errors.New("interrupted before anything was changed")}
	}
	return usage(err)
}

// verdict turns the result into an exit code; err is what else went wrong.
func (p *program) verdict(ctx context.Context, r *analyze.Result, inconclusive string, err error) error {
	code := analyze.ExitCode(r, inconclusive)
	var signal interrupted
	if errors.As(context.Cause(ctx), &signal) && r.Verdict == analyze.Aborted {
		code = signal.code()
	}
	if code == exitOK {
		return nil
	}
	return status{code, err}
}

// opening is the first line of a run.
func opening(plan *profiles.Plan, g *ground) string {
	steps := plan.Timeline()
	last := steps[len(steps)-1]
	return fmt.Sprintf("squall %s: %d %s x %d %s, about %s on %s", plan.Name,
		len(plan.Arms), plural(len(plan.Arms), "arm"), plan.Repeat, plural(plan.Repeat, "repeat"),
		(last.At + last.For).Round(time.Second), g.name)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
