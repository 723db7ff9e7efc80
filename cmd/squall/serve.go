package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"squall/attack/pause"
	"squall/profiles"
	"squall/profiles/read"
	"squall/standin"

	"github.com/spf13/cobra"
)

func (p *program) serveCommand() *cobra.Command {
	var set []string
	var config string
	c := &cobra.Command{
		Use:   "serve",
		Short: "run the local Lambda for your own clients, until interrupted",
		Long: `Serves the AWS APIs on one port and each door (ALB, API Gateway REST and HTTP,
function URLs) on one of the ports behind it. --config takes the functions,
account and platform of a profile; without it the stand-in starts empty.
POST /_squall/reset empties it: functions, queues and doors.

Functions that clients create answer an invoke with 501, unless --processes lets
those with a bootstrap run. A profile's process: runs without it.

Clients find it by AWS_ENDPOINT_URL. AWS CLI 1 needs --endpoint-url as well for
sqs, and clients from before August 2023 for everything.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			v, err := settings(c)
			if err != nil {
				return err
			}
			data, shown := emptyProfile, "empty profile"
			if config != "" {
				if data, shown, err = profile(config); err != nil {
					return usage(err)
				}
			}
			plan, err := read.Profile(shown, data, overrides(v, set))
			if err != nil {
				return usage(err)
			}
			enforce, err := enforces(v.GetString("iam"))
			if err != nil {
				return usage(err)
			}
			keys, err := accessKeys(v.GetString("auth"))
			if err != nil {
				return usage(err)
			}
			return p.supervised(c.Context(), v.GetBool("supervise"), plan, standin.Options{Listen: v.GetString("listen"), Enforce: enforce, Keys: keys, TLS: v.GetString("tls"), Settle: v.GetDuration("state-delay"),
				Processes: v.GetBool("processes"), ControlRate: v.GetFloat64("control-rate"), Keep: v.GetString("keep"), Diag: p.diag}, v.GetString("auth"), config != "")
		},
	}
	f := c.Flags()
	setFlag(c, &set)
	f.StringVar(&config, "config", "", "`profile` whose functions, account and platform to serve")
	f.Duration("state-delay", 0, "how long functions are Pending when a client creates them, and\nupdates InProgress, as on AWS")
	f.String("keep", "", "`folder` in which what clients made outlives the stand-in, kill -9 included;\nwithout it nothing is kept")
	f.Bool("supervise", false, "start the stand-in again when it is killed; the fault standin.restart then\nreally kills it. Needs --keep")
	f.String("auth", "", "`file` of access keys, as ~/.aws/credentials: who does not sign with one is\nrefused, and other machines may be listened to")
	f.String("tls", "", "serve HTTPS, and write the certificate that clients must trust into this `file`")
	f.String("iam", "lenient", "lenient: roles nobody created may do everything; enforce: as on AWS, and\npolicies decide who may invoke")
	f.String("listen", "127.0.0.1:9400", "`address` of the AWS APIs; port 0 takes free ones")
	f.String("seed", "", "override the profile's seed")
	f.Bool("processes", false, "run functions of runtime provided.al2023 that clients create, as processes of your user, without a sandbox")
	f.Float64("control-rate", 0, "limit Lambda's control plane to `N` calls a second for each account and\nRegion, as AWS does to 15; 0 is no limit")
	f.Float64("compress", 0, "divide asynchronous gaps, idle expiry and the like by N")
	return c
}

// emptyProfile gives a stand-in without functions its defaults.
var emptyProfile = []byte(`name: serve
functions: [{name: none, model: {duration: {constant: 1ms}}}]
attack: [{path: sdk, function: none, phases: [{for: 1s, rate: 1/s}]}]
`)

// enforces reads --iam.
func enforces(mode string) (bool, error) {
	switch mode {
	case "lenient", "enforce":
		return mode == "enforce", nil
	}
	return false, fmt.Errorf("--iam %q: want lenient or enforce", mode)
}

func (p *program) serve(ctx context.Context, plan *profiles.Plan, o standin.Options, keys string, withFunctions bool) error {
	o.Seed, o.Compress, o.World, o.Version = plan.Seed, plan.Compress, &plan.Arms[0].World, buildVersion()
	o.Programs = standin.Programs(o.World)
	o.Wait = func(until time.Time) error { return pause.For(ctx, time.Until(until)) }
	s, err := standin.New(o)
	if err != nil {
		return usage(err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.Serve(serving) }()
	if withFunctions && !s.Resumed() {
		if err := s.Install(ctx, &plan.Arms[0].World); err != nil {
			stop()
			return usage(errors.Join(err, <-done))
		}
	}
	if err := s.Begun(); err != nil {
		stop()
		return internal(errors.Join(err, <-done))
	}
	if err := p.greet(s, plan, o, keys, withFunctions); err != nil {
		return internal(err)
	}
	select {
	case err := <-done:
		return internal(err)
	case <-ctx.Done():
	}
	stop()
	err = <-done
	var signal interrupted
	if err == nil && (errors.As(context.Cause(ctx), &signal) || o.Die != nil) {
		return nil // stopping a server with a signal is how it is stopped, and a child by its parent's end
	}
	return internal(err)
}

// greet prints where everything is, ready to be pasted.
func (p *program) greet(s *standin.Standin, plan *profiles.Plan, o standin.Options, keys string, withFunctions bool) error {
	a := plan.Arms[0].World.Account
	e := &errWriter{w: p.out}
	e.printf("squall stand-in: account %s, %s, concurrency %d, waits %gx\n\n", a.ID, a.Region, a.Concurrency, plan.Compress)
	e.printf("export AWS_ENDPOINT_URL=%s\n", s.Endpoint())
	if o.TLS != "" {
		e.printf("export AWS_CA_BUNDLE=%s NODE_EXTRA_CA_CERTS=%s\n", o.TLS, o.TLS)
	}
	e.printf("export AWS_REGION=%s AWS_DEFAULT_REGION=%s\n", a.Region, a.Region) // some clients read only the second
	if keys != "" {
		e.printf("export AWS_SHARED_CREDENTIALS_FILE=%s\n\n", keys)
	} else {
		e.printf("export AWS_ACCESS_KEY_ID=squall AWS_SECRET_ACCESS_KEY=squall\n\n")
	}
	doors := s.Doors()
	for _, name := range slices.Sorted(maps.Keys(doors)) {
		e.printf("%-12s %s\n", name, doors[name])
	}
	e.printf("\n")
	if !withFunctions {
		e.printf("functions    none; those that clients create can be looked at, only those of\n             --config PROFILE have a model that answers\n")
	}
	for i, f := range plan.Arms[0].World.Functions {
		if !withFunctions {
			break
		}
		path := f.Name
		var names []string
		for _, alias := range f.Aliases {
			names = append(names, ":"+alias.Name)
			path = f.Name + "/" + f.Aliases[0].Name
		}
		e.printf("%-12s %s %s\n", "function", f.Name, strings.Join(names, " "))
		if i == 0 {
			e.printf("%-12s curl %s/%s\n", "", doors["alb"], path)
		}
	}
	e.printf("\nstate        %s/_squall/state\n", s.Endpoint())
	switch {
	case o.Keep == "":
		e.printf("Ctrl-C stops it; nothing is kept.\n")
	case s.Resumed():
		e.printf("kept         in %s, from where this goes on: every environment is cold,\n             what was in hand is lost, and events that ran run again\nnot kept     %s\n", o.Keep, standin.Unkept)
	default:
		e.printf("kept         in %s, from now on\nnot kept     %s\n", o.Keep, standin.Unkept)
	}
	return e.err
}

// errWriter keeps the first error of many prints.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) printf(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format, args...)
	}
}
