package lab

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/lab/specimen"
	"squall/attack/pause"
)

// Pair are two requests to one version, one after the other.
type Pair struct{ Cold, Warm Reply }

// Colds has n new versions answer twice.
func (l *Lab) Colds(ctx context.Context, n int) (out []Pair, err error) {
	for range n {
		version, err := l.Publish(ctx, Setup{})
		if err != nil {
			return out, err
		}
		var p Pair
		if p.Cold, err = l.Well(ctx, version, specimen.Event{}); err == nil {
			p.Warm, err = l.Well(ctx, version, specimen.Event{})
		}
		if err != nil {
			return out, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Told is which version answered when one was asked.
type Told struct{ Asked, Version, Environment string }

// Turns asks two versions in turn.
func (l *Lab) Turns(ctx context.Context, n int) (out []Told, err error) {
	var versions [2]string
	for i := range versions {
		if versions[i], err = l.Publish(ctx, Setup{}); err != nil {
			return nil, err
		}
	}
	for i := range n {
		r, err := l.Well(ctx, versions[i%2], specimen.Event{})
		if err != nil {
			return out, err
		}
		out = append(out, Told{versions[i%2], r.Version, r.Environment})
	}
	return out, nil
}

// The requests of a round of Reuse end so far apart, and what ended closer
// together than near cannot be told apart.
const (
	apart     = 250 * time.Millisecond
	apartHere = 120 * time.Millisecond // at a stand-in
	near      = 50 * time.Millisecond
	kept      = 4 // environments
)

// Reuse has several environments end their requests one after the other, and
// says which of them the next request finds: 0 is the last used one, kept-1 that
// of longest ago, -1 another. Rounds in which the order is not sure are left out.
func (l *Lab) Reuse(ctx context.Context, rounds int) (ranks []int, err error) {
	version, err := l.Publish(ctx, Setup{})
	if err != nil {
		return nil, err
	}
	for range rounds {
		var under [kept]Waiting
		for i := range under {
			under[i] = l.Begin(ctx, version, specimen.Event{SleepMs: int64(i+1) * l.Either(apart, apartHere).Milliseconds()})
		}
		var ended []specimen.Answer
		for _, w := range under {
			r, err := w.End()
			if err == nil && (r.Refused != nil || r.Error != "") {
				err = fmt.Errorf("one of %d requests at once was not answered: %+v %s", kept, r.Refused, r.Said)
			}
			if err != nil {
				return ranks, err
			}
			ended = append(ended, r.Answer)
		}
		slices.SortFunc(ended, func(a, b specimen.Answer) int { return cmp.Compare(b.EndedMs, a.EndedMs) })
		next, err := l.Well(ctx, version, specimen.Event{})
		if err != nil {
			return ranks, err
		}
		if sure(ended) {
			ranks = append(ranks, slices.IndexFunc(ended, func(a specimen.Answer) bool { return a.Environment == next.Environment }))
		}
	}
	return ranks, nil
}

// sure says whether requests ended in an order that can be told, each in an
// environment of its own.
func sure(ended []specimen.Answer) bool {
	environments := map[string]bool{}
	for i, a := range ended {
		environments[a.Environment] = true
		if i > 0 && ended[i-1].EndedMs-a.EndedMs < near.Milliseconds() {
			return false
		}
	}
	return len(environments) == len(ended)
}

// Busy sends n requests while the only environment that may be is taken.
func (l *Lab) Busy(ctx context.Context, n int) (out []Refusal, err error) {
	version, err := l.Publish(ctx, Setup{})
	if err == nil {
		err = l.Reserve(ctx, 1)
	}
	if err != nil {
		return nil, err
	}
	err = l.Unreserved(ctx, func() error {
		return l.occupied(ctx, version, l.Either(busyFor, busyHere), func(time.Time) error {
			for range n {
				r, err := l.Ask(ctx, version, specimen.Event{})
				if err != nil {
					return err
				}
				if r.Refused == nil {
					r.Refused = &Refusal{Status: 200}
				}
				out = append(out, *r.Refused)
			}
			return nil
		})
	})
	return out, err
}

const busyFor, busyHere = 3 * time.Second, time.Second

// Either is the first on AWS, and the second at a stand-in, which is near and
// nobody else's.
func (l *Lab) Either(there, here time.Duration) time.Duration {
	if l.opt.Standin {
		return here
	}
	return there
}

// Step is one request of a sprint.
type Step struct {
	At     time.Duration // of its answer
	Reason string        // of its refusal; "" when it was answered
	OK     bool
}

// calm is how long nothing is sent, so that every credit is full.
const calm = 2 * time.Second

// Sprint sends one request after the other, as fast as they are answered, to a
// function whose reserved concurrency is 1.
func (l *Lab) Sprint(ctx context.Context, length time.Duration) (out []Step, err error) {
	version, err := l.Publish(ctx, Setup{})
	if err == nil {
		err = l.Reserve(ctx, 1)
	}
	if err != nil {
		return nil, err
	}
	err = l.Unreserved(ctx, func() error {
		if _, err := l.Well(ctx, version, specimen.Event{}); err != nil {
			return err
		}
		if err := pause.For(ctx, calm); err != nil {
			return err
		}
		for began := time.Now(); time.Since(began) < length; {
			r, err := l.Ask(ctx, version, specimen.Event{})
			if err != nil {
				return err
			}
			s := Step{At: time.Since(began), OK: r.Refused == nil}
			if r.Refused != nil {
				s.Reason = r.Refused.Reason
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

// Weights sends n requests to an alias that gives a share to a second version,
// and says which of them that one answered.
func (l *Lab) Weights(ctx context.Context, share float64, n int) (out []bool, err error) {
	first, err := l.Publish(ctx, Setup{})
	if err != nil {
		return nil, err
	}
	second, err := l.Publish(ctx, Setup{})
	if err == nil {
		_, err = l.lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: &l.name, Name: new("weighted"), FunctionVersion: &first,
			RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{second: share}}})
	}
	for range n {
		if err != nil {
			return out, err
		}
		var r Reply
		r, err = l.Well(ctx, "weighted", specimen.Event{})
		out = append(out, r.Version == second)
	}
	return out, err
}

// Update is a request that ran while the function was given another
// configuration, and the first one after it.
type Update struct{ During, After Reply }

const updateFor, updateHere = 4 * time.Second, 600 * time.Millisecond

// Updates changes the function under a request, n times.
func (l *Lab) Updates(ctx context.Context, n int) (out []Update, err error) {
	for range n {
		if err := l.configure(ctx, Setup{Stage: "old"}); err != nil {
			return out, err
		}
		if _, err := l.Well(ctx, "", specimen.Event{}); err != nil {
			return out, err
		}
		w := l.Begin(ctx, "", specimen.Event{SleepMs: l.Either(updateFor, updateHere).Milliseconds()})
		err := pause.For(ctx, holding)
		if err == nil {
			err = l.configure(ctx, Setup{Stage: "new"})
		}
		var u Update
		if err == nil {
			u.After, err = l.Well(ctx, "", specimen.Event{})
		}
		var asked error
		if u.During, asked = w.End(); err == nil {
			err = asked
		}
		if err != nil {
			return out, err
		}
		out = append(out, u)
	}
	return out, nil
}

// InitErrors asks a version n times whose init fails.
func (l *Lab) InitErrors(ctx context.Context, n int) (out []Reply, err error) {
	version, err := l.Publish(ctx, Setup{Init: "fail"})
	for range n {
		if err != nil {
			return out, err
		}
		var r Reply
		r, err = l.Ask(ctx, version, specimen.Event{})
		out = append(out, r)
	}
	return out, err
}

// Late is a request that took too long, and those around it.
type Late struct{ Before, Late, After Reply }

// tooLong is how long a request takes that is to run into its timeout of a
// second.
const tooLong = 3 * time.Second

// Timeouts has n versions run into their timeout of a second.
func (l *Lab) Timeouts(ctx context.Context, n int) (out []Late, err error) {
	for range n {
		version, err := l.Publish(ctx, Setup{Timeout: 1, Model: Sometimes})
		if err != nil {
			return out, err
		}
		late := l.late
		if l.opt.Standin {
			late = l.sometimes
		}
		x, err := late(ctx, version)
		if err != nil {
			return out, err
		}
		out = append(out, x)
	}
	return out, nil
}

// late asks for three requests, the second of which takes too long.
func (l *Lab) late(ctx context.Context, version string) (x Late, err error) {
	if x.Before, err = l.Well(ctx, version, specimen.Event{}); err == nil {
		x.Late, err = l.Ask(ctx, version, specimen.Event{SleepMs: tooLong.Milliseconds()})
	}
	if err == nil {
		x.After, err = l.Well(ctx, version, specimen.Event{})
	}
	return x, err
}

// draws is after how many requests of the model Sometimes no three of them came
// in this order once in some thousand times.
const draws = 60

// sometimes asks a model until one request was well, one took too long, and one
// was well again.
func (l *Lab) sometimes(ctx context.Context, version string) (x Late, err error) {
	for range draws {
		r, err := l.Ask(ctx, version, specimen.Event{})
		if err != nil {
			return x, err
		}
		if x.Before, x.Late, x.After = x.Late, x.After, r; x.Before.Environment != "" && x.Late.Error != "" && r.Environment != "" {
			return x, nil
		}
	}
	return x, fmt.Errorf("of %d requests no three came in order: %w", draws, ErrLate)
}
