package scene

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Invent makes the scene of a seed.
func Invent(seed uint64) Scene {
	in := inventor{rand.New(rand.NewPCG(seed, 0x5ca1e))}
	s := Scene{Seed: 1 + in.Uint64N(1<<32), Waits: in.pick(1, 1, 1, 60), Sandbox: in.time(0, 400), Overhead: in.time(0, 20)}
	s.Limit = in.pick(in.between(1, 8), in.between(9, 99), in.between(101, 115), in.between(101, 115), in.between(116, 160), 1000)
	in.platform(&s)
	left := s.Limit - 100 // what may be reserved or provisioned
	for i := range in.pick(1, 1, 2, 3) {
		f := in.function(fmt.Sprintf("f%d", i), &left)
		s.Functions = append(s.Functions, f)
	}
	for i := range in.pick(1, 2, 2, 3, 4) {
		s.Entries = append(s.Entries, in.entry(i, &s))
	}
	in.arms(&s)
	in.changes(&s)
	return s
}

// inventor draws.
type inventor struct{ *rand.Rand }

func (in inventor) pick(from ...int) int { return from[in.IntN(len(from))] }

func (in inventor) between(low, high int) int { return low + in.IntN(max(high-low+1, 1)) }

func (in inventor) chance(percent int) bool { return in.IntN(100) < percent }

func (in inventor) ms(low, high int) time.Duration {
	return time.Duration(in.between(low, high)) * time.Millisecond
}

// time is a distribution of times around some milliseconds; "" now and then
// when low is 0.
func (in inventor) time(low, high int) string {
	if low == 0 && in.chance(40) {
		return ""
	}
	d := in.ms(max(low, 1), high)
	switch in.IntN(5) {
	case 0, 1:
		return fmt.Sprintf("{constant: %v}", d)
	case 2:
		return fmt.Sprintf("{exponential: {mean: %v}}", d)
	case 3:
		return fmt.Sprintf("{uniform: [%v, %v]}", d/2, d*2)
	}
	return fmt.Sprintf("{lognormal: {median: %v, p99: %v}}", d, d*5)
}

func (in inventor) platform(s *Scene) {
	if in.chance(85) {
		low := in.ms(50, 10_000)
		s.Idle = [2]time.Duration{low, low + in.ms(0, 3000)*time.Duration(in.IntN(2))}
	}
	if in.chance(50) {
		s.Lifetime = in.ms(2_000, 30_000)
		s.Proactive = in.pick(0, 0, 45, 100)
	}
	if in.chance(60) {
		s.Burst = in.pick(1, in.between(2, 20), 1000)
		s.Per = in.ms(500, 10_000)
	}
	s.Spread = in.pick(0, 3, 20)
	s.Requests = in.pick(0, 0, 0, 1, 3, -1)
	if in.chance(20) {
		s.Backoff = fmt.Sprintf("{error: %ds, throttle: %v, growth: %dx, longest: %ds}", in.between(1, 90), in.ms(200, 3000), in.between(2, 4), in.between(60, 600))
	}
	s.Delay = in.ms(0, 5000)
	s.Rate = in.pick(0, 60, 600, 6000)
}

func (in inventor) function(name string, left *int) Function {
	f := Function{Name: name, Timeout: in.pick(1, 3, 30), Reserved: -1}
	fails := in.chance(10)
	for range in.pick(1, 2, 3) {
		v := Version{Duration: in.time(1, in.pick(5, 100, 1000, 4000)), Init: in.time(0, 600), Errors: in.pick(0, 0, 0, 20, 60, 100)}
		if fails {
			v.InitErrors = in.pick(5, 80)
		}
		f.Versions = append(f.Versions, v)
	}
	f.Async = Async{Retries: in.IntN(3), MaxAge: in.pick(60, 90, 200, 1000, 21600), DeadLetter: in.chance(50), OnSuccess: in.chance(30), OnFailure: in.chance(50)}
	in.aliases(&f)
	switch {
	case in.chance(5):
		f.Reserved = 0
	case *left > 1 && in.chance(55):
		f.Reserved = in.between(1, min(*left, 12))
		*left -= f.Reserved
	}
	room := *left
	if f.Reserved >= 0 {
		room = f.Reserved
	}
	if room > 0 && in.chance(50) {
		in.provision(&f, room, left)
	}
	return f
}

func (in inventor) aliases(f *Function) {
	for _, name := range []string{"live", "beta"}[:in.IntN(3)] {
		a := Alias{Name: name, To: in.version(f)}
		if other := in.version(f); other != a.To && in.chance(40) {
			a.Other, a.Weight = other, in.pick(1, 10, 30, 50, 90)
		}
		f.Aliases = append(f.Aliases, a)
	}
}

