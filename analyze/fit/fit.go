// Package fit finds the parameters of the model with which a run would show
// what a measured one did: how long functions run and initialise, what is
// around an invoke, what a door adds and how an environment starts.
//
// It reads no file, and it does not say how well the model foretells: that takes
// a run with it.
package fit

import (
	"cmp"
	"fmt"
	"slices"

	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
)

// Seen gathers what a run showed of its functions. Its zero value is ready.
type Seen struct {
	versions []*version
	around   Series // what a warm invoke over the SDK took besides its function
	starting Series // the same of a cold one, without its init
}

// version is one version of a function.
type version struct {
	function, name string
	ran, init      Series
	ended, failed  uint64 // attempts of events
	ways           []*way
}

// way is a path by which it was reached.
type way struct {
	path    string
	service Series // of warm requests that went well
	ended   uint64
	failed  uint64
	unsaid  uint64 // failed, and nobody says whether that was the function's
}

func (s *Seen) version(function, name string) *version {
	for _, v := range s.versions {
		if v.function == function && v.name == name {
			return v
		}
	}
	v := &version{function: function, name: name}
	s.versions = append(s.versions, v)
	return v
}

func (v *version) way(path string) *way {
	for _, w := range v.ways {
		if w.path == path {
			return w
		}
	}
	w := &way{path: path}
	v.ways = append(v.ways, w)
	return w
}

// Hit takes a synchronous request. What a fault made of one is no sample.
func (s *Seen) Hit(function, name, path string, h *hit.Hit) {
	unsaid := h.Outcome == hit.GatewayError && h.ReasonFrom == hit.Unknown
	if h.Injected != "" || h.Outcome != hit.OK && h.Outcome != hit.FunctionError && !unsaid {
		return
	}
	v := s.version(function, name)
	w := v.way(path)
	switch {
	case unsaid:
		w.unsaid++
		return
	case h.Outcome != hit.OK:
		w.failed++
	}
	if w.ended++; h.Outcome != hit.OK {
		return
	}
	if h.Start == hit.Cold && h.Init > 0 {
		v.init.Add(h.Init)
	}
	told := path == profiles.PathSDK && h.Ran > 0
	switch {
	case h.Start == hit.Warm:
		w.service.Add(h.Service())
		if told {
			v.ran.Add(h.Ran)
			s.around.Add(h.Service() - h.Ran)
		}
	case told && h.Start == hit.Cold && h.Init > 0:
		s.starting.Add(h.Service() - h.Ran - h.Init)
	}
}

// Sighting takes an attempt of an asynchronous event.
func (s *Seen) Sighting(function, name string, a *hit.Sighting) {
	if a.Kind != hit.Attempt {
		return
	}
	v := s.version(function, name)
	v.ended++
	if a.Failed {
		v.failed++
	} else {
		v.ran.Add(a.Duration)
	}
}

// Fit is what was found. What nothing was seen of is nil.
type Fit struct {
	Functions []Function
	Overhead  *Fitted // around an invoke
	Sandbox   *Fitted // before an init, with the download of the package
	Doors     []Door
	Notes     []string
}

// Function is one version of a function.
type Function struct {
	Name, Version  string
	Duration, Init *Fitted
	Ended, Failed  uint64
}

// Door is what a door adds to an answer.
type Door struct {
	Path string
	Fitted
}

// Find finds the parameters; prior are those of the run's profile, which stand
// in for what cannot be told from it.
func (s *Seen) Find(prior *profiles.Platform) *Fit {
	slices.SortFunc(s.versions, func(a, b *version) int {
		return cmp.Or(cmp.Compare(a.function, b.function), cmp.Compare(a.name, b.name))
	})
	f := &Fit{}
	around := prior.InvokeOverhead
	if t, ok := Table(&s.around); ok {
		f.Overhead, around = &t, t.Dist
	}
	if t, ok := Added(&s.around, &s.starting); ok {
		f.Sandbox = &t
	} else {
		f.note("sandbox: %d cold starts over the SDK told their init and how long they ran, %d are needed; it stays as it is", s.starting.N, Least)
	}
	f.doors(s.versions, around)
	for _, v := range s.versions {
		f.function(v, around, prior)
	}
	return f
}

