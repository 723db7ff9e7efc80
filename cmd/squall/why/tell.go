package why

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/standin/core"
)

// Step is one thing that happened to the request, and the rules by which.
type Step struct {
	At    int64 // ns from t=0 of the block
	Text  string
	Rules []string // of `squall rules`
}

// Story is what became of a request.
type Story struct {
	Title, Ground string
	Request       string // its id; "" when its client was told none
	Steps         []Step
}

// Tell tells the story of a request of a run with this plan: exactly for the
// virtual clock, from evidence for the live one.
func Tell(ctx context.Context, plan *profiles.Plan, f *Found) (*Story, error) {
	if int(f.Hit.Arm) >= len(plan.Arms) {
		return nil, fmt.Errorf("the profile has no arm %s", f.Arm())
	}
	s := &Story{Request: f.Hit.RequestID}
	t := teller{plan: plan, found: f, world: &plan.Arms[f.Hit.Arm].World, story: s}
	for i := range t.world.Attack {
		if t.world.Attack[i].Name == f.Entry() {
			t.entry = &t.world.Attack[i]
		}
	}
	if t.entry == nil {
		return nil, fmt.Errorf("arm %s of the profile has no entry %s", f.Arm(), f.Entry())
	}
	h := &f.Hit
	s.Title = fmt.Sprintf("%s: %s%s after %s", f.Address(), status(h), h.Outcome, short(h.Latency()))
	s.Ground = "virtual clock: walked again, and the rule book watched"
	t.arrives()
	if f.Run.Clock != "virtual" {
		s.Ground = "live clock: from what was recorded; rules are inferred from it"
		t.evidence()
		return s, nil
	}
	w, err := follow(ctx, plan, f)
	if err != nil {
		return nil, err
	}
	t.walked(w)
	return s, nil
}

func status(h *hit.Hit) string {
	if h.Status == 0 {
		return ""
	}
	return fmt.Sprintf("%d ", h.Status)
}

// short is a time that says no more than can be of interest.
func short(ns int64) string {
	d := time.Duration(ns)
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Microsecond).String()
}

type teller struct {
	plan  *profiles.Plan
	found *Found
	world *profiles.World
	entry *profiles.Entry
	story *Story
	rules *core.Config // of a walk
	// fresh says that an environment was started for the attempt, at freshAt.
	fresh   bool
	freshAt int64
}

func (t *teller) step(at int64, rules string, format string, args ...any) {
	t.story.Steps = append(t.story.Steps, Step{At: at, Text: fmt.Sprintf(format, args...), Rules: strings.Fields(rules)})
}

// function is the one that the entry asks for; nil where it asks for an
// endpoint.
func (t *teller) function() *profiles.Function { return t.world.Function(t.entry.Function) }

func (t *teller) arrives() {
	to, rules := t.entry.URL, ""
	if f := t.function(); f != nil {
		if to = f.Name; t.entry.Alias != "" {
			to += ":" + t.entry.Alias
			if a := f.Alias(t.entry.Alias); a != nil && a.Other != "" {
				rules = "weights"
			}
		}
	}
	by := ""
	if t.entry.Path != "" {
		by = " by " + t.entry.Path
	}
	t.step(t.found.Hit.Due, rules, "asks for %s%s", to, by)
	if n := t.found.Hit.Attempt; n > 1 {
		t.step(t.found.Hit.Sent, "", "is sent again by its client, attempt %d", n)
	}
	if late := t.found.Hit.Lag(); late > int64(time.Millisecond) {
		t.step(t.found.Hit.Sent, "", "is sent %s late", short(late))
	}
}

// walked tells what the watch has seen.
func (t *teller) walked(w *watch) {
	t.rules = &w.config
	h, th := &t.found.Hit, w.told
	zero := th.began - h.Sent
	held := 0
	for i := range th.traces {
		e := &th.traces[i]
		at := e.At - zero
		switch e.Kind {
		case core.EnvStarted:
			t.fresh, t.freshAt = true, at
		case core.Reply:
			t.reply(&th.first, &e.Effect, zero)
		case core.Held:
			if held++; held <= 3 || i+1 == len(th.traces) || th.traces[i+1].Kind != core.Held {
				t.held(e, at)
			} else if held == 4 {
				t.step(at, "throttle-retries throttle-curve", "is refused again and again, each wait longer up to %s", short(t.rules.ThrottleMost))
			}
		case core.Ran:
			held = 0
			t.ran(&e.Effect, zero)
			t.fresh = false
		case core.Deliver:
			t.deliver(&e.Effect, at)
		case core.Forget:
			t.forgotten(&e.Effect, at)
		}
	}
	if len(th.traces) == 0 {
		t.step(h.Sent, "", "the door answers by itself: nothing is registered behind it")
	}
	slices.SortStableFunc(t.story.Steps, func(a, b Step) int { return cmp.Compare(a.At, b.At) })
}

