package profiles

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
	"squall/profiles/fault"
	"squall/profiles/units"
)

// The kinds of faults that change settings; package fault lists all kinds.
const (
	FaultThrottleReserved = "throttle.reserved" // Count: the function's reserved concurrency meanwhile
	FaultReservedRemove   = "reserved.remove"
	FaultAliasRepoint     = "alias.repoint"  // Value: the version the alias points at meanwhile
	FaultProvisioned      = "pc.shrink"      // Count: the alias's provisioned concurrency meanwhile
	FaultNoRetry          = "async.no-retry" // Count: retries meanwhile
)

// Fault is something that breaks, or is changed, at a time.
type Fault struct {
	At       time.Duration // from t=0
	For      time.Duration // 0: until the end of the load
	Kind     string        // throttle.reserved, invoke.delay, ...
	Function string        // "" where the kind strikes all
	Alias    string        // of the kinds that name one
	Value    string        // kind's own: a number, a version name, ...
	Count    int           // Value as a number, for the kinds that take one
	Share    float64       // of what matches
	Match    Match
	Delay    dist.Dist     // kind's own
	Waits    string        // Delay as the profile writes it
	Expect   []Expectation // what shows that it was observed
}

// Match says which requests a fault may strike.
type Match = fault.Match

// Steady is one line of the steady state of an experiment.
type Steady struct {
	Expectation
	Before, During, After bool // when it must hold
}

// Experiment says whether the plan has a steady state or faults that are to be
// observed, so that what happened before, during and after them is told apart.
func (p *Plan) Experiment() bool {
	if len(p.Steady) > 0 {
		return true
	}
	for i := range p.Arms {
		for _, f := range p.Arms[i].World.Faults {
			if k, ok := fault.Named(f.Kind); len(f.Expect) > 0 || ok && k.Ground != fault.Settings {
				return true
			}
		}
	}
	return false
}

// String names the fault and what it does to what.
func (f Fault) String() string {
	on := cmp.Or(f.Function, "every function")
	k, _ := fault.Named(f.Kind)
	switch {
	case f.Kind == FaultReservedRemove:
		return f.Kind + " " + on
	case k.Ground == fault.Settings && f.Alias != "":
		return fmt.Sprintf("%s %s:%s to %s", f.Kind, on, f.Alias, f.Value)
	case k.Ground == fault.Settings:
		return fmt.Sprintf("%s %s to %s", f.Kind, on, f.Value)
	}
	words := []string{f.Kind}
	if k.Share {
		words = append(words, units.FormatPercent(f.Share)+" of")
	}
	words = append(words, on)
	if f.Value != "" {
		words = append(words, f.Value)
	}
	if !f.Delay.IsZero() {
		words = append(words, f.Delay.String())
	}
	if f.Match != (Match{}) {
		words = append(words, f.Match.String())
	}
	return strings.Join(words, " ")
}

// FaultChanges is what fault n of a world does to a block whose aliases carry
// the suffix ("" when the arm keeps its environments), and what takes it back.
func FaultChanges(n int, w *World, suffix string) (apply, restore []Change) {
	f := &w.Faults[n]
	fn := w.Function(f.Function)
	if k, ok := fault.Named(f.Kind); ok && k.Ground != fault.Settings {
		lease := suffix + "#" + strconv.Itoa(n)
		return []Change{{Kind: PutFault, Function: f.Function, Version: f.Match.Version, Fault: f, Lease: lease, Lasts: f.length(w.LoadTime())}},
			[]Change{{Kind: EndFault, Function: f.Function, Fault: f, Lease: lease}}
	}
	if fn == nil {
		return nil, nil
	}
	switch f.Kind {
	case FaultThrottleReserved:
		apply = []Change{{Kind: PutReserved, Function: fn.Name, Count: f.Count}}
		restore = fn.reserve()
	case FaultReservedRemove:
		apply, restore = []Change{{Kind: DeleteReserved, Function: fn.Name}}, fn.reserve()
	case FaultAliasRepoint:
		if a := fn.Alias(f.Alias); a != nil {
			apply = []Change{fn.putAlias(Alias{Name: a.Name, To: f.Value}, suffix)}
			restore = []Change{fn.putAlias(*a, suffix)}
		}
	case FaultProvisioned:
		apply = fn.provision(f.Alias, suffix, f.Count)
		restore = fn.provision(f.Alias, suffix, provisioned(fn, f.Alias))
	case FaultNoRetry:
		if a := fn.Alias(f.Alias); a != nil {
			put := Change{Kind: PutEventInvoke, Function: fn.Name, Qualifier: fn.qualifier(a.Name, suffix), Async: fn.Async}
			restore = []Change{put}
			put.Async.Retries = f.Count
			apply = []Change{put}
		}
	}
	return apply, restore
}

// Ended is what ends the fault that a change begins; nothing ends its end.
func (c Change) Ended() []Change {
	if c.Kind != PutFault {
		return nil
	}
	c.Kind = EndFault
	return []Change{c}
}

// reserve sets the reserved concurrency of the profile.
func (f *Function) reserve() []Change {
	if f.Reserved == nil {
		return []Change{{Kind: DeleteReserved, Function: f.Name}}
	}
	return []Change{{Kind: PutReserved, Function: f.Name, Count: *f.Reserved}}
}

// provision sets an alias's provisioned concurrency.
func (f *Function) provision(alias, suffix string, n int) []Change {
	c := Change{Kind: PutProvisioned, Function: f.Name, Qualifier: f.qualifier(alias, suffix), Count: n}
	if n == 0 {
		c.Kind = DeleteProvisioned
	}
	return []Change{c}
}