func (f *Fit) note(format string, args ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, args...))
}

// doors finds what each door adds, by the version of which most is known there.
func (f *Fit) doors(versions []*version, around dist.Dist) {
	for _, path := range []string{profiles.PathALB, profiles.PathREST, profiles.PathHTTP, profiles.PathURL} {
		var base, sum *Series
		seen := uint64(0)
		for _, v := range versions {
			w := v.way(path)
			seen += w.service.N
			b := &v.way(profiles.PathSDK).service
			if b.N < Least {
				b = summed(v, around)
			}
			if b != nil && w.service.N >= Least && (sum == nil || min(w.service.N, b.N) > min(sum.N, base.N)) {
				base, sum = b, &w.service
			}
		}
		if seen == 0 {
			continue
		}
		if sum == nil {
			f.note("%s: what the door adds cannot be told, since of none of its functions is it known how long it runs: reach one by path sdk as well", path)
			continue
		}
		if t, ok := Added(base, sum); ok {
			f.Doors = append(f.Doors, Door{path, t})
		}
	}
}

// summed are times of a version as they would be over the SDK; nil where it is
// not known how long it runs.
func summed(v *version, around dist.Dist) *Series {
	t, ok := Table(&v.ran)
	if !ok {
		return nil
	}
	s := &Series{}
	for _, x := range mixed([]dist.Dist{around, t.Dist}) {
		s.Add(int64(x))
	}
	s.N = v.ran.N
	return s
}

func (f *Fit) function(v *version, around dist.Dist, prior *profiles.Platform) {
	what := v.function + " " + v.name
	out := Function{Name: v.function, Version: v.name}
	out.Ended, out.Failed = f.failures(what, v)
	if t, ok := Table(&v.ran); ok {
		out.Duration = &t
	} else if t, ok := f.unreported(v, around, prior); ok {
		out.Duration = &t
	} else {
		f.note("%s: %d warm requests, %d are needed to say how long it runs; its duration stays as it is", what, v.warm(), Least)
	}
	if t, ok := Table(&v.init); ok {
		out.Init = &t
	} else if v.init.N > 0 {
		f.note("%s: %d cold starts, %d are needed for a table of inits; its init stays as it is", what, v.init.N, Least)
	}
	f.Functions = append(f.Functions, out)
}

// failures is how often a version failed, by who can tell: where a door's
// failures may have been the function's, so may be none of what it let through.
func (f *Fit) failures(what string, v *version) (ended, failed uint64) {
	ended, failed = v.ended, v.failed
	for _, w := range v.ways {
		if w.unsaid > 0 {
			f.note("%s: %d requests through %s failed and nobody says whether the function did; how often it fails is found without that path (function_log: tells)", what, w.unsaid, w.path)
			continue
		}
		ended, failed = ended+w.ended, failed+w.failed
	}
	return ended, failed
}

func (v *version) warm() (n uint64) {
	for _, w := range v.ways {
		n += w.service.N
	}
	return n
}

// unreported finds how long a version runs from what its clients saw alone.
func (f *Fit) unreported(v *version, around dist.Dist, prior *profiles.Platform) (t Fitted, ok bool) {
	var most *way
	for _, w := range v.ways {
		if most == nil || w.service.N > most.service.N {
			most = w
		}
	}
	if most == nil {
		return t, false
	}
	door := prior.DoorLatency[most.path]
	for i := range f.Doors {
		if f.Doors[i].Path == most.path {
			door = f.Doors[i].Dist
		}
	}
	if t, ok = Without(&most.service, []dist.Dist{around, door}); ok {
		t.Assumed = "what an invoke and the door " + most.path + " take besides"
	}
	return t, ok
}
