package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/analyze"
	"squall/cmd/squall/calibrate"
	"squall/cmd/squall/past"
	"squall/cmd/squall/simulate"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/calibration"
	"squall/profiles/read"
	words "squall/reports/view"

	"github.com/spf13/cobra"
)

func (p *program) calibrateCommand() *cobra.Command {
	var arm, out, profile string
	c := &cobra.Command{
		Use:   "calibrate RUN",
		Short: "fit the model to a run that was measured",
		Long: `Finds the figures of the model by which a measured run would come out as it did:
how long each version runs and initialises and how often it fails, what is
around an invoke, what each door adds, what an environment takes to start. They
come from the hits of one arm, each with its sample and 95 % interval; a profile
takes them in with

  calibrated: calibrated.yaml          or  --set calibrated=calibrated.yaml

and its reports say so, with the day and the error at p99: that of the profile,
simulated five times with what was found and other luck, beside the run. squall
compare SIMULATED MEASURED shows it for any other run.

Requests over the SDK tell how long their function ran (REPORT lines), so do
events; what only doors have seen is told apart by what the profile says of
platform:. Requests that a fault struck are left out.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.calibrate(c.Context(), args[0], profile, arm, out)
		},
	}
	c.Flags().StringVar(&arm, "arm", "", "the `arm` that is looked at (default the first)")
	c.Flags().StringVarP(&out, "output", "o", "calibrated.yaml", "the `file` that is written; another calibration there gives way")
	c.Flags().StringVar(&profile, "profile", "", "the `file` the run was made from (default the copy in its folder)")
	return c
}

func (p *program) calibrate(ctx context.Context, dir, profile, arm, out string) error {
	r, err := past.Result(dir)
	if err != nil {
		return usage(err)
	}
	if r.Verdict == analyze.Invalid {
		return usage(fmt.Errorf("%s is INVALID, so its times are no evidence: %s", dir, strings.Join(r.Why, "; ")))
	}
	if err := overwritable(out); err != nil {
		return usage(err)
	}
	plan, err := planOf(dir, profile, &r.Run)
	if err != nil {
		return usage(err)
	}
	if f, err := openHits(dir); err != nil {
		return usage(err)
	} else if err := f.Close(); err != nil {
		return internal(err)
	}
	found, err := calibrate.Gather(dir, plan, arm)
	if err != nil {
		return usage(err)
	}
	of := calibrate.Source{Run: r.Run.ID, Profile: r.Run.Profile, Ground: words.Ground(r.Run)}
	if began, err := time.Parse(time.RFC3339, r.Run.Started); err == nil {
		of.Date = began.UTC().Format(time.DateOnly)
	} else {
		return usage(fmt.Errorf("%s: the run does not say when it began", dir))
	}
	// It is written twice, so that what is run is what a profile will take in.
	if err := writeWhole(out, found.Part(of, nil)); err != nil {
		return internal(err)
	}
	rows, worst, why := p.foretold(ctx, plan, r, found.Arm, out)
	if ctx.Err() == nil && worst != nil {
		if err := writeWhole(out, found.Part(of, worst)); err != nil {
			return internal(err)
		}
	}
	_, width := terminal(p.out)
	if why != "" {
		found.Notes = append(found.Notes, why)
	}
	if err := found.Write(p.out, width, of, rows, out); err != nil {
		return internal(err)
	}
	return p.verdict(ctx, &analyze.Result{Verdict: stoppedOr(ctx)}, "fail", nil)
}

// stoppedOr is the verdict of what has none of its own.
func stoppedOr(ctx context.Context) analyze.Verdict {
	if ctx.Err() != nil {
		return analyze.Aborted
	}
	return analyze.Pass
}

// seeds is with how many other kinds of luck a calibration is tried.
const seeds = 5

// foretold simulates the run's profile with its calibration; why says why it
// cannot.
func (p *program) foretold(ctx context.Context, plan *profiles.Plan, r *analyze.Result, arm, part string) (rows []calibrate.Foretold, worst *float64, why string) {
	plans, err := reseeded(plan, r.Run.Profile+".yaml", part)
	if err != nil {
		return nil, nil, "how far off the model is cannot be told, since the run cannot be simulated: " + err.Error()
	}
	show, _ := p.screen(time.Now(), plan)
	epoch := time.Unix(0, 0).UTC()
	out := trial.All(ctx, plans, trial.Options{Meta: virtualMeta(plan, "", epoch), Epoch: epoch, Events: show.Trials("simulation")})
	show.Done()
	var runs []*analyze.Result
	for _, o := range out {
		if o.Result == nil {
			return nil, nil, "how far off the model is was not looked at: interrupted"
		}
		if o.Result.Error != "" {
			return nil, nil, "how far off the model is cannot be told: " + o.Result.Error
		}
		runs = append(runs, o.Result)
	}
	rows, worst = calibrate.Compare(r, runs, arm)
	if worst == nil {
		why = "how far off the model is at p99 cannot be told: no entry has the 368 requests that went well which a p99 takes"
	}
	return rows, worst, why
}

// reseeded is the plan of a run with its calibration, once for each luck.
func reseeded(plan *profiles.Plan, name, part string) (plans []*profiles.Plan, err error) {
	if part, err = filepath.Abs(part); err != nil {
		return nil, err
	}
	for i := range uint64(seeds) {
		set := append(plan.Set[:len(plan.Set):len(plan.Set)], "calibrated="+part, "seed="+strconv.FormatUint(plan.Seed+1+i, 10))
		next, err := read.Profile(name, plan.Text, set)
		if err == nil {
			err = simulate.Check(next)
		}
		if err == nil && slices.ContainsFunc(next.Arms, func(a profiles.Arm) bool { return a.World.Closed() }) {
			err = errors.New("rate: max has no schedule of its own")
		}
		if err != nil {
			return nil, err
		}
		plans = append(plans, next)
	}
	return plans, nil
}

// overwritable says why a file may not give way to a calibration.
func overwritable(name string) error {
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("--output %s: %w", name, err)
	case !bytes.HasPrefix(data, []byte(calibration.Mark)):
		return fmt.Errorf("--output %s: the file is there and is no calibration; name another", name)
	}
	return nil
}

// writeWhole writes a file that is there as a whole or as it was before.
func writeWhole(name string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".calibrated-*")
	if err != nil {
		return fmt.Errorf("write the calibration: %w", err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Chmod(0o644), file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("write the calibration: %w", err)
	}
	return nil
}
