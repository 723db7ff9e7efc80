package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"squall/attack/journal"
	"squall/attack/link"
	"squall/attack/target"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/prove"
	"squall/profiles"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// ground is what a run stands on: a stand-in, in this process or another.
type ground struct {
	name        string
	endpoint    string
	credentials aws.CredentialsProvider
	target      *target.Target
	plan        *profiles.Plan // as it can be carried out there
	aws         *prove.Ground  // nil: a stand-in
	close       func()
}

// ground opens what a run stands on, and notes in its journal what that is.
func (p *program) ground(ctx context.Context, plan *profiles.Plan, o runOptions, out *folder.Folder, began time.Time) (*ground, error) {
	g, err := p.stand(ctx, plan, o, out, began)
	if err != nil {
		return nil, err
	}
	if err = g.signs(ctx); err != nil {
		g.close()
	}
	return g, err
}

func (p *program) stand(ctx context.Context, plan *profiles.Plan, o runOptions, out *folder.Folder, began time.Time) (*ground, error) {
	if o.target == "aws" {
		return p.openAWS(ctx, plan, o, out, began)
	}
	if c := plan.Canary; c != nil && c.Real {
		return nil, errors.New("canary.traffic: real is everybody's, and a stand-in's alias is this run's alone: run it with --target aws")
	}
	g, err := openGround(ctx, plan, o.target)
	if err != nil {
		return nil, err
	}
	place := g.place(plan, o.target)
	if err = prove.Dirty(journals, place); err == nil {
		err = out.Journal.Start(place)
	}
	if err != nil {
		g.close()
	}
	return g, err
}

// openGround starts the stand-in, or looks for the one at an address.
func openGround(ctx context.Context, plan *profiles.Plan, where string) (*ground, error) {
	g := &ground{close: func() {}, plan: plan, credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")}
	switch {
	case where == "local":
		if err := g.start(ctx, plan); err != nil {
			return nil, err
		}
	case strings.HasPrefix(where, "http://"):
		u, err := url.Parse(where)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("--target %q: want http://HOST:PORT", where)
		}
		g.endpoint, g.name = "http://"+u.Host, "the stand-in at "+u.Host
	default:
		return nil, fmt.Errorf("--target %q: want local, aws or http://HOST:PORT", where)
	}
	account := plan.Arms[0].World.Account
	g.target = target.New(target.Options{Endpoint: g.endpoint, Region: account.Region, Account: account.ID, Compress: plan.Compress, Seed: plan.Seed})
	health, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	if _, err := g.target.Health(health); err != nil {
		g.close()
		return nil, fmt.Errorf("no stand-in answers at %s: start one with squall serve: %w", g.endpoint, err)
	}
	return g, nil
}

// place is what the run's changes are made on, for whoever takes them back.
func (g *ground) place(plan *profiles.Plan, where string) journal.Place {
	account := plan.Arms[0].World.Account
	return journal.Place{Endpoint: g.endpoint, Account: account.ID, Region: account.Region, Own: where == "local"}
}

// start runs a stand-in in this process. It outlives ctx until close, since
// an interrupted run still takes its changes back.
func (g *ground) start(ctx context.Context, plan *profiles.Plan) error {
	var worlds []*profiles.World
	for i := range plan.Arms {
		worlds = append(worlds, &plan.Arms[i].World)
	}
	s, err := standin.New(standin.Options{Seed: plan.Seed, Compress: plan.Compress, World: worlds[0], Version: buildVersion(), Programs: standin.Programs(worlds...)})
	if err != nil {
		return err
	}
	serve, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- s.Serve(serve) }()
	g.endpoint, g.name = s.Endpoint(), "the local stand-in"
	g.close = func() {
		stop()
		<-done
	}
	return nil
}

// signs says which entries could not be signed, before anything is changed.
func (g *ground) signs(ctx context.Context) error {
	return link.Credentials(ctx, g.plan, link.Way{Endpoint: g.endpoint, Credentials: g.credentials}, g.aws != nil)
}

// unstarted is why a run could not begin: a signal, or what the user asked for.
func unstarted(ctx context.Context, err error) error {
	var signal interrupted
	if errors.As(context.Cause(ctx), &signal) {
		return status{signal.code(), errors.New("interrupted before anything was changed")}
	}
	return usage(err)
}
