package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"squall/analyze"
	"squall/cmd/squall/preview"
	"squall/cmd/squall/recommend"
	"squall/cmd/squall/trial"
	"squall/profiles/units"

	"github.com/spf13/cobra"
)

func (p *program) planCommand() *cobra.Command {
	var set []string
	var changes, search bool
	var arm, function, file, detect string
	c := &cobra.Command{
		Use:   "plan [PROFILE]",
		Short: "print what a run would do, step by step, or what would be enough",
		Long: `Prints the steps of a run, its load, what it could cost at most and the sample
that each expectation needs, with the time that takes; runs nothing. --detect
10% also prints the sample that shows such a change of each entry's times.

--target aws looks at the account that the profile pins and prints every change
a run would make there, its requests, the most it could cost and the concurrency
it takes; -o p.plan writes that down for squall run p.plan, which refuses if the
account has become another.

--recommend searches in virtual time for the smallest provisioned and then the
smallest reserved concurrency of one function with which every expectation
holds, with three seeds each; it prints the intervals that back them, what a
month costs, and what the account's quota must be. Exit codes: 0 found, 10 no
value will do, 11 too few requests to tell, 2 usage or profile error.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := defaultProfile
			if len(args) == 1 {
				name = args[0]
			}
			plan, err := load(name, set)
			v, bad := settings(c)
			switch {
			case err != nil || bad != nil:
				return errors.Join(err, bad)
			case v.GetString("target") == "aws":
				return p.planAWS(c.Context(), plan, name, file, v.GetStringSlice("allow"))
			case file != "":
				return usage(errors.New("-o belongs to --target aws"))
			case search:
				return p.recommend(c.Context(), recommend.Options{Plan: plan, Arm: arm, Function: function})
			case arm != "" || function != "":
				return usage(errors.New("--arm and --function belong to --recommend"))
			}
			shift, err := changeOf(detect)
			if err != nil {
				return usage(err)
			}
			_, width := terminal(p.out)
			return preview.Write(p.out, plan, preview.Options{Width: width, Changes: changes, Detect: shift})
		},
	}
	setFlag(c, &set)
	targetFlags(c)
	f := c.Flags()
	f.StringVarP(&file, "output", "o", "", "with --target aws: write the plan to this `file`, for squall run")
	f.BoolVar(&changes, "changes", false, "also print every change that a step makes")
	f.BoolVar(&search, "recommend", false, "search for the smallest concurrency that meets the expectations")
	f.StringVar(&detect, "detect", "", "also print the sample that shows a change of so much, such as `10%`")
	f.StringVar(&arm, "arm", "", "with --recommend: the `arm` that is searched, of several")
	f.StringVar(&function, "function", "", "with --recommend: the `function` that is searched, of several")
	return c
}

// changeOf reads --detect; 0 when it is not given.
func changeOf(detect string) (float64, error) {
	if detect == "" {
		return 0, nil
	}
	shift, err := units.Percent(detect)
	if err != nil || shift <= 0 {
		return 0, fmt.Errorf("--detect %q: want a share above 0, such as 10%%", detect)
	}
	return shift, nil
}

// recommend searches for what is enough and prints it.
func (p *program) recommend(ctx context.Context, o recommend.Options) error {
	began := time.Now()
	at, err := time.Parse(time.RFC3339, defaultAt)
	if err != nil {
		return internal(err)
	}
	show, _ := p.screen(began, o.Plan)
	o.Options = trial.Options{Epoch: at, Meta: virtualMeta(o.Plan, "", at), Events: show.Trials("run")}
	a, err := recommend.Run(ctx, o)
	show.Done()
	if ctx.Err() != nil {
		return unstarted(ctx, err)
	}
	if err != nil {
		return usage(err)
	}
	if a.Broken != nil {
		return internal(a.Broken)
	}
	_, width := terminal(p.out)
	if err := a.Write(p.out, width); err != nil {
		return internal(err)
	}
	verdict := analyze.Result{Verdict: analyze.Fail}
	switch {
	case a.Holds():
		return nil
	case a.Undecided():
		verdict.Verdict = analyze.Inconclusive
	}
	return status{code: analyze.ExitCode(&verdict, "fail")}
}
