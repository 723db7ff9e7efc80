package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	report "squall/analyze/conform"
	"squall/analyze/figure"
	"squall/attack/cloud"
	"squall/attack/lab"
	"squall/cmd/squall/conform"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/hook"
	"squall/cmd/squall/prove"
	"squall/profiles/read"
	"squall/reports"

	"github.com/spf13/cobra"
)

// conformOptions are the settings of a look at Lambda.
type conformOptions struct {
	target, account, region, role, binary, out string
	only                                       []string
	list, plan, yes                            bool
	budget, compress                           float64
}

func (p *program) conformCommand() *cobra.Command {
	var o conformOptions
	c := &cobra.Command{
		Use:   "conform [PROFILE]",
		Short: "measure what Lambda does, and set it beside the rule book",
		Long: `Makes a small function of its own, measures on it what no document settles (and
some of what one does), deletes it, and prints where the rule book of the
stand-in and what was seen differ: to the terminal, conform.json (squall schema
conform) and conform.md.

On AWS account and region are pinned by --account and --region, or by PROFILE;
the function takes the role of --role, and you are asked once, or say --yes or
--budget; --plan says what would be done. Nothing is changed before that. What
it makes is in a journal first: after a kill, squall recover takes it away. The
figures that it is compared with are those of PROFILE's platform, else the
defaults. What takes long (--list says what) is looked at by --only alone. See
docs/conform.md.

Exit codes: 0 nothing differs, 10 something does, 11 nothing could be told, 13
something could not be deleted.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if o.list {
				_, width := terminal(p.out)
				return reports.Table(p.out, width, []string{"rule", "known as", "what it says [how it is looked at]"}, conform.List())
			}
			return p.conform(c.Context(), args, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.target, "target", "local", "`local` starts a stand-in in this process; http://HOST:PORT uses a running one\n(squall serve --processes); aws is the account that is pinned")
	f.StringVar(&o.account, "account", "", "on AWS: the `number` of the account")
	f.StringVar(&o.region, "region", "", "on AWS: the `region`")
	f.StringVar(&o.role, "role", "", "on AWS: the `ARN` of a role that the function takes, with leave to write logs\nand to send to queues squall-conform-*")
	f.StringVar(&o.binary, "binary", "", "squall for Linux, x86_64 or arm64 (default: the `program` that runs now)")
	f.StringSliceVar(&o.only, "only", nil, "look at these `rules` only")
	f.BoolVar(&o.list, "list", false, "list the rules and how each is looked at; calls nothing")
	f.BoolVar(&o.plan, "plan", false, "print what would be made and looked at, and what it could cost; changes nothing")
	f.BoolVar(&o.yes, "yes", false, "on AWS: do not ask")
	f.Float64Var(&o.budget, "budget", 0, "on AWS: do not ask if it costs at most so many US `dollars`")
	f.Float64Var(&o.compress, "compress", 60, "local: divide asynchronous waits by `N`")
	f.StringVar(&o.out, "out", "", "write exactly into this `folder` (default out/<run-id>)")
	return c
}

// conform looks at Lambda and reports.
func (p *program) conform(ctx context.Context, args []string, o conformOptions) error {
	began := time.Now()
	if err := conform.Check(o.only); err != nil {
		return usage(err)
	}
	data, shown := emptyProfile, "empty profile"
	if len(args) == 1 {
		var err error
		if data, shown, err = profile(args[0]); err != nil {
			return usage(err)
		}
	}
	plan, err := read.Profile(shown, data, nil)
	if err != nil {
		return usage(err)
	}
	binary, arch, err := hookBinary(o.binary)
	if err != nil {
		return usage(err)
	}
	place, err := conform.Open(ctx, conform.Where{Target: o.target, Account: o.account, Region: o.region, Role: o.role, Plan: plan, Compress: o.compress, Version: buildVersion(), Began: began, Tell: p.saying(false)})
	if err != nil {
		return unstarted(ctx, err)
	}
	defer place.Close()
	look := conform.Options{Only: o.only, Platform: &plan.Arms[0].World.Platform, Compress: place.Compress, Date: began.UTC().Format(time.DateOnly)}
	tty, width := terminal(p.diag)
	if o.plan {
		return place.Plan(p.out, width, &look)
	}
	asked, _ := terminal(p.in)
	if err := place.Consent(look.Bound(), conform.Agreement{Yes: o.yes, Budget: o.budget, TTY: tty && asked, In: p.in, Out: p.diag, Width: width}); err != nil {
		return usage(err)
	}
	packed, err := hook.Pack(binary, hook.Settings{}, nil)
	if err != nil {
		return usage(err)
	}
	out, err := folder.Conformed(o.out, began)
	if err != nil {
		return usage(err)
	}
	if err = prove.Dirty(journals, place.Journal()); err == nil {
		err = out.Journal.Start(place.Journal())
	}
	if err != nil {
		out.Abandon()
		return usage(err)
	}
	l := place.Lab(packed, arch, out.Journal)
	r := &report.Report{Schema: report.Schema, Rows: []report.Row{}, LeftThere: []string{}, Run: report.Run{ID: out.ID, Date: began.UTC().Format(time.RFC3339), Ground: conform.Ground(place.Standin, place.Name),
		Account: place.Account, Region: place.Region, AWS: !place.Standin, Compress: max(place.Compress, 1), Squall: buildVersion(), Function: l.Name(), BoundUSD: look.Bound().USD}}
	look.Events = p.saying(tty)
	p.look(ctx, l, look, r)
	p.saying(false)("deleting what was made")
	r.LeftThere = place.TakeAway(ctx, out.Journal)
	r.Run.TookS = time.Since(began).Round(100 * time.Millisecond).Seconds()
	return p.conformed(ctx, out, r, width)
}

// saying shows the progress: on one line of a terminal, else on lines.
func (p *program) saying(tty bool) func(string) {
	return func(text string) {
		if tty {
			fmt.Fprintf(p.diag, "\r\x1b[K%s", text)
			return
		}
		fmt.Fprintln(p.diag, text)
	}
}

// look makes the function and does the experiments.
func (p *program) look(ctx context.Context, l *lab.Lab, o conform.Options, r *report.Report) {
	if o.Needs() {
		o.Events("making function " + l.Name())
		if err := l.Make(ctx); err != nil {
			r.Stopped = fmt.Sprintf("the function could not be made: %v", cloud.Explained(err))
			o.Fill(nil, r)
			return
		}
	}
	conform.Look(ctx, l, o, r)
	if ctx.Err() != nil {
		r.Stopped = "interrupted: what had not been looked at by then says so"
	}
}

// conformed writes the report, and says how it ended.
func (p *program) conformed(ctx context.Context, out *folder.Folder, r *report.Report, width int) error {
	var data, text, shown bytes.Buffer
	err := errors.Join(r.JSON(&data), conform.Markdown(&text, r), conform.Write(&shown, width, r))
	wrote, wroteErr := out.WriteConformed(data.Bytes(), text.Bytes())
	if wroteErr == nil {
		fmt.Fprintf(&shown, "wrote  %s/conform.json conform.md (%s)\n", wrote, figure.Seconds(r.Run.TookS))
	}
	_, printErr := p.out.Write(shown.Bytes())
	if err = errors.Join(err, wroteErr, printErr); err != nil {
		return internal(err)
	}
	var signal interrupted
	switch {
	case len(r.LeftThere) > 0:
		return status{exitDirty, fmt.Errorf("could not be deleted: %s; squall recover %s tries again", strings.Join(r.LeftThere, "; "), out.Path())}
	case errors.As(context.Cause(ctx), &signal):
		return status{signal.code(), errors.New("interrupted; what was made is deleted")}
	case r.Stopped != "":
		return usage(errors.New(r.Stopped))
	case r.Counts.Differ > 0:
		return status{code: 10}
	case r.Counts.Agree == 0:
		return status{code: 11}
	}
	return nil
}
