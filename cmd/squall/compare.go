package main

import (
	"errors"
	"fmt"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/judge"
	"squall/cmd/squall/archive"
	"squall/cmd/squall/past"
	"squall/profiles/units"
	"squall/reports"

	"github.com/spf13/cobra"
)

// compareFlags are the flags as they were given.
type compareFlags struct {
	margin, floor, rateFloor string
	primary, vary            []string
	arms, out, format        string
	inconclusive             string
	baseline, in, ci         string
}

func (p *program) compareCommand() *cobra.Command {
	var o compareFlags
	c := &cobra.Command{
		Use:   "compare [BASE] CANDIDATE",
		Short: "judge one run, or one arm of a run, beside another",
		Long: `Compares folders that squall run wrote: each entry's times and shares with the
95 % interval of their ratio. The candidate passes when even the upper end of
the interval is within the margin, fails when even the lower end is beyond it;
in between it is INCONCLUSIVE, with the sample that would decide. Requests of
one environment count as alike. Where all hits were kept they are used.

Runs of different worlds (profile, runtime, memory, architecture, region, path,
squall) are INCOMPARABLE, unless --vary names what is meant to differ. Of a run
in virtual time and a measured one it says how far the prediction was off.
One folder and --arms BASE:CANDIDATE compare two arms of that run; one folder
and --baseline compare it with a run of a history (squall history):
` + archive.Baselines + `.

Exit codes: 0 PASS, 10 FAIL, 11 INCONCLUSIVE, 14 INCOMPARABLE, 2 usage.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return p.compare(c, args, o) },
	}
	f := c.Flags()
	usual := compare.Usual()
	f.StringVar(&o.margin, "margin", "10%", "how much worse is still good")
	f.StringVar(&o.floor, "floor", "1ms", "a time that is worse by less is as good")
	f.StringVar(&o.rateFloor, "rate-floor", "0.5%", "a share that is worse by less is as good")
	f.StringSliceVar(&o.primary, "primary", usual.Primary, "the `metrics` that decide, as p99 or entry.p99; others warn")
	f.StringSliceVar(&o.vary, "vary", nil, "what may differ between the runs, such as `memory`,arch or all")
	f.StringVar(&o.arms, "arms", "", "compare these arms, as `BASE:CANDIDATE`")
	f.StringVar(&o.baseline, "baseline", "", "compare the run with `last`, merge-base, branch:NAME, tag:NAME,\ncommit:ID, run:ID or file:PATH, which must have passed, or with\nseveral good ones: last:N, branch:NAME:N")
	f.StringVar(&o.in, "in", "", "the history that has it: a `folder`, git:BRANCH or s3://BUCKET/PREFIX")
	f.StringVar(&o.out, "out", "", "also write compare.html, compare.md, compare.json, comment.md and\njunit.xml into this `folder`")
	f.StringVar(&o.ci, "ci", ciAuto, "write annotations, step summary and outputs: github, none, or `auto`,\nwhich is github where GITHUB_ACTIONS is true")
	f.StringVar(&o.format, "format", "text", "what is printed: `text`, markdown or json")
	f.StringVar(&o.inconclusive, "inconclusive", "fail", "exit code of INCONCLUSIVE: fail (11), warn or pass (0, never for missing data)")
	return c
}

// compare reads two runs and prints how they compare.
func (p *program) compare(c *cobra.Command, args []string, f compareFlags) error {
	o, err := f.options(len(args) == 1)
	if err != nil {
		return usage(err)
	}
	base, note, err := past.Side(args[0])
	if err != nil {
		return usage(err)
	}
	cand, second := base, ""
	if len(args) == 2 {
		if cand, second, err = past.Side(args[1]); err != nil {
			return usage(err)
		}
	}
	if f.baseline != "" {
		if base, err = baseline(c, f.in, f.baseline, f.vary, cand.Result); err != nil {
			return usage(err)
		}
	}
	made := compare.Of(base, cand, o)
	for _, n := range []string{note, second} {
		if n != "" {
			made.Warnings = append(made.Warnings, n)
		}
	}
	return p.compared(c, made, f)
}

// compared prints a comparison and gives its exit code.
func (p *program) compared(c *cobra.Command, made *compare.Comparison, f compareFlags) error {
	_, width := terminal(p.out)
	var err error
	switch f.format {
	case "json":
		err = reports.CompareJSON(p.out, made)
	case "markdown":
		err = reports.CompareMarkdown(p.out, made)
	default:
		err = reports.CompareTerminal(p.out, made, reports.TerminalOptions{Width: width, Color: colored(c, p.out), Out: f.out})
	}
	if err = errors.Join(err, writeCompared(f.out, made)); err != nil {
		return internal(err)
	}
	code := analyze.ExitCode(&analyze.Result{Verdict: made.Verdict, Expectations: judgedRows(made)}, f.inconclusive)
	if github, _ := ciSetting(f.ci); github { // options has checked it
		p.tellCompared(made, code, f.out)
	}
	if code == exitOK {
		return nil
	}
	return status{code: code}
}

// options checks the flags.
func (f compareFlags) options(alone bool) (o compare.Options, err error) {
	o = compare.Options{Primary: f.primary, Vary: f.vary}
	if o.Margin, err = units.Percent(f.margin); err != nil {
		return o, fmt.Errorf("--margin %q: want a share up to 100%%, such as 10%%", f.margin)
	}
	floor, err := units.Duration(f.floor)
	if err != nil || floor < 0 {
		return o, fmt.Errorf("--floor %q: want a time such as 1ms", f.floor)
	}
	o.Floor = float64(floor.Microseconds()) / 1000
	if o.RateFloor, err = units.Percent(f.rateFloor); err != nil {
		return o, fmt.Errorf("--rate-floor %q: want a share such as 0.5%%", f.rateFloor)
	}
	for _, name := range f.primary {
		last := name[strings.LastIndexByte(name, '.')+1:]
		if _, ok := judge.Named(name); !ok {
			if _, ok := judge.Named(last); !ok {
				return o, fmt.Errorf("--primary %s: there is no such metric; squall metrics lists them", name)
			}
		}
	}
	if _, err := ciSetting(f.ci); err != nil {
		return o, err
	}
	switch f.inconclusive {
	case "fail", "warn", "pass":
	default:
		return o, fmt.Errorf("--inconclusive %q: want fail, warn or pass", f.inconclusive)
	}
	switch f.format {
	case "text", "markdown", "json":
	default:
		return o, fmt.Errorf("--format %q: want text, markdown or json", f.format)
	}
	var both bool
	o.Base, o.Candidate, both = strings.Cut(f.arms, ":")
	switch {
	case f.arms != "" && (!both || o.Base == "" || o.Candidate == ""):
		return o, fmt.Errorf("--arms %q: want BASE:CANDIDATE", f.arms)
	case f.baseline != "" && !alone:
		return o, errors.New("--baseline is the base: name the candidate alone")
	case f.baseline != "":
	case alone && f.arms == "":
		return o, errors.New("one run alone: name a second one, two arms of it with --arms BASE:CANDIDATE, or --baseline")
	case alone && o.Base == o.Candidate:
		return o, fmt.Errorf("--arms %s: an arm is not compared with itself", f.arms)
	}
	return o, nil
}
