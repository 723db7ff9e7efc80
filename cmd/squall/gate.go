package main

import (
	"fmt"
	"time"

	"squall/analyze"
	"squall/cmd/squall/selftest"
	"squall/cmd/squall/trial"
	"squall/profiles/units"

	"github.com/spf13/cobra"
)

func (p *program) gateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "gate",
		Short: "prove that a profile's gate sees what it should",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(p.selftestCommand())
	return c
}

func (p *program) selftestCommand() *cobra.Command {
	var o selftest.Options
	f := compareFlags{ci: ciNone}
	var set []string
	var regression, rate, power string
	c := &cobra.Command{
		Use:   "selftest [PROFILE]",
		Short: "count how often it fails with nothing wrong, and with something",
		Long: `Runs a profile many times in virtual time with two arms that are judged as
squall compare judges them: first both the same, with luck of their own, then
with the candidate's functions slower. The first kind may fail as often as
--rate says, the second must fail as often as --power says; both are printed
with their 95 % intervals.

Exit codes: 0 both are shown, 10 one is not so, 11 more --runs are needed, 2
usage or profile error.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := defaultProfile
			if len(args) == 1 {
				name = args[0]
			}
			plan, err := load(name, set)
			if err != nil {
				return err
			}
			o.Plan = plan
			for _, f := range [...]struct {
				flag, text string
				v          *float64
			}{{"regression", regression, &o.Regression}, {"rate", rate, &o.Rate}, {"power", power, &o.Power}} {
				if *f.v, err = units.Percent(f.text); err != nil || *f.v <= 0 {
					return usage(fmt.Errorf("--%s %q: want a share above 0, such as 10%%", f.flag, f.text))
				}
			}
			return p.selftest(c, o, f)
		},
	}
	setFlag(c, &set)
	g := c.Flags()
	g.IntVar(&o.Runs, "runs", 100, "how many runs of each kind")
	g.StringVar(&o.Arm, "arm", "", "the `arm` both are made of (default the first)")
	g.StringVar(&regression, "regression", "10%", "how much slower functions are made")
	g.StringVar(&rate, "rate", "5%", "how often runs may fail with nothing wrong")
	g.StringVar(&power, "power", "80%", "how often slower ones must fail")
	g.StringVar(&f.margin, "margin", "5%", "the gate's margin, as for squall compare")
	g.StringVar(&f.floor, "floor", "1ms", "a time that is worse by less is as good")
	g.StringVar(&f.rateFloor, "rate-floor", "0.5%", "a share that is worse by less is as good")
	g.StringSliceVar(&f.primary, "primary", []string{"p99"}, "the `metrics` that decide")
	g.StringVar(&f.format, "format", "text", "what is printed: `text` or json")
	return c
}

// selftest counts and prints.
func (p *program) selftest(c *cobra.Command, o selftest.Options, f compareFlags) error {
	if o.Runs < 20 || o.Runs > 100_000 {
		return usage(fmt.Errorf("--runs %d: want 20 to 100000", o.Runs))
	}
	f.inconclusive, f.arms = "fail", "base:candidate"
	var err error
	if o.Gate, err = f.options(true); err != nil {
		return usage(err)
	}
	began := time.Now()
	at, err := time.Parse(time.RFC3339, defaultAt)
	if err != nil {
		return internal(err)
	}
	show, _ := p.screen(began, o.Plan)
	o.Trial = trial.Options{Epoch: at, Meta: virtualMeta(o.Plan, "", at), Events: show.Trials("run")}
	out, err := selftest.Run(c.Context(), o)
	show.Done()
	switch {
	case c.Context().Err() != nil:
		return unstarted(c.Context(), err)
	case err != nil:
		return usage(err)
	}
	_, width := terminal(p.out)
	write := func() error { return out.Write(p.out, width) }
	if f.format == "json" {
		write = func() error { return out.JSON(p.out) }
	}
	if err := write(); err != nil {
		return internal(err)
	}
	if code := analyze.ExitCode(&analyze.Result{Verdict: out.Verdict}, "fail"); code != exitOK {
		return status{code: code}
	}
	return nil
}
