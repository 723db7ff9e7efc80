// Package breaks reads the faults of a profile: what each kind of the catalogue
// takes, when it begins and ends, what it may strike, and what AWS would refuse
// of those that change settings. What does not go together is reported where it
// stands.
//
// It reads neither what shows a fault nor the steady state: those name metrics,
// which its caller knows.
package breaks

import (
	"fmt"
	"time"

	"squall/profiles"
	"squall/profiles/fault"
	"squall/profiles/limits"
	"squall/profiles/read/called"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Scope is what surrounds the faults of one arm.
type Scope struct {
	World  *profiles.World // with its functions and entries; the faults are added
	Report func(at source.Place, path, format string, args ...any)
	Refuse func(at source.Place, path, why string) // a rule of AWS
	// Function finds a function, and reports it if it is unknown.
	Function func(n *source.Node, path, function, qualifier string) *profiles.Function
	Routing  func(*profiles.Function) []limits.Alias
	// Observed reads what shows fault index.
	Observed func(index int, n *source.Node, path string)

	end time.Duration // of the fault before
}

type reader struct{ *Scope }

// Read reads one fault into the world, or reports what is wrong with it.
func Read(s *Scope, n *source.Node, path string) {
	f := profiles.Fault{
		At:       schema.ReadDuration(n.Get("at")),
		For:      schema.ReadDuration(n.Get("for")),
		Kind:     schema.ReadText(n.Get("kind")),
		Function: schema.ReadText(n.Get("function")),
		Alias:    schema.ReadText(n.Get("alias")),
		Value:    schema.ReadText(n.Get("value")),
		Share:    1,
	}
	r := &reader{Scope: s}
	if f.At, s.end = r.timing(f, s.end, n, path); !r.span(f, n, path) {
		return
	}
	kind, ok := fault.Named(f.Kind)
	if !ok {
		return
	}
	fn, ok := r.struck(&f, &kind, n, path)
	if !ok || !r.given(&f, &kind, n, path) {
		return
	}
	r.changes(&f, fn, n, path)
	if kind.Ground == fault.Settings || kind.Ground == fault.Mappings {
		r.overlap(f, n, path)
	}
	s.World.Faults = append(s.World.Faults, f)
	s.Observed(len(s.World.Faults)-1, n, path)
}

// timing finds when a fault begins, and when it ends for the one after it.
func (r *reader) timing(f profiles.Fault, end time.Duration, n *source.Node, path string) (at, next time.Duration) {
	at = f.At
	switch {
	case n.Has("at") && n.Has("after"):
		r.Report(n.Get("after").At, path+".after", "it begins at a time or after the fault before it, remove at or after")
	case n.Has("after"):
		at = end + schema.ReadDuration(n.Get("after"))
	case !n.Has("at"):
		r.Report(n.At, path, "at is missing: when it begins, from the start of the load; or after: how long after the end of the fault before it")
	}
	if f.For == 0 {
		return at, r.World.LoadTime()
	}
	return at, at + f.For
}

// changes checks what AWS would refuse of a fault that changes settings.
func (r *reader) changes(f *profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	switch f.Kind {
	case profiles.FaultThrottleReserved:
		r.throttle(f, n, path)
	case profiles.FaultAliasRepoint:
		r.repoint(*f, fn, n, path)
	case profiles.FaultAliasSplit:
		r.split(f, fn, n, path)
	case profiles.FaultReservedRemove:
		if fn.Reserved == nil {
			r.Report(n.At, path, "function %s has no reserved concurrency to remove", f.Function)
		}
	case profiles.FaultColdStorm, profiles.FaultMemory, profiles.FaultTimeout, profiles.FaultEnv:
		r.spoilt(f, fn, n, path)
	case profiles.FaultNoProvisioned:
		if fn.ProvisionedAt(f.Alias) == 0 {
			r.Report(n.At, path, "%s:%s has no provisioned concurrency to remove", f.Function, f.Alias)
		}
	case profiles.FaultProvisioned:
		if had := fn.ProvisionedAt(f.Alias); f.Count >= had {
			r.Report(n.At, path, "%s:%s has %d provisioned environments, and the fault would leave %d", f.Function, f.Alias, had, f.Count)
		}
	}
}

// span checks that a fault happens during the load.
func (r *reader) span(f profiles.Fault, n *source.Node, path string) bool {
	load := r.World.LoadTime()
	key := "at"
	if n.Has("after") {
		key = "after"
	}
	switch {
	case f.At >= load && n.Has(key):
		r.Report(n.Get(key).At, path+"."+key, "the load has ended by then, it lasts %v", load)
	case f.At+f.For > load && n.Has("for"):
		r.Report(n.Get("for").At, path+".for", "the fault would end %v after the load, which lasts %v; leave for out to end with it", f.At+f.For-load, load)
	default:
		return true
	}
	return f.At < load
}

// overlap refuses two faults that would undo each other.
func (r *reader) overlap(f profiles.Fault, n *source.Node, path string) {
	end := func(f profiles.Fault) time.Duration {
		if f.For == 0 {
			return r.World.LoadTime()
		}
		return f.At + f.For
	}
	kind, _ := fault.Named(f.Kind)
	for _, o := range r.World.Faults {
		other, _ := fault.Named(o.Kind)
		same := o.Kind == f.Kind && o.Alias == f.Alias
		if kind.Latest && other.Latest { // each begins with $LATEST
			same = o.Alias == f.Alias || o.Alias == "" || f.Alias == ""
		}
		if same && o.Function == f.Function && f.At < end(o) && o.At < end(f) {
			r.Report(n.At, path, "another %s of the same function lasts from %v to %v, two at once would undo each other", o.Kind, o.At, end(o))
		}
	}
}

// throttle reads the reserved concurrency of a fault and checks it as the
// function's own.
func (r *reader) throttle(f *profiles.Fault, n *source.Node, path string) {
	v, count := n.Get("value"), f.Count
	list := Capacities(r.World)
	if len(limits.Account(r.World.Account.Concurrency, list)) > 0 {
		return // the settings are refused without the fault
	}
	for i := range list {
		if list[i].Name == f.Function {
			list[i].Reserved = &count
		}
	}
	after := limits.Account(r.World.Account.Concurrency, list)
	for _, c := range list {
		if why := after[c.Name]; why != "" {
			r.Refuse(v.At, path+".value", fmt.Sprintf("AWS would refuse %d for %s: %s", count, f.Function, why))
			return
		}
	}
}

// repoint checks the alias and the version of a fault.
func (r *reader) repoint(f profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	alias := fn.Alias(f.Alias)
	switch {
	case alias.To == f.Value && alias.Other == "":
		r.Report(n.Get("value").At, path+".value", "alias %s points at %s already", f.Alias, f.Value)
		return
	}
	moved := limits.Alias{Name: f.Alias, To: f.Value}
	if _, why := limits.Routing(moved, called.Versions(fn), called.Aliases(fn)); why != "" {
		r.Refuse(n.Get("value").At, path+".value", why)
		return
	}
	r.repointProvisioned(moved, fn, n, path)
}

// split checks the version that takes a share of an alias.
func (r *reader) split(f *profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	alias := fn.Alias(f.Alias)
	switch {
	case alias.Other != "":
		r.Report(n.Get("alias").At, path+".alias", "alias %s gives a share to %s already, and an alias has at most one additional version", f.Alias, alias.Other)
		return
	case !n.Has("share") || f.Share <= 0 || f.Share >= 1:
		r.Report(n.At, path, "share is missing: what the version takes of the alias's requests, above 0% and below 100%; alias.repoint takes all")
		return
	}
	moved := limits.Alias{Name: f.Alias, To: alias.To, Weighted: []string{f.Value}}
	if _, why := limits.Routing(moved, called.Versions(fn), called.Aliases(fn)); why != "" {
		r.Refuse(n.Get("value").At, path+".value", why)
		return
	}
	r.repointProvisioned(moved, fn, n, path)
}

// repointProvisioned checks that provisioned concurrency may follow its alias.
func (r *reader) repointProvisioned(moved limits.Alias, fn *profiles.Function, n *source.Node, path string) {
	var configured []string
	for _, p := range fn.Provisioned {
		configured = append(configured, p.Qualifier)
	}
	aliases := r.Routing(fn)
	for i := range aliases {
		if aliases[i].Name == moved.Name {
			aliases[i] = moved
		}
	}
	for _, q := range configured {
		if why := limits.Provisioned(q, aliases, called.Versions(fn), configured); why != "" {
			r.Refuse(n.Get("value").At, path+".value", why)
			return
		}
	}
}

// Capacities are what the functions of a world claim.
func Capacities(w *profiles.World) []limits.Capacity {
	var out []limits.Capacity
	for _, f := range w.Functions {
		c := limits.Capacity{Name: f.Name, Reserved: f.Reserved}
		for _, p := range f.Provisioned {
			c.Provisioned += p.Count
		}
		out = append(out, c)
	}
	return out
}
