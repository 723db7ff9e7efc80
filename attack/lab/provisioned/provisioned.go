package provisioned

import (
	"context"
	"strings"
	"time"

	"squall/attack/lab"
	"squall/attack/lab/specimen"
	"squall/attack/pause"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Few and Many are how much is provisioned.
const (
	Few  = 2
	Many = 12
)

// How often something is asked.
const (
	Asked  = 3
	Bursts = 3
)

// Serving is a configuration from its beginning to its end.
type Serving struct {
	Coming     []State     // until Few were there
	Meanwhile  []lab.Reply // to the alias, before they were
	Unreserved [2]int32    // of the account, before and after; -1: it cannot be read

	Alias, Number, Latest []lab.Reply // asked by the alias, by the number, and $LATEST
	Itself, Other         lab.Said    // a second configuration: of the version, of another alias of it
	Bursts                [][]lab.Reply
	After                 []lab.Reply // the bursts

	Growing []State     // from Few to Many
	Grown   []lab.Reply // meanwhile

	Weights lab.Said // a share of the alias for another version

	Busy    lab.Reply   // under way when it was taken away
	Removed time.Time   // when it was
	Late    []lab.Reply // after that, until one was on demand
	Gone    bool        // there was no configuration afterwards
}

const name = "provisioned" // the alias

// Serve provisions an alias, asks it in every way, and takes it away again.
func Serve(ctx context.Context, l *lab.Lab) (s Serving, err error) {
	b := at(l)
	version, err := b.Publish(ctx, lab.Setup{Model: lab.Steady})
	if err != nil {
		return s, err
	}
	other, err := b.Publish(ctx, lab.Setup{Model: lab.Steady})
	if err == nil {
		err = b.alias(ctx, name, version)
	}
	for _, step := range []func() error{
		func() error { return b.come(ctx, &s) },
		func() error { return b.whom(ctx, &s, version) },
		func() error { return b.twice(ctx, &s, version) },
		func() error { return b.spill(ctx, &s) },
		func() error { return b.grow(ctx, &s) },
		func() error { return b.weigh(ctx, &s, version, other) },
		func() error { return b.leave(ctx, &s) },
	} {
		if err != nil {
			return s, err
		}
		err = step()
	}
	return s, err
}

// unreserved is what the account has left, or -1.
func (b *bench) unreserved(ctx context.Context) int32 {
	out, err := b.Control().GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || out.AccountLimit == nil || out.AccountLimit.UnreservedConcurrentExecutions == nil {
		return -1
	}
	return *out.AccountLimit.UnreservedConcurrentExecutions
}

func (b *bench) come(ctx context.Context, s *Serving) (err error) {
	s.Unreserved[0] = b.unreserved(ctx)
	if err = b.provide(ctx, name, Few); err == nil {
		s.Coming, s.Meanwhile, err = b.settle(ctx, name)
	}
	s.Unreserved[1] = b.unreserved(ctx)
	return err
}

func (b *bench) whom(ctx context.Context, s *Serving, version string) (err error) {
	if s.Alias, err = b.several(ctx, name, Asked); err == nil {
		s.Number, err = b.several(ctx, version, Asked)
	}
	if err == nil {
		s.Latest, err = b.several(ctx, "$LATEST", Asked)
	}
	return err
}

// twice asks for what the version has already.
func (b *bench) twice(ctx context.Context, s *Serving, version string) (err error) {
	if s.Itself, err = b.put(ctx, version, 1); err != nil {
		return err
	}
	if s.Itself.Code == "" {
		err = b.drop(ctx, version)
	}
	const second = "second"
	if err == nil {
		err = b.alias(ctx, second, version)
	}
	if err == nil {
		s.Other, err = b.put(ctx, second, 1)
	}
	if err == nil && s.Other.Code == "" {
		err = b.drop(ctx, second)
	}
	return err
}

// spill sends twice as many requests at once as are provisioned.
func (b *bench) spill(ctx context.Context, s *Serving) error {
	for range Bursts {
		replies, ok, err := b.together(ctx, name, 2*Few)
		if err != nil {
			return err
		}
		if ok {
			s.Bursts = append(s.Bursts, replies)
		}
	}
	var err error
	s.After, err = b.several(ctx, name, Asked)
	return err
}

func (b *bench) grow(ctx context.Context, s *Serving) error {
	said, err := b.put(ctx, name, Many)
	if err != nil || said.Code != "" {
		return err // an account of few: the few are left
	}
	s.Growing, s.Grown, err = b.settle(ctx, name)
	return err
}

// weigh gives a share of the alias to another version, and takes it back.
func (b *bench) weigh(ctx context.Context, s *Serving, version, other string) (err error) {
	if s.Weights, err = lab.Refused(b.move(ctx, name, version, map[string]float64{other: 0.5})); err == nil && s.Weights.Code == "" {
		err = b.move(ctx, name, version, map[string]float64{})
	}
	return err
}

// leave takes the configuration away under a request.
func (b *bench) leave(ctx context.Context, s *Serving) error {
	under := b.Begin(ctx, name, b.hold())
	err := pause.For(ctx, b.Either(300*time.Millisecond, lab.SteadyRun/4))
	if err == nil {
		s.Removed = time.Now()
		err = b.drop(ctx, name)
	}
	var asked error
	if s.Busy, asked = under.End(); err == nil {
		err = asked
	}
	for wait := b.poll; err == nil && wait < lasts; wait *= 2 {
		var r []lab.Reply
		if r, err = b.several(ctx, name, 1); err == nil {
			s.Late = append(s.Late, r[0])
			if r[0].InitType != Provisioned {
				break
			}
			err = pause.For(ctx, wait)
		}
	}
	if err != nil {
		return err
	}
	now, err := b.state(ctx, name)
	s.Gone = now.Status == ""
	return err
}

// lasts is how long environments are looked for whose configuration is gone.
const lasts = time.Minute

// Failing is a configuration whose environments cannot initialise.
type Failing struct {
	States []State
	Inits  int // that the log tells
	After  lab.Reply
}

// Fail provisions an alias whose init fails.
func Fail(ctx context.Context, l *lab.Lab) (f Failing, err error) {
	b := at(l)
	version, err := b.Publish(ctx, lab.Setup{Init: "fail", Model: lab.Broken})
	const name = "broken"
	if err == nil {
		err = b.alias(ctx, name, version)
	}
	if err == nil {
		err = b.provide(ctx, name, 1)
	}
	if err != nil {
		return f, err
	}
	if f.States, err = b.quickly(ctx, name); err != nil {
		return f, err
	}
	// Each init has written a line; the last ones may be late.
	if err := pause.For(ctx, b.Either(20*time.Second, 0)); err != nil {
		return f, err
	}
	lines, err := b.Lines(ctx, specimen.Began)
	if err != nil {
		return f, err
	}
	for _, line := range lines {
		if words := strings.Fields(line); len(words) > 1 && words[1] == version {
			f.Inits++
		}
	}
	f.After, err = b.Ask(ctx, name, specimen.Event{})
	return f, err
}

// Moving is a provisioned alias that moves twice: to a version that is well, and
// to one that is not.
type Moving struct {
	From, To string // versions
	States   []State
	During   []lab.Reply // to the alias
	Alias    []lab.Reply // once it was there
	Old      []lab.Reply // to the version that it was on, by its number

	Failing []State
	Failed  []lab.Reply // to the alias, once it had failed
}

// Move moves a provisioned alias.
func Move(ctx context.Context, l *lab.Lab) (m Moving, err error) {
	b := at(l)
	if m.From, err = b.Publish(ctx, lab.Setup{Model: lab.Steady}); err != nil {
		return m, err
	}
	if m.To, err = b.Publish(ctx, lab.Setup{Model: lab.Steady}); err != nil {
		return m, err
	}
	broken, err := b.Publish(ctx, lab.Setup{Init: "fail", Model: lab.Broken})
	const name = "moving"
	for _, step := range []func() error{
		func() error { return b.alias(ctx, name, m.From) },
		func() error { return b.provide(ctx, name, 1) },
		func() error { _, err := b.quickly(ctx, name); return err },
		func() error { b.asked = time.Now(); return b.move(ctx, name, m.To, map[string]float64{}) },
		func() (err error) { m.States, m.During, err = b.settle(ctx, name); return err },
		func() (err error) { m.Alias, err = b.several(ctx, name, Asked); return err },
		func() (err error) { m.Old, err = b.several(ctx, m.From, Asked); return err },
		func() error { b.asked = time.Now(); return b.move(ctx, name, broken, map[string]float64{}) },
		func() (err error) { m.Failing, err = b.quickly(ctx, name); return err },
		func() error {
			for range Asked {
				r, err := b.Ask(ctx, name, specimen.Event{})
				if err != nil {
					return err
				}
				m.Failed = append(m.Failed, r)
			}
			return nil
		},
	} {
		if err != nil {
			return m, err
		}
		err = step()
	}
	return m, err
}