func (in inventor) version(f *Function) string { return fmt.Sprintf("v%d", 1+in.IntN(len(f.Versions))) }

// provision gives an alias or version provisioned environments, where that is
// allowed.
func (in inventor) provision(f *Function, room int, left *int) {
	p := Provisioned{Qualifier: in.version(f), Count: in.between(1, min(room, 8))}
	if len(f.Aliases) > 0 && f.Aliases[0].Other == "" && in.chance(70) {
		p.Qualifier = f.Aliases[0].Name
	}
	f.Provisioned = append(f.Provisioned, p)
	if f.Reserved < 0 {
		*left -= p.Count
	}
}

// qualifiers are what a function can be asked for by.
func (f *Function) qualifiers() []string {
	out := []string{"", "v1"}
	for _, a := range f.Aliases {
		out = append(out, a.Name, a.Name)
	}
	for _, p := range f.Provisioned {
		out = append(out, p.Qualifier, p.Qualifier)
	}
	return out
}

func (in inventor) entry(i int, s *Scene) Entry {
	f := &s.Functions[in.IntN(len(s.Functions))]
	quals := f.qualifiers()
	paths := []string{"sdk", "sdk", "alb", "apigw-rest", "apigw-http", "url", "async", "async", "async"}
	e := Entry{Name: fmt.Sprintf("e%d", i), Path: paths[in.IntN(len(paths))], Function: f.Name, Qualifier: quals[in.IntN(len(quals))]}
	if in.chance(15) {
		e.Warmup = in.ms(100, 3000)
	}
	if in.chance(5) {
		e.Workers = in.between(1, 20)
	}
	for range in.pick(1, 1, 2, 3) {
		e.Phases = append(e.Phases, in.phase())
	}
	return e
}

// phase is a stretch of some ten to some hundred requests.
func (in inventor) phase() Phase {
	rate := []float64{0.05, 0.5, 2, 10, 40, 40, 200, 1000}[in.IntN(8)]
	n := float64(in.between(5, 250))
	p := Phase{For: time.Duration(n/rate*1000) * time.Millisecond, Rate: fmt.Sprintf("%g/s", rate), Arrival: "uniform"}
	p.For = max(p.For, time.Millisecond)
	switch in.IntN(5) {
	case 0, 1:
		p.Arrival = "poisson"
	case 2:
		p.Arrival = "onoff"
		p.On, p.Off = max(p.For/8, time.Millisecond), max(p.For/7, time.Millisecond)
	case 3:
		p.To = fmt.Sprintf("%g/s", rate*float64(in.between(0, 3)))
	}
	return p
}

func (in inventor) arms(s *Scene) {
	switch in.IntN(6) {
	case 0:
		s.Arms = []Arm{{Name: "one", Keep: true}}
	case 1:
		s.Arms = []Arm{{Name: "one"}, {Name: "two", Set: in.settings(s)}}
	case 2:
		s.Arms = []Arm{{Name: "one", Keep: true}, {Name: "two", Keep: true, Set: in.settings(s)}}
	}
}

// settings are what a second arm does otherwise.
func (in inventor) settings(s *Scene) []string {
	f := &s.Functions[in.IntN(len(s.Functions))]
	set := []string{fmt.Sprintf("platform.scaling_rate: %d/5s", in.between(1, 50))}
	if f.Reserved > 0 && len(f.Provisioned) == 0 {
		set = append(set, fmt.Sprintf("functions.%s.reserved: %d", f.Name, in.IntN(f.Reserved+1)))
	}
	if len(f.Provisioned) == 1 {
		set = append(set, fmt.Sprintf("functions.%s.provisioned.%s: %d", f.Name, f.Provisioned[0].Qualifier, in.IntN(f.Provisioned[0].Count+1)))
	}
	return set[in.IntN(len(set)):]
}

// span is how long the load lasts.
func (s *Scene) span() (longest time.Duration) {
	for _, e := range s.Entries {
		var sum time.Duration
		for _, p := range e.Phases {
			sum += p.For
		}
		longest = max(longest, sum)
	}
	return longest
}

func (s *Scene) sort() {
	slices.SortStableFunc(s.Changes, func(a, b Change) int {
		x, _ := time.ParseDuration(a.At) // written by us
		y, _ := time.ParseDuration(b.At)
		return int(min(max(x-y, -1), 1))
	})
}
