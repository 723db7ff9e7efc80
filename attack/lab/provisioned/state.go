// Package provisioned looks at provisioned concurrency on the function of a lab:
// how it comes, whom it serves, and what becomes of it when its alias moves or it
// is taken away.
//
// It judges nothing. What it provisions is the lab's function's and goes with it.
package provisioned

import (
	"context"
	"fmt"
	"time"

	"squall/attack/lab"
	"squall/attack/lab/specimen"
	"squall/attack/pause"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// State is what a configuration was: from the first look that showed it to the
// last, since it was asked for.
type State struct {
	At, Last                        time.Duration
	Status, Reason                  string
	Requested, Allocated, Available int32
}

// Ready says whether all of it serves.
func (s State) Ready() bool { return s.Status == string(types.ProvisionedConcurrencyStatusEnumReady) }

// Under says whether it is being built.
func (s State) Under() bool {
	return s.Status == string(types.ProvisionedConcurrencyStatusEnumInProgress)
}

// Init types, as environments tell them.
const (
	OnDemand    = "on-demand"
	Provisioned = "provisioned-concurrency"
)

// bench is the function and a configuration that changes.
type bench struct {
	*lab.Lab
	asked time.Time // since when it is under way
	poll  time.Duration
	pace  time.Duration // of looks at the state with a request in between
}

func at(l *lab.Lab) *bench {
	return &bench{Lab: l, poll: l.Either(time.Second, 20*time.Millisecond), pace: l.Either(10*time.Second, 0)}
}

// alias makes an alias of a version.
func (b *bench) alias(ctx context.Context, name, version string) error {
	_, err := b.Control().CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: aws.String(b.Name()), Name: &name, FunctionVersion: &version})
	return err
}

// move has an alias point at another version, which may get a share only.
func (b *bench) move(ctx context.Context, name, version string, weights map[string]float64) error {
	_, err := b.Control().UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: aws.String(b.Name()), Name: &name, FunctionVersion: &version,
		RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: weights}})
	return err
}

// put asks for n environments. What AWS refuses is said.
func (b *bench) put(ctx context.Context, qualifier string, n int32) (lab.Said, error) {
	b.asked = time.Now()
	_, err := b.Control().PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: aws.String(b.Name()), Qualifier: &qualifier, ProvisionedConcurrentExecutions: &n})
	return lab.Refused(err)
}

// provide is put where a refusal is in the way.
func (b *bench) provide(ctx context.Context, qualifier string, n int32) error {
	s, err := b.put(ctx, qualifier, n)
	if err == nil && s.Code != "" {
		err = fmt.Errorf("provisioned concurrency of %d is refused: %s: %s", n, s.Code, s.Message)
	}
	return err
}

func (b *bench) drop(ctx context.Context, qualifier string) error {
	_, err := b.Control().DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: aws.String(b.Name()), Qualifier: &qualifier})
	return err
}

// state reads a configuration; Status is "" where there is none.
func (b *bench) state(ctx context.Context, qualifier string) (s State, err error) {
	out, err := b.Control().GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: aws.String(b.Name()), Qualifier: &qualifier})
	s.At = time.Since(b.asked)
	s.Last = s.At
	if lab.Code(err) == "ProvisionedConcurrencyConfigNotFoundException" {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Status, s.Reason = string(out.Status), aws.ToString(out.StatusReason)
	s.Requested, s.Allocated, s.Available = aws.ToInt32(out.RequestedProvisionedConcurrentExecutions), aws.ToInt32(out.AllocatedProvisionedConcurrentExecutions), aws.ToInt32(out.AvailableProvisionedConcurrentExecutions)
	return s, nil
}

// within is how long AWS is given to provision something, or to give it up.
const within = 15 * time.Minute

// stale is how long a state may be that of before a change.
const stale = 15 * time.Second

// seen adds a state to those that were seen, and says whether it is the end.
func (b *bench) seen(states []State, s State) (all []State, over bool) {
	if n := len(states); n > 0 && same(states[n-1], s) {
		states[n-1].Last = s.At
	} else {
		states = append(states, s)
	}
	begun := b.Standin() || len(states) > 1 || s.At > stale
	return states, !s.Under() && begun
}

// settle looks until a configuration is no longer being built, and has the alias
// asked in between. It gives the states that differ, and the answers that were
// there while it still was being built.
func (b *bench) settle(ctx context.Context, qualifier string) (states []State, meanwhile []lab.Reply, err error) {
	until := time.Now().Add(within)
	for {
		r, err := b.Ask(ctx, qualifier, specimen.Event{})
		if err != nil {
			return states, meanwhile, err
		}
		s, err := b.state(ctx, qualifier)
		if err != nil {
			return states, meanwhile, err
		}
		var over bool
		if states, over = b.seen(states, s); over {
			return states, meanwhile, nil
		}
		if s.Under() {
			meanwhile = append(meanwhile, r)
		}
		if time.Now().After(until) {
			return states, meanwhile, fmt.Errorf("provisioned concurrency is still %s after %v: %w", s.Status, within, lab.ErrLate)
		}
		if err := pause.For(ctx, b.pace); err != nil {
			return states, meanwhile, err
		}
	}
}

// quickly is settle without requests.
func (b *bench) quickly(ctx context.Context, qualifier string) (states []State, err error) {
	err = b.Await(ctx, within, "provisioned concurrency is not there", func() (over bool, err error) {
		s, err := b.state(ctx, qualifier)
		if err == nil {
			states, over = b.seen(states, s)
		}
		return over, err
	})
	return states, err
}

func same(a, b State) bool {
	a.At, a.Last = b.At, b.Last
	return a == b
}

// several asks a qualifier one time after the other.
func (b *bench) several(ctx context.Context, qualifier string, n int) (out []lab.Reply, err error) {
	for range n {
		r, err := b.Well(ctx, qualifier, specimen.Event{})
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

// hold is how long a request is under way that others must meet.
func (b *bench) hold() specimen.Event {
	return specimen.Event{SleepMs: b.Either(1500*time.Millisecond, lab.SteadyRun).Milliseconds()}
}

// together sends n requests at once. ok is false where they were not all under
// way at one time.
func (b *bench) together(ctx context.Context, qualifier string, n int) (out []lab.Reply, ok bool, err error) {
	under := make([]lab.Waiting, n)
	for i := range under {
		under[i] = b.Begin(ctx, qualifier, b.hold())
	}
	for _, w := range under {
		r, asked := w.End()
		if asked != nil && err == nil {
			err = asked
		}
		out = append(out, r)
	}
	if err != nil {
		return nil, false, err
	}
	// An environment is busy until its request ends; the last one must have been
	// sent well before that.
	last, first := out[0].Sent, out[0].Sent.Add(time.Duration(b.hold().SleepMs)*time.Millisecond)
	for _, r := range out {
		if r.Sent.After(last) {
			last = r.Sent
		}
		if end := r.Sent.Add(time.Duration(b.hold().SleepMs) * time.Millisecond); end.Before(first) {
			first = end
		}
	}
	return out, first.Sub(last) > time.Duration(b.hold().SleepMs)*time.Millisecond/2, nil
}
