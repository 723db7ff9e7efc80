package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"squall/analyze"
	"squall/analyze/figure"
	"squall/cmd/squall/find"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/record"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/read"
	"squall/profiles/units"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

func (p *program) findCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "find [PROFILE]",
		Short: "search for the highest rate at which conditions hold",
		Long: `Runs a profile at one rate after another and brackets the highest at which the
conditions of its find: hold, as in

  find: max rate where p99 < 300ms and error_rate < 1% from 10/s to 2000/s

All rates of the load change together, or with 'max rate of ENTRY' that entry's
alone. Each condition is judged by its interval, as in expect:; where that is
too wide, the look is made again with more repeats. Both ends of the bracket
are then looked at once more, with draws of their own, and it is these fresh
looks that the confidence is of. Where the generator gives out first (INVALID),
the answer says so and is a lower bound.

out/<id>/ gets find.json and find.md, and on the live clock a folder for each
run. Exit codes: 0 found, 10 no rate will do, 11 too few requests to tell, 15
the generator was the limit throughout, 2 usage or profile error.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.find(c, args, set) },
	}
	setFlag(c, &set)
	f := c.Flags()
	f.String("find", "", "what to find, in place of the profile's `find:`")
	f.String("arm", "", "the `arm` that is searched, of several")
	f.String("within", "5%", "how near the two ends must come, as a `share`")
	f.Int("most", 8, "how many `times` its repeats a look may take")
	f.String("target", "local", "`local`, http://HOST:PORT or aws, as for squall run")
	f.String("clock", clockLive, "`live`, or virtual: the model alone, as fast as it goes")
	f.String("at", "", "virtual clock: when the runs begin, as `RFC3339` (default "+defaultAt+")")
	f.String("out", "", "write exactly into this `folder` (default out/<id>)")
	f.String("seed", "", "override the profile's seed")
	f.Float64("compress", 0, "override the profile's waits: divide asynchronous gaps and the like by N")
	return c
}

// find reads the settings, searches and reports.
func (p *program) find(c *cobra.Command, args []string, set []string) error {
	v, err := settings(c)
	if err != nil {
		return err
	}
	o := runOptions{target: v.GetString("target"), inconclusive: "fail"}
	if o.virtual, o.at, err = clockSettings(v); err != nil {
		return usage(err)
	}
	name := defaultProfile
	if len(args) == 1 {
		name = args[0]
	}
	data, shown, err := profile(name)
	if err != nil {
		return usage(err)
	}
	set = overrides(v, set)
	plan, err := planned(shown, data, set, o.virtual)
	if err != nil {
		return usage(err)
	}
	s := find.Options{Plan: plan, Goal: plan.Find, Arm: v.GetString("arm"), Clock: v.GetString("clock")}
	if text := v.GetString("find"); text != "" {
		if s.Goal, err = read.Goal("--find", data, set, text); err != nil {
			return usage(err)
		}
	}
	if err := findSettings(v, &s); err != nil {
		return usage(err)
	}
	return p.search(c.Context(), s, o, v.GetString("out"))
}

func findSettings(v *viper.Viper, s *find.Options) (err error) {
	if s.Within, err = units.Percent(v.GetString("within")); err != nil || s.Within < 0.005 || s.Within > 1 {
		return fmt.Errorf("--within %s: want a share from 0.5%% to 100%%", v.GetString("within"))
	}
	if s.Most = v.GetInt("most"); s.Most < 1 || s.Most > 1000 {
		return fmt.Errorf("--most %d: want 1 to 1000", s.Most)
	}
	_, _, err = find.Check(*s)
	return err
}

// search carries a search out on its clock.
func (p *program) search(ctx context.Context, s find.Options, o runOptions, into string) error {
	began := time.Now()
	out, err := folder.Sought(into, s.Plan, s.Goal.Text)
	if err != nil {
		return usage(err)
	}
	show, width := p.screen(began, s.Plan)
	meta := runMeta(s.Plan, out.ID, o.target, began)
	s.Run = p.lookLive(out.Path(), o)
	if o.virtual {
		meta = virtualMeta(s.Plan, out.ID, o.at)
		s.Run = lookVirtual(trial.Options{Epoch: o.at, Meta: meta})
	}
	run := s.Run
	s.Run = func(ctx context.Context, plan *profiles.Plan, number int) (*analyze.Result, string, error) {
		r, where, err := run(ctx, plan, number)
		if err == nil && r != nil {
			show.Say(fmt.Sprintf("run %d: %.4g requests, %s", number, trial.Expected(plan), r.Verdict))
		}
		return r, where, err
	}
	doc, err := find.Run(ctx, s, meta.Run)
	show.Done()
	if doc == nil {
		out.Abandon()
		return err
	}
	var text, data bytes.Buffer
	err = errors.Join(doc.Write(&text, width), doc.JSON(&data))
	wrote, wroteErr := out.WriteFound(data.Bytes(), fmt.Appendf(nil, "```\n%s```\n", text.Bytes()))
	if wroteErr == nil {
		fmt.Fprintf(&text, "wrote  %s/find.json find.md (%s)\n", wrote, figure.Seconds(time.Since(began).Seconds()))
	}
	_, printErr := p.out.Write(text.Bytes())
	if err = errors.Join(err, wroteErr, printErr); err != nil {
		return internal(err)
	}
	return p.verdict(ctx, &analyze.Result{Verdict: doc.Verdict}, o.inconclusive, nil)
}

// lookVirtual runs the plan of a look in virtual time.
func lookVirtual(o trial.Options) func(context.Context, *profiles.Plan, int) (*analyze.Result, string, error) {
	return func(ctx context.Context, plan *profiles.Plan, _ int) (*analyze.Result, string, error) {
		r := trial.All(ctx, []*profiles.Plan{plan}, o)[0].Result
		if r != nil && r.Error != "" {
			return nil, "", internal(errors.New(r.Error))
		}
		return r, "", nil
	}
}

// lookLive runs it on the live clock, as squall run does, in a folder of its
// own.
func (p *program) lookLive(dir string, o runOptions) func(context.Context, *profiles.Plan, int) (*analyze.Result, string, error) {
	return func(ctx context.Context, plan *profiles.Plan, number int) (*analyze.Result, string, error) {
		of := o
		name := fmt.Sprintf("run-%02d", number)
		of.out, of.hits = filepath.Join(dir, name), record.Choice{}
		quiet := &program{in: p.in, out: io.Discard, diag: io.Discard}
		r, err := quiet.run(ctx, plan, of)
		switch {
		case r == nil:
			return nil, "", err
		case r.Verdict == analyze.Dirty, r.Error != "":
			return nil, "", p.verdict(ctx, r, of.inconclusive, err)
		}
		return r, name, nil
	}
}
