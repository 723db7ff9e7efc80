package virtual

import (
	"squall/standin/core"
	"squall/standin/modelled"
)

// environments are those that are alive: their names, and for how long each
// function had how many.
type environments struct {
	first uint64      // added to the numbers that names are made of
	pages []*page     // names, by number of the environment; nil: none of the page is alive
	fns   []aliveness // by function
}

// pageSize is how many environments share a page. Numbers are never reused, so
// what is kept for environments that are gone is a pointer for each page.
const pageSize = 64

type page struct {
	alive int
	names [pageSize]string
}

// aliveness is the integral of a function's number of environments over time.
type aliveness struct{ count, since, sum int64 }

// name is the log stream of an environment that is alive; it is made once.
func (v *environments) name(env uint64, version int32) string {
	name := &v.pages[env/pageSize].names[env%pageSize]
	if *name == "" {
		*name = modelled.Environment(v.first+env, version)
	}
	return *name
}

func (v *environments) started(e *core.Effect) {
	v.count(e.Fn, e.At, 1)
	i := e.Env / pageSize
	for uint64(len(v.pages)) <= i {
		v.pages = append(v.pages, nil)
	}
	if v.pages[i] == nil {
		v.pages[i] = &page{}
	}
	v.pages[i].alive++
}

func (v *environments) ended(e *core.Effect) {
	v.count(e.Fn, e.At, -1)
	p := v.pages[e.Env/pageSize]
	p.names[e.Env%pageSize] = ""
	if p.alive--; p.alive == 0 {
		v.pages[e.Env/pageSize] = nil
	}
}

func (v *environments) count(fn int32, at, change int64) {
	for int(fn) >= len(v.fns) {
		v.fns = append(v.fns, aliveness{})
	}
	a := &v.fns[fn]
	a.sum += a.count * (at - a.since)
	a.since = at
	a.count += change
}

// EnvironmentTime is how long a function's environments have been alive until
// now, all together, in nanoseconds.
func (w *World) EnvironmentTime(fn int32) int64 {
	if int(fn) >= len(w.envs.fns) {
		return 0
	}
	a := w.envs.fns[fn]
	return a.sum + a.count*(w.now-a.since)
}
