package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"time"

	"squall/analyze"
	"squall/cmd/squall/folder"
	"squall/cmd/squall/record"
	"squall/cmd/squall/simulate"
	sweeping "squall/cmd/squall/sweep"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/reports"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// The clocks of a run.
const (
	clockLive    = "live"
	clockVirtual = "virtual"
)

// defaultAt is when a run in virtual time begins: a constant, so that the same
// run writes the same files.
const defaultAt = "2026-01-01T00:00:00Z"

// keptHits is how many hits a run in virtual time keeps unless told to.
const keptHits = 5e6

func (p *program) simulateCommand() *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "simulate [PROFILE]",
		Short: "run a profile in virtual time: the model alone, hours in seconds",
		Long: `Runs a profile as squall run --clock virtual does: the same plan, arrivals and
rules of Lambda, without sockets and as fast as they can be worked off. The same
profile and seed write the same files, byte for byte.

It needs no waits: a six-hour retry takes six hours of virtual time. Every
function must be a model; entries with url: are refused. Exit codes are those
of squall run.
` + sweeping.Help,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.start(c, args, set) },
	}
	setFlag(c, &set)
	runFlags(c)
	return c
}

// clockSettings reads which clock a run goes by.
func clockSettings(v *viper.Viper) (virtual bool, at time.Time, err error) {
	text := v.GetString("at")
	switch clock := v.GetString("clock"); {
	case clock == clockLive && text != "":
		return false, at, errors.New("--at is for --clock virtual: a live run begins now")
	case clock == clockLive:
		return false, at, nil
	case clock != clockVirtual:
		return false, at, fmt.Errorf("--clock %q: want live or virtual", clock)
	case v.GetString("target") != "local":
		return false, at, fmt.Errorf("--target %s: the virtual clock has no target, it simulates; leave --target out", v.GetString("target"))
	}
	if text == "" {
		text = defaultAt
	}
	at, err = time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1970 || at.Year() > 2200 {
		return true, at, fmt.Errorf("--at %q: want a time from 1970 to 2200 like %s", text, defaultAt)
	}
	return true, at, nil
}

// simulate carries out a plan in virtual time and reports on it.
func (p *program) simulate(ctx context.Context, plan *profiles.Plan, o runOptions) (*analyze.Result, error) {
	// Requests allocate nothing, so that collecting often costs little and
	// keeps a long run small.
	defer debug.SetGCPercent(debug.SetGCPercent(30))
	began := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, err := folder.Simulated(o.out, plan)
	if err != nil {
		return nil, usage(err)
	}
	if !o.hits.Named {
		o.hits.Every = uint64(max(1, math.Ceil(trial.Expected(plan)/keptHits)))
	}
	rec, steering, err := recorder(plan, virtualMeta(plan, out.ID, o.at), out, o.hits, cancel)
	if err != nil {
		out.Abandon()
		return nil, usage(err)
	}
	show, width := p.screen(began, plan)
	show.Began(plan.Name, opening(plan, &ground{name: "the virtual clock"}))
	kept, figures := rec.Kept()
	ending, runErr := simulate.Run(ctx, plan, simulate.Options{
		Epoch: o.at, Run: out.ID, Recorder: kept, Figures: figures, Keep: o.hits.Keeps, Ended: rec.Ended, Events: show.Simulated(),
		Fork: func() simulate.Part { return part(rec.Fork()) }, Steering: steering.Wheel(), Gate: rec.Gate,
	})
	show.Done()
	end := record.Ending(plan, &ending.Ending, runErr, context.Cause(ctx), ending.Span)
	end.Canary = steering.Outcome()
	end.Warnings = append(end.Warnings, o.notes...)
	for _, a := range ending.Alive {
		end.Alive = append(end.Alive, analyze.Alive(a))
	}
	result, lost := rec.Finish(end)
	rec.Prove(result, &ending.Ending)
	wrote, writeErr := out.Write(result)
	err = reports.Terminal(p.out, result, reports.TerminalOptions{Width: width, Color: o.color, Out: wrote, Took: time.Since(began), Blind: o.hits.Every == 0})
	p.tell(result, plan, o, wrote)
	if err = errors.Join(runErr, lost, writeErr, err); err != nil {
		return nil, internal(err)
	}
	return result, nil
}

// part is a recorder's part as the run takes it.
func part(p *record.Part) simulate.Part {
	kept, figures := p.Kept()
	return simulate.Part{Recorder: kept, Figures: figures, Ended: p.Ended, Join: p.Join, Drop: p.Drop}
}

// virtualMeta is runMeta without what differs from machine to machine.
func virtualMeta(plan *profiles.Plan, id string, at time.Time) analyze.Meta {
	meta := runMeta(plan, id, "local", at)
	meta.Run.Clock = clockVirtual
	for _, of := range [...]string{"go", "os", "arch"} {
		delete(meta.Run.Fingerprint, of)
	}
	return meta
}
