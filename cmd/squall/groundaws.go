package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"squall/attack"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/prove"
	"squall/cmd/squall/release"
	"squall/profiles"
	"squall/profiles/read"

	"github.com/spf13/cobra"
)

// targetFlags say what a run stands on.
func targetFlags(c *cobra.Command) {
	c.Flags().String("target", "local", "`local` starts a stand-in in this process; http://HOST:PORT uses a running one;\naws is the account that the profile pins")
	c.Flags().StringSlice("allow", nil, "on AWS: the `changes` that may be made, as in reserved,provisioned (also alias, async,\nqueue, source, fis, policy, mapping, config, code); without it a run only invokes")
}

// groundFlags are those of commands that run a profile on either clock.
func groundFlags(c *cobra.Command) {
	targetFlags(c)
	c.Flags().String("clock", clockLive, "`live`, or virtual: the model alone, without sockets, as fast as it goes")
	c.Flags().Bool("no-tui", false, "show a line on a terminal, not a dashboard")
}

// openAWS proves the account, asks, and takes the lock.
func (p *program) openAWS(ctx context.Context, plan *profiles.Plan, o runOptions, out *folder.Folder, began time.Time) (*ground, error) {
	a, err := prove.Open(ctx, prove.Options{Plan: plan, Run: out.ID, Version: buildVersion(), Allow: o.allow, Now: began, Tell: p.saying(false)})
	if err != nil {
		return nil, err
	}
	g := &ground{name: a.Session.Where(), endpoint: a.Session.Endpoint, credentials: a.Session.Config.Credentials, target: a.Target, plan: a.Plan, aws: a}
	g.close = func() {
		if err := a.Close(len(out.Journal.Pending())); err != nil {
			fmt.Fprintln(p.diag, "squall: the lock could not be given back:", err)
		}
	}
	place := a.Place()
	for _, check := range []func() error{
		func() error { return prove.Dirty(journals, place) },
		a.Gate,
		func() error { return differs(a, o.planned) },
		func() error { return p.consent(a, o.planned != nil) },
		func() error { return out.Journal.Start(place) },
		func() error { return a.Hold(ctx, out.Journal) },
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func differs(a *prove.Ground, planned *prove.File) error {
	if planned == nil {
		return nil
	}
	return a.Differs(*planned)
}

// consent asks on a terminal, where there is one.
func (p *program) consent(a *prove.Ground, planned bool) error {
	tty, width := terminal(p.diag)
	asked, _ := terminal(p.in)
	return a.Consent(planned, tty && asked, p.in, p.diag, width)
}

// guard makes a run on AWS end when it costs too much, and carry its name.
func (g *ground) guard(ctx context.Context, opt *attack.Options, rec attack.Recorder, steering *release.Release, stop context.CancelCauseFunc) error {
	opt.Recorder = rec
	if g.aws == nil {
		return nil
	}
	limits, err := g.aws.Limit(ctx, opt.Recorder, stop)
	if err == nil && steering != nil {
		err = g.aws.Alarms(ctx, g.plan.Canary.Alarms, steering.Alarm, stop)
		if c := g.plan.Canary; c.Metered {
			steering.Metered = func(versions [2]string) {
				go g.aws.Meter(ctx, c.Function, c.Alias, versions, steering.Counted, stop)
			}
		}
	}
	if err != nil {
		return err
	}
	opt.AWS, opt.Steps, opt.Mark, opt.Recorder = true, g.aws.Steps, g.aws.Mark, limits
	opt.Target, opt.Patience = g.aws.Watched()
	return nil
}

// shown shows a run, and also when nothing of its account answers.
func (g *ground) shown(v *view) func(attack.Progress) {
	if g.aws != nil {
		g.aws.Session.OnSilence(v.say)
	}
	return v.live
}

// tell adds what the account made of the run's calls.
func (g *ground) tell(ctx context.Context, e *attack.Ending) {
	if g.aws != nil {
		e.Warnings = append(e.Warnings, g.aws.Crosscheck(ctx)...)
		e.Warnings = append(e.Warnings, g.aws.Session.Refused()...)
	}
}

// runPlanned runs a plan file.
func (p *program) runPlanned(c *cobra.Command, name string, data []byte, set []string, o runOptions) error {
	f, err := prove.ReadFile(name, data)
	if err != nil {
		return usage(err)
	}
	if len(set) > 0 || len(o.allow) > 0 || o.virtual {
		return usage(errors.New("a plan file says everything itself: --set, --allow and --clock have no place beside it"))
	}
	plan, err := read.Profile(f.Name, []byte(f.Profile), f.Set)
	if err != nil {
		return usage(err)
	}
	if plan.Hash != f.Hash {
		return usage(fmt.Errorf("plan file %s: a file that its profile %s reads has changed since: make a new plan", name, f.Name))
	}
	o.target, o.allow, o.planned = "aws", f.Allow, &f
	return p.judged(c, plan, o, p.run)
}

// planAWS prints what a run on AWS would do, and may write it to a file.
func (p *program) planAWS(ctx context.Context, plan *profiles.Plan, shown, out string, allow []string) error {
	a, err := prove.Open(ctx, prove.Options{Plan: plan, Run: "planned", Version: buildVersion(), Allow: allow, Now: time.Now(), Tell: p.saying(false)})
	if err != nil {
		return usage(err)
	}
	_, width := terminal(p.out)
	if err := a.Write(p.out, width); err != nil {
		return err
	}
	if out == "" {
		if err := a.Gate(); err != nil {
			fmt.Fprintln(p.out, "A run would be refused now:", strings.TrimSpace(err.Error()))
		}
		return nil
	}
	if err := errors.Join(a.Gate(), prove.Dirty(journals, a.Place())); err != nil {
		return usage(fmt.Errorf("no plan is written: %w", err))
	}
	if err := a.File(shown).Write(out); err != nil {
		return usage(err)
	}
	fmt.Fprintf(p.out, "wrote  %s; squall run %s carries it out, if the account is still as it is now\n", out, out)
	return nil
}
