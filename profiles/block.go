package profiles

import (
	"reflect"
	"slices"
	"time"

	"squall/profiles/limits"
)

// KeepNonce is the nonce of versions that blocks share (environments: keep).
const KeepNonce = "keep"

// Qualifier is what an entry asks for on the target: the block's alias, the
// profile's name of a version, or "" for $LATEST. suffix is "" when the arm
// keeps its environments.
func (w *World) Qualifier(e Entry, suffix string) string {
	if fn := w.Function(e.Function); fn != nil {
		return fn.qualifier(e.Alias, suffix)
	}
	return e.Alias
}

// Function finds a function by name; nil when there is none.
func (w *World) Function(name string) *Function {
	for i := range w.Functions {
		if w.Functions[i].Name == name {
			return &w.Functions[i]
		}
	}
	return nil
}

// Alias finds an alias by name; nil when there is none.
func (f *Function) Alias(name string) *Alias {
	for i := range f.Aliases {
		if f.Aliases[i].Name == name {
			return &f.Aliases[i]
		}
	}
	return nil
}

// Version finds a version by name; nil when there is none.
func (f *Function) Version(name string) *Version {
	for i := range f.Versions {
		if f.Versions[i].Name == name {
			return &f.Versions[i]
		}
	}
	return nil
}

// Processes says whether a version of the function is a process.
func (f *Function) Processes() bool {
	return slices.ContainsFunc(f.Versions, func(v Version) bool { return v.Process != nil })
}

// Latest is the version that $LATEST looks like: the last one written.
func (f *Function) Latest() *Version { return &f.Versions[len(f.Versions)-1] }

func (f *Function) qualifier(name, suffix string) string {
	if f.Alias(name) == nil || suffix == "" {
		return name
	}
	return name + "-" + suffix
}

// BlockChanges is what one block of an arm needs before its load: versions of
// its own behind aliases of its own, named with the suffix. An arm that keeps
// its environments uses the versions and alias names of Setup.
func (p *Plan) BlockChanges(arm *Arm, suffix, nonce string) []Change {
	w := &arm.World
	if !arm.NewEnvironments {
		suffix = ""
	}
	var out []Change
	if p.standinVaries() {
		out = append(out, Change{Kind: SetStandin, World: w})
	}
	out = append(out, p.reserve(w)...)
	for i := range w.Functions {
		f := &w.Functions[i]
		if p.deadLetterVaries(f.Name) {
			out = append(out, Change{Kind: PutDeadLetter, Function: f.Name, Queue: f.Async.DeadLetter})
		}
		if arm.NewEnvironments {
			out = append(out, f.publish(nonce)...)
		}
		out = append(out, f.putAliases(suffix)...)
	}
	out = append(out, w.eventInvokes(suffix)...)
	out = append(out, w.doors(suffix)...)
	out = append(out, w.triggers(suffix)...)
	return append(out, w.provision(suffix)...)
}

// undoing is what deletes what a change makes.
var undoing = map[ChangeKind]ChangeKind{PutReserved: DeleteReserved, PublishFresh: DeleteVersion, PutAlias: DeleteAlias, PutEventInvoke: DeleteEventInvoke,
	RegisterDoor: DeregisterDoor, PutTrigger: DeleteTrigger, PutProvisioned: DeleteProvisioned}

// BlockUndo takes back what BlockChanges makes, and what faults make and leave,
// in reverse. What the settings of whole functions were before is known only to
// the one who changed them, and puts it back: to a function of the plan, nothing.
func (p *Plan) BlockUndo(arm *Arm, suffix string) []Change {
	if !arm.NewEnvironments {
		suffix = ""
	}
	made := p.BlockChanges(arm, suffix, "")
	for i := range arm.World.Faults {
		apply, _ := FaultChanges(i, &arm.World, suffix)
		made = append(made, slices.DeleteFunc(apply, func(c Change) bool { return c.Kind != PublishFresh })...)
	}
	var out []Change
	for _, c := range slices.Backward(made) {
		kind := undoing[c.Kind]
		if kind == "" || kind == DeleteAlias && !arm.NewEnvironments { // it stays until the run ends
			continue
		}
		c.Kind, c.To, c.Other, c.Nonce, c.Spec, c.Fault = kind, "", "", "", nil, nil
		out = append(out, c)
	}
	return out
}

func (f *Function) publish(nonce string) []Change {
	var out []Change
	for _, v := range f.Versions {
		out = append(out, Change{Kind: PublishFresh, Function: f.Name, Version: v.Name, Nonce: nonce, Spec: f})
	}
	return out
}

func (f *Function) putAliases(suffix string) []Change {
	var out []Change
	for _, a := range f.Aliases {
		out = append(out, f.putAlias(a, suffix))
	}
	return out
}

func (f *Function) putAlias(a Alias, suffix string) Change {
	return Change{Kind: PutAlias, Function: f.Name, Alias: f.qualifier(a.Name, suffix), To: a.To, Other: a.Other, Weight: a.Weight}
}

