package design

import (
	"strings"
	"time"

	"squall/analyze/stats"
	"squall/profiles"
)

// Loss is what Erlang's loss formula says of a function with reserved
// concurrency.
type Loss struct {
	Offered  float64 // Erlangs, over all entries of the function
	Servers  int
	Expected float64 // share refused
}

// Loss gives the formula's figure where it applies: Poisson arrivals at a
// constant rate by synchronous paths, on a function whose reserved concurrency
// no fault changes and no provisioned concurrency takes a part of.
func (l *Lane) Loss(w *profiles.World) (f Loss, ok bool) {
	if l.Fn == nil || l.Fn.Reserved == nil || *l.Fn.Reserved == 0 || len(l.Fn.Provisioned) > 0 || l.Async() || l.faulted(w, "throttle.") {
		return f, false
	}
	for i := range w.Attack {
		e := &w.Attack[i]
		if e.Function != l.Fn.Name {
			continue
		}
		rate, poisson := poissonRate(e)
		mean := meanDuration(l.Fn, e.Alias)
		if !poisson || mean <= 0 || e.Async() {
			return f, false
		}
		f.Offered += rate * mean.Seconds()
	}
	f.Servers = *l.Fn.Reserved
	f.Expected = stats.ErlangB(f.Offered, f.Servers)
	return f, true
}

// faulted says whether a kind of fault touches the lane's function.
func (l *Lane) faulted(w *profiles.World, kind string) bool {
	for _, f := range w.Faults {
		if f.Function == l.Fn.Name && strings.HasPrefix(f.Kind, kind) {
			return true
		}
	}
	return false
}

// poissonRate is the entry's rate when its whole schedule is Poisson at one
// rate.
func poissonRate(e *profiles.Entry) (rate float64, ok bool) {
	for i, p := range e.Phases {
		if p.Arrival != profiles.ArrivalPoisson || p.From != p.To || i > 0 && p.From != rate {
			return 0, false
		}
		rate = p.From
	}
	return rate, len(e.Phases) > 0
}

// meanDuration is the modelled mean run time behind a qualifier; 0 when there
// is no model.
func meanDuration(f *profiles.Function, qualifier string) time.Duration {
	if len(f.Versions) == 0 || f.Processes() {
		return 0
	}
	to, other, weight := qualifier, "", 0.0
	for _, a := range f.Aliases {
		if a.Name == qualifier {
			to, other, weight = a.To, a.Other, a.Weight
		}
	}
	mean := func(name string) float64 {
		for _, v := range f.Versions {
			if v.Name == name {
				return float64(v.Model.Duration.Mean())
			}
		}
		return float64(f.Versions[len(f.Versions)-1].Model.Duration.Mean()) // $LATEST is what was published last
	}
	if other == "" {
		return time.Duration(mean(to))
	}
	return time.Duration((1-weight)*mean(to) + weight*mean(other))
}
