// Package explore looks for a schedule of faults that breaks an experiment: it
// draws schedules from the faults that the experiment names, plays them in
// virtual time, and shrinks one that breaks it to the shortest timeline that does
// so just as surely, whatever else chance brings.
//
// It judges nothing itself: a run that fails, or that a stop rule ends, has
// broken it.
package explore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"squall/analyze"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/dist"
)

// Options are those of a search.
type Options struct {
	Name   string
	Set    []string // overrides, as given with --set: they belong to the experiment
	Seeds  int
	Trial  trial.Options
	Events func(tried int) // after each batch; nil: nobody looks
}

// Found is what a search came to. A schedule that has been found breaks the
// experiment in so many of Seeds other seeds.
type Found struct {
	o        Options
	Tried    int
	Held     int
	Shrunk   int // plays that shrinking took
	seed     uint64
	schedule []profiles.Fault
	drawn    []profiles.Fault
	why      []string
	unclear  string // why the first that neither held nor broke proves nothing
	rate     int
}

const (
	// batch is how many schedules are played before looking whether one broke it.
	batch = 32
	// others is in how many other seeds a schedule is played, to learn how surely
	// it breaks the experiment: a single play may be luck, and the shortest that
	// breaks it once is made for luck.
	others = 30
	// proved is in how many, unlike all before, what was found is played again.
	proved = 100
)

// Run searches. The error says that the experiment breaks without any fault. A
// search that ctx ends gives what it has come to.
func Run(ctx context.Context, plan *profiles.Plan, o Options) (*Found, error) {
	s := &search{ctx: ctx, plan: plan, o: o}
	if r := s.play([]schedule{{seed: plan.Seed}})[0]; broke(r) {
		return nil, fmt.Errorf("%s breaks without any fault: %s", o.Name, strings.Join(r.Why, "; "))
	} else if r != nil && r.Error != "" {
		return nil, fmt.Errorf("%s: %s", o.Name, r.Error)
	}
	f := &Found{o: o}
	var lucky *suspect // broke it, in fewer than half of the other seeds
	for f.Tried < o.Seeds && ctx.Err() == nil {
		sure, err := s.look(f, &lucky)
		if err != nil {
			return nil, err
		}
		if sure != nil {
			return f, s.shrink(f, sure)
		}
		if o.Events != nil {
			o.Events(f.Tried)
		}
	}
	if lucky != nil && ctx.Err() == nil {
		return f, s.shrink(f, lucky)
	}
	return f, ctx.Err()
}

// suspect is a schedule that broke the experiment, and in how many other seeds.
type suspect struct {
	schedule
	result *analyze.Result
	tried  int
	rate   int
}

// look plays the next batch, up to the first schedule that breaks the experiment
// in most seeds.
func (s *search) look(f *Found, lucky **suspect) (*suspect, error) {
	var tries []schedule
	for i := range min(batch, s.o.Seeds-f.Tried) {
		tries = append(tries, s.draw(s.plan.Seed+uint64(f.Tried+i)))
	}
	for i, r := range s.play(tries) {
		switch {
		case r == nil:
			return nil, nil // ctx has ended
		case r.Error != "":
			return nil, fmt.Errorf("%s: schedule %d (seed %d): %s", s.o.Name, f.Tried+1, tries[i].seed, r.Error)
		case !broke(r):
			f.count(r)
			continue
		}
		f.Tried++
		x := &suspect{schedule: tries[i], result: r, tried: f.Tried, rate: s.rate(tries[i], otherSeeds, others, 0)}
		if x.rate*2 >= others {
			return x, nil
		}
		if *lucky == nil || (*lucky).rate < x.rate {
			*lucky = x
		}
	}
	return nil, nil
}

func (f *Found) count(r *analyze.Result) {
	f.Tried++
	switch {
	case r.Verdict == analyze.Pass:
		f.Held++
	case f.unclear == "" && len(r.Why) > 0:
		f.unclear = r.Why[0]
	}
}

func broke(r *analyze.Result) bool {
	return r != nil && r.Error == "" && (r.Verdict == analyze.Fail || r.Verdict == analyze.Aborted)
}

// schedule is one timeline of faults, played with a seed.
type schedule struct {
	seed   uint64
	faults []profiles.Fault
}

type search struct {
	ctx  context.Context
	plan *profiles.Plan
	o    Options
}

// play runs schedules, several at once.
func (s *search) play(list []schedule) []*analyze.Result {
	plans := make([]*profiles.Plan, len(list))
	for i, x := range list {
		p := *s.plan
		p.Seed, p.Repeat = x.seed, 1
		p.Arms = slices.Clone(p.Arms)
		p.Arms[0].World.Faults = x.faults
		plans[i] = &p
	}
	out := make([]*analyze.Result, len(list))
	for i, o := range trial.All(s.ctx, plans, s.o.Trial) {
		out[i] = o.Result
	}
	return out
}

// draw makes a schedule of the experiment's faults: each happens or not, at a
// time and for a time of its own, as hard as the profile says at most. What the
// profile expects of them is left out: nobody knows what will be seen.
func (s *search) draw(seed uint64) schedule {
	w := &s.plan.Arms[0].World
	load := float64(w.LoadTime())
	x := schedule{seed: seed}
	for i, f := range w.Faults {
		u := func(n uint64) float64 { return dist.U(seed, dist.StreamOrder, uint64(i)+1<<32, n) }
		if none := len(x.faults) == 0 && i == len(w.Faults)-1; u(0) < 0.3 && !none {
			continue // one happens at least
		}
		f.At = time.Duration(load * (0.15 + 0.45*u(1))).Round(100 * time.Millisecond)
		f.For = time.Duration(load * (0.02 + 0.2*u(2))).Round(100 * time.Millisecond)
		f.Share = math.Ceil(100*f.Share*(0.1+0.9*u(3))) / 100
		f.Expect = nil
		x.faults = append(x.faults, f)
	}
	slices.SortStableFunc(x.faults, func(a, b profiles.Fault) int { return int(a.At - b.At) })
	return x
}