// eventInvokes configures each qualifier that an asynchronous entry uses:
// settings do not follow a version when it is published.
func (w *World) eventInvokes(suffix string) []Change {
	var out []Change
	for _, e := range w.Attack {
		f := w.Function(e.Function)
		if !e.Async() || f == nil {
			continue
		}
		c := Change{Kind: PutEventInvoke, Function: f.Name, Qualifier: w.Qualifier(e, suffix), Async: f.Async}
		if !slices.ContainsFunc(out, c.sameTarget) {
			out = append(out, c)
		}
	}
	return out
}

func (w *World) doors(suffix string) []Change {
	var out []Change
	for _, e := range w.Attack {
		switch e.Path {
		case PathALB, PathREST, PathHTTP, PathURL:
			c := Change{Kind: RegisterDoor, Function: e.Function, Path: e.Path, Qualifier: w.Qualifier(e, suffix), MultiValue: e.MultiValue}
			if !slices.ContainsFunc(out, c.sameTarget) {
				out = append(out, c)
			}
		}
	}
	return out
}

func (c Change) sameTarget(o Change) bool {
	return c.Function == o.Function && c.Qualifier == o.Qualifier && c.Path == o.Path
}

func (w *World) provision(suffix string) []Change {
	var out []Change
	for i := range w.Functions {
		f := &w.Functions[i]
		for _, p := range f.Provisioned {
			out = append(out, Change{Kind: PutProvisioned, Function: f.Name, Qualifier: f.qualifier(p.Qualifier, suffix), Count: p.Count})
		}
	}
	return out
}

// reserve sets the reserved concurrency of every function that has it in some
// arm. Where the arms differ, what varies is given back first: whatever arm
// ran before, no sum on the way is above the account's limit.
func (p *Plan) reserve(w *World) []Change {
	var free, put []Change
	for i := range w.Functions {
		f := &w.Functions[i]
		varies, set := p.reservedOver(f.Name)
		if varies && (f.Reserved == nil || p.reservationsClash()) {
			free = append(free, Change{Kind: DeleteReserved, Function: f.Name})
		}
		if set && f.Reserved != nil {
			put = append(put, Change{Kind: PutReserved, Function: f.Name, Count: *f.Reserved})
		}
	}
	return append(free, put...)
}

// reservedOver says whether the arms differ in a function's reserved
// concurrency, and whether any has it.
func (p *Plan) reservedOver(name string) (varies, set bool) {
	first := p.Arms[0].World.Function(name)
	for i := range p.Arms {
		f := p.Arms[i].World.Function(name)
		set = set || f != nil && f.Reserved != nil
		varies = varies || (f == nil) != (first == nil) || f != nil && !reflect.DeepEqual(f.Reserved, first.Reserved)
	}
	return varies, set
}

// reservationsClash says whether the largest reservations of all arms do not
// fit together.
func (p *Plan) reservationsClash() bool {
	largest := map[string]int{}
	sum, limit := 0, p.Arms[0].World.Account.Concurrency
	for i := range p.Arms {
		w := &p.Arms[i].World
		limit = min(limit, w.Account.Concurrency)
		for _, f := range w.Functions {
			if f.Reserved != nil && *f.Reserved > largest[f.Name] {
				sum += *f.Reserved - largest[f.Name]
				largest[f.Name] = *f.Reserved
			}
		}
	}
	return sum > limit-limits.Unreservable
}

func (p *Plan) deadLetterVaries(name string) bool {
	first := p.Arms[0].World.Function(name)
	for i := range p.Arms {
		f := p.Arms[i].World.Function(name)
		if f != nil && first != nil && f.Async.DeadLetter != first.Async.DeadLetter {
			return true
		}
	}
	return false
}

func (p *Plan) standinVaries() bool {
	for i := 1; i < len(p.Arms); i++ {
		if !sameStandin(&p.Arms[0].World, &p.Arms[i].World) {
			return true
		}
	}
	return false
}

// sameStandin compares what SetStandin carries.
func sameStandin(a, b *World) bool {
	return a.Account == b.Account && reflect.DeepEqual(a.Platform, b.Platform) &&
		slices.EqualFunc(a.Functions, b.Functions, func(x, y Function) bool {
			return x.Name == y.Name && reflect.DeepEqual(x.Versions, y.Versions)
		})
}

// DrainBound is how long the last asynchronous event of a block can take to
// end, on the run's clock: its age limit and one more attempt. 0 when the
// block sends none.
func (w *World) DrainBound(compress float64) time.Duration {
	var longest time.Duration
	for _, e := range w.Attack {
		if f := w.Function(e.Function); e.Async() && f != nil {
			longest = max(longest, time.Duration(float64(f.Async.MaxAge)/compress)+f.Timeout)
		}
	}
	return longest
}
