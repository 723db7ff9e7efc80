// Package release carries out what the judge of a release decides: it is the
// steering of a block, live or in virtual time, and turns decisions into
// changes of an alias.
//
// It judges nothing, waits for nothing and calls nobody.
package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"squall/analyze/canary"
	"squall/attack"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/rollout"
)

// Release is one release on its way. One goroutine calls it.
type Release struct {
	plan   *profiles.Plan
	judge  *canary.Judge
	suffix string
	next   time.Duration
	then   string // what becomes of the alias; "" until that is settled
	broken error  // why the weight could not be moved
	doubts func(so *attack.Ending) []string
	alarm  atomic.Pointer[string] // that has gone off
	sides  [2]string              // numbers of baseline and candidate
	tallies
	// Metered, if it is set, is told the numbers of the two versions when the
	// release begins, and counts them from then on.
	Metered func(versions [2]string)
}

// New makes the release that a plan asks for; doubts says why what was measured
// cannot be trusted.
func New(plan *profiles.Plan, doubts func(so *attack.Ending) []string) (*Release, error) {
	var through []uint16
	attacks := plan.Arms[0].World.Attack
	for i := range attacks {
		if e := &attacks[i]; plan.Released(e) {
			through = append(through, uint16(slices.Index(plan.Entries, e.Name)))
		}
	}
	judge, err := canary.New(*plan.Canary, func(entry uint16) bool { return slices.Contains(through, entry) })
	return &Release{plan: plan, judge: judge, doubts: doubts}, err
}

// Watchable is a recorder that lets others see hits.
type Watchable interface {
	Watch(see func(*hit.Hit))
	Doubts(so *attack.Ending) []string
}

// Seeing makes the release that a plan asks for and lets it see the hits that a
// recorder is told of; nil when the plan asks for none.
func Seeing(plan *profiles.Plan, rec Watchable) (*Release, error) {
	if plan.Canary == nil {
		return nil, nil
	}
	r, err := New(plan, rec.Doubts)
	if err == nil {
		rec.Watch(r.Hit)
	}
	return r, err
}

// Wheel is what steers the run: nil, the interface, without a release.
func (r *Release) Wheel() attack.Steering {
	if r == nil {
		return nil
	}
	return r
}

// Hit shows it a hit of the run.
func (r *Release) Hit(h *hit.Hit) {
	if !r.plan.Canary.Real {
		r.judge.Hit(h)
	}
}

// Real is who is to be shown everybody's requests; nil: nobody.
func (r *Release) Real() func(*hit.Hit) {
	switch {
	case r == nil || !r.plan.Canary.Real:
		return nil
	case r.plan.Canary.Metered:
		return func(*hit.Hit) {} // nobody has a log of them
	}
	return r.judge.Attempt
}

// Alarm tells it that an alarm has gone off. It may be called at any time.
func (r *Release) Alarm(text string) { r.alarm.CompareAndSwap(nil, &text) }

// Begin gives the candidate its first weight.
func (r *Release) Begin(suffix string, number func(function, version string) string) []profiles.Change {
	c := r.plan.Canary
	r.suffix, r.next = suffix, c.Look
	r.sides = [2]string{number(c.Function, c.Baseline), number(c.Function, c.Candidate)}
	r.judge.Named(r.sides[0], r.sides[1])
	if r.Metered != nil {
		r.Metered(r.sides)
	}
	return r.shift(r.judge.Weight())
}

// shift moves the weight, unless others do.
func (r *Release) shift(weight float64) []profiles.Change {
	if r.plan.Canary.Watch {
		return nil
	}
	return []profiles.Change{r.plan.Shift(weight, r.suffix)}
}

// Next is when it looks next.
func (r *Release) Next() time.Duration { return r.next }

// Look looks, and says what follows.
func (r *Release) Look(at time.Duration) (list []profiles.Change, over bool) {
	r.next += r.plan.Canary.Look
	if late := at - r.next; late > 0 { // looks that were missed are not made up for
		r.next += late - late%r.plan.Canary.Look + r.plan.Canary.Look
	}
	r.tallies.tell(r.judge, r.sides, false)
	if text := r.alarm.Load(); text != nil {
		r.judge.Blame(*text)
	}
	d := r.judge.Look(at)
	switch then := r.follows(d); {
	case d == canary.Next:
		return r.shift(r.judge.Weight()), false
	case then == rollout.RollBack: // at once
		return r.carry(then), true
	}
	return nil, d.Over() // what else there is to do waits until the measurement is known to be one
}

// End decides on what there is once the load has ended, and promotes nothing
// that was judged by a measurement that cannot be trusted. An interrupted
// release leaves the alias to those who take back what was changed.
func (r *Release) End(at time.Duration, so *attack.Ending) []profiles.Change {
	if so.Interrupted || r.then != "" || r.broken != nil {
		return nil
	}
	r.tallies.tell(r.judge, r.sides, true)
	if text := r.alarm.Load(); text != nil && !r.judge.Over() {
		r.judge.Blame(*text)
	}
	then := r.follows(r.judge.End(at))
	if then == rollout.RollBack {
		return r.carry(then)
	}
	if why := r.doubts(so); len(why) > 0 {
		r.judge.Doubt(why)
		then = r.plan.Canary.Policy
		if then == rollout.Promote {
			then = rollout.RollBack
		}
	}
	return r.carry(then)
}

// follows is what becomes of the alias after a decision, "" while there is none.
func (r *Release) follows(d canary.Decision) rollout.Policy {
	switch d {
	case canary.Promote:
		return rollout.Promote
	case canary.Inconclusive:
		return r.plan.Canary.Policy
	case canary.RollBack:
		return rollout.RollBack
	}
	return ""
}

// carry settles what becomes of the alias.
func (r *Release) carry(then rollout.Policy) []profiles.Change {
	r.then = string(then)
	if r.plan.Canary.Watch {
		r.then = canary.Watched
	}
	switch then {
	case rollout.Promote:
		return r.shift(1)
	case rollout.Hold:
		return nil
	}
	return r.shift(0)
}

// Stays says whether the alias is to stay as it is: promoted, or at its weight.
func (r *Release) Stays() bool {
	return r.broken == nil && (r.then == string(rollout.Promote) || r.then == string(rollout.Hold))
}

// Refused is told that the weight could not be moved, or will be taken back:
// nothing can be said of a release whose weight is not the one that was asked
// for.
func (r *Release) Refused(err error) { r.broken = err }

// Outcome is the release as it went; nil without one.
func (r *Release) Outcome() *canary.Outcome {
	if r == nil {
		return nil
	}
	stays := r.then != string(rollout.RollBack) // what an interruption takes back
	switch {
	case stays && (errors.Is(r.broken, context.Canceled) || r.broken == nil && r.then == "" && r.judge.Over()):
		return r.judge.Broken("the run was stopped before what was decided was carried out", "restored")
	case r.broken != nil && !errors.Is(r.broken, context.Canceled):
		return r.judge.Broken(fmt.Sprintf("the weight could not be moved: %v", r.broken), "conflict")
	}
	return r.judge.Outcome(r.then)
}