// reply is the answer of a synchronous request, or the 202 of an event.
func (t *teller) reply(s *settings, e *core.Effect, zero int64) {
	h := &t.found.Hit
	switch e.Outcome {
	case core.Accepted:
		t.step(h.Sent, "accepted", "is put into the queue of asynchronous events")
	case core.Refused:
		t.refused(s, e.Reason, h.Sent)
	case core.NotFound:
		t.step(h.Sent, "", "there is no such function, version or alias: %s", e.Reason)
	default:
		t.served(e, h.Sent, zero)
	}
	t.answered(e, e.At-zero)
}

// refused says which limit was met.
func (t *teller) refused(s *settings, why core.Reason, at int64) {
	c := t.rules
	switch {
	case why == core.ReservedFunctionConcurrentInvocationLimitExceeded && s.reserved == 0:
		t.step(at, "reserved-zero", "the function's reserved concurrency is 0: refused, %s", why)
	case why == core.ReservedFunctionConcurrentInvocationLimitExceeded:
		t.step(at, "order reserved-ceiling", "no environment is free, and the function's reserved concurrency is used up, %d of %d: refused, %s", s.reserved, s.reserved, why)
	case why == core.ConcurrentInvocationLimitExceeded && s.credit:
		t.step(at, "order account-limit", "no environment is free, and the account's %d, less what is reserved and provisioned, are in use: refused, %s", s.limit, why)
	case why == core.ConcurrentInvocationLimitExceeded:
		t.step(at, "scaling-rate scaling-reason", "no environment is free, and the function has started the %d in %s that it may: refused, %s",
			c.ScalingBurst, short(c.ScalingPer), why)
	case why == core.ReservedFunctionInvocationRateLimitExceeded:
		t.step(at, "rps-10x rps-bucket rps-reason", "more requests than %d for each of %d reserved in %s: refused, %s", c.RequestRate, s.reserved, short(c.RequestPer), why)
	case why == core.FunctionInvocationRateLimitExceeded:
		t.step(at, "rps-10x rps-bucket rps-reason", "more requests than %d for each unit of the account's concurrency in %s: refused, %s", c.RequestRate, short(c.RequestPer), why)
	default:
		t.step(at, "", "refused: %s", why)
	}
}

// served says which environment took the request, and how it went.
func (t *teller) served(e *core.Effect, at, zero int64) {
	version := "version " + t.version(e.Version)
	start := e.Start - zero
	switch {
	case e.Provisioned:
		t.step(at, "order most-recently-used", "the most recently used of the free provisioned environments of %s takes it", version)
	case t.provisioned():
		t.step(at, "spillover", "no provisioned environment is free: it spills over to an on-demand one")
		fallthrough
	default:
		t.onDemand(e, version, at, start)
	}
	rules := ""
	text := "the handler runs for " + short(e.Duration)
	switch e.Outcome {
	case core.TimedOut:
		rules, text = "timeout-reset", text+" and is ended by the function's timeout"
	case core.Errored:
		text += " and ends in a function error, as the model's errors have it"
	case core.InitErrored:
		rules, text = "init-error", "its init fails: a function error, and the environment ends"
	}
	t.step(start, rules, "%s", text)
}

func (t *teller) onDemand(e *core.Effect, version string, at, start int64) {
	switch {
	case t.fresh:
		rules := "one-request cold-start"
		if t.rules.InitLimit > 0 && e.Init >= t.rules.InitLimit {
			rules += " init-limit"
		}
		t.step(at, rules, "no environment of %s is idle: a new one starts, sandbox and package %s, init %s", version, short(start-at-e.Init), short(e.Init))
	case e.Cold:
		t.step(at, "proactive", "an environment of %s that was started ahead of need takes it: its init is not waited for", version)
	default:
		t.step(at, "most-recently-used", "the most recently used idle environment of %s takes it", version)
	}
}

// version is how the profile calls a version, where only one can be meant.
func (t *teller) version(number int32) string {
	if f := t.function(); f != nil && len(f.Versions) == 1 {
		return f.Versions[0].Name
	}
	if number == 0 {
		return "$LATEST"
	}
	return fmt.Sprint(number)
}

// provisioned says whether what the entry asks for has provisioned concurrency.
func (t *teller) provisioned() bool {
	f := t.function()
	return f != nil && slices.ContainsFunc(f.Provisioned, func(p profiles.Provisioned) bool { return p.Qualifier == t.entry.Alias })
}
