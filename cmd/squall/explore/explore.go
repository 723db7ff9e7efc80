// Package explore looks for a schedule of faults that breaks an experiment: it
// draws schedules from the faults that the experiment names, plays them in
// virtual time, and shrinks the first that breaks it to the shortest timeline
// that still does.
//
// It judges nothing itself: a run that fails has broken it.
package explore

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"squall/analyze"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/fault"
	"squall/profiles/units"
)

// Options are those of a search.
type Options struct {
	Name  string
	Seeds int
	Trial trial.Options
}

// Found is what a search came to.
type Found struct {
	name     string
	Tried    int
	Shrunk   int // plays that shrinking took
	seed     uint64
	schedule []profiles.Fault
	drawn    []profiles.Fault
	why      []string
}

// batch is how many schedules are played before looking whether one broke it.
const batch = 32

// Run searches. The error says that the experiment breaks without any fault.
func Run(ctx context.Context, plan *profiles.Plan, o Options) (*Found, error) {
	s := &search{ctx: ctx, plan: plan, o: o}
	if r := s.play([]schedule{{seed: plan.Seed}})[0]; r != nil && r.Verdict == analyze.Fail {
		return nil, fmt.Errorf("%s breaks without any fault: %s", o.Name, strings.Join(r.Why, "; "))
	}
	f := &Found{name: o.Name}
	for f.Tried < o.Seeds && ctx.Err() == nil {
		var tries []schedule
		for i := range min(batch, o.Seeds-f.Tried) {
			tries = append(tries, s.draw(plan.Seed+uint64(f.Tried+i)))
		}
		for i, r := range s.play(tries) {
			f.Tried++
			if r != nil && r.Verdict == analyze.Fail {
				f.seed, f.drawn = tries[i].seed, tries[i].faults
				s.shrink(f, tries[i], r)
				return f, nil
			}
		}
	}
	return f, ctx.Err()
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
		if u(0) < 0.3 && len(w.Faults) > 1 {
			continue
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

// most is how many plays shrinking may take.
const most = 200

// shrink makes a schedule smaller as long as it breaks the experiment.
func (s *search) shrink(f *Found, x schedule, r *analyze.Result) {
	f.why = r.Why
	for again := true; again && f.Shrunk < most && s.ctx.Err() == nil; {
		again = false
		smaller := smallerOf(x)
		f.Shrunk += len(smaller)
		for i, r := range s.play(smaller) {
			if r != nil && r.Verdict == analyze.Fail {
				x, f.why, again = smaller[i], r.Why, true
				break
			}
		}
	}
	f.schedule = x.faults
}

// smallerOf are the next smaller schedules, the smallest first.
func smallerOf(x schedule) (out []schedule) {
	with := func(change func(list []profiles.Fault) []profiles.Fault) {
		out = append(out, schedule{x.seed, change(slices.Clone(x.faults))})
	}
	for i := range x.faults {
		if len(x.faults) > 1 {
			with(func(l []profiles.Fault) []profiles.Fault { return slices.Delete(l, i, i+1) })
		}
		if half := (x.faults[i].For / 2).Round(100 * time.Millisecond); half > 0 && half < x.faults[i].For {
			with(func(l []profiles.Fault) []profiles.Fault { l[i].For = half; return l })
		}
		if x.faults[i].Share > 0.02 {
			with(func(l []profiles.Fault) []profiles.Fault { l[i].Share = math.Ceil(50*l[i].Share) / 100; return l })
		}
	}
	return out
}

// Broken says whether a schedule was found.
func (f *Found) Broken() bool { return len(f.why) > 0 }

// Write tells what was found.
func (f *Found) Write(w io.Writer) error {
	if !f.Broken() {
		_, err := fmt.Fprintf(w, "%s held in each of %d schedules.\n", f.name, f.Tried)
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s breaks: schedule %d of those drawn (seed %d), shrunk in %d plays.\n", f.name, f.Tried, f.seed, f.Shrunk)
	for _, why := range f.why {
		fmt.Fprintf(&b, "  %s\n", why)
	}
	fmt.Fprintf(&b, "drawn\n%sshortest that still breaks it\n%s", lines(f.drawn), lines(f.schedule))
	fmt.Fprintf(&b, "again  squall simulate %s --seed %d --set 'faults=[%s]'\n", f.name, f.seed, strings.Join(texts(f.schedule), ", "))
	_, err := io.WriteString(w, b.String())
	return err
}

func lines(list []profiles.Fault) string {
	var b strings.Builder
	for _, t := range texts(list) {
		b.WriteString("  - " + t + "\n")
	}
	return b.String()
}

func texts(list []profiles.Fault) (out []string) {
	for i := range list {
		out = append(out, line(&list[i]))
	}
	return out
}

// line is a fault as a profile says it.
func line(f *profiles.Fault) string {
	var b strings.Builder
	add := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, ", %s: %s", key, value)
		}
	}
	add("function", f.Function)
	add("alias", f.Alias)
	add("value", f.Value)
	if k, _ := fault.Named(f.Kind); k.Share {
		add("share", units.FormatPercent(f.Share))
	}
	add("delay", f.Waits)
	if m := f.Match; m != (profiles.Match{}) {
		header := m.Header
		if m.Equals != "" {
			header = fmt.Sprintf("%q", header+": "+m.Equals)
		}
		var parts []string
		for _, p := range [...][2]string{{"path", m.Path}, {"version", m.Version}, {"header", header}, {"payload", m.Payload}} {
			if p[1] != "" {
				parts = append(parts, p[0]+": "+p[1])
			}
		}
		add("match", "{"+strings.Join(parts, ", ")+"}")
	}
	return fmt.Sprintf("{at: %s, for: %s, kind: %s%s}", f.At, f.For, f.Kind, b.String())
}
