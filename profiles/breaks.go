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
	FaultAliasRepoint     = "alias.repoint"   // Value: the version the alias points at meanwhile
	FaultAliasSplit       = "alias.split"     // Value, Share: the version that takes a share of the alias's requests meanwhile
	FaultProvisioned      = "pc.shrink"       // Count: the alias's provisioned concurrency meanwhile
	FaultNoRetry          = "async.no-retry"  // Count: retries meanwhile
	FaultShortAge         = "async.short-age" // Count: how many seconds old events may get meanwhile
	FaultRestart          = "standin.restart"
	FaultNoProvisioned    = "pc.remove"
	FaultColdStorm        = "cold.storm"
	FaultMemory           = "config.memory"  // Count: MB meanwhile
	FaultTimeout          = "config.timeout" // Count: seconds meanwhile
	FaultEnv              = "config.env"     // Value: a variable meanwhile, NAME=value
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
			if k, ok := fault.Named(f.Kind); len(f.Expect) > 0 || ok && k.Ground != fault.Settings && k.Ground != fault.Mappings {
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
	case f.Kind == FaultReservedRemove || f.Kind == FaultNoProvisioned:
		return strings.TrimSuffix(f.Kind+" "+on+":"+f.Alias, ":")
	case k.Latest:
		return f.spoils(on)
	case f.Kind == FaultAliasSplit:
		return fmt.Sprintf("%s %s of %s:%s to %s", f.Kind, units.FormatPercent(f.Share), on, f.Alias, f.Value)
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
	k, ok := fault.Named(f.Kind)
	if ok && k.Ground == fault.Wire {
		return nil, nil // nothing of the target changes
	}
	if ok && k.Ground == fault.Mappings {
		off := Change{Kind: PutMapping, Function: f.Function, Source: f.Value}
		on := off
		on.Count = 1
		return []Change{off}, []Change{on}
	}
	if ok && k.Ground != fault.Settings {
		lease := suffix + "#" + strconv.Itoa(n)
		return []Change{{Kind: PutFault, Function: f.Function, Version: f.Match.Version, Fault: f, Lease: lease, Lasts: f.Length(w.LoadTime())}},
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
	case FaultAliasSplit:
		if a := fn.Alias(f.Alias); a != nil {
			apply = []Change{fn.putAlias(Alias{Name: a.Name, To: a.To, Other: f.Value, Weight: f.Share}, suffix)}
			restore = []Change{fn.putAlias(*a, suffix)}
		}
	case FaultProvisioned, FaultNoProvisioned:
		apply = fn.provision(f.Alias, suffix, f.Count)
		restore = fn.provision(f.Alias, suffix, fn.ProvisionedAt(f.Alias))
	case FaultNoRetry, FaultShortAge:
		return fn.spoilAsync(f, suffix)
	case FaultColdStorm, FaultMemory, FaultTimeout, FaultEnv:
		return fn.Spoil(f, suffix, n)
	}
	return apply, restore
}

// spoilAsync changes one of the asynchronous settings of an alias.
func (f *Function) spoilAsync(by *Fault, suffix string) (apply, restore []Change) {
	a := f.Alias(by.Alias)
	if a == nil {
		return nil, nil
	}
	put := Change{Kind: PutEventInvoke, Function: f.Name, Qualifier: f.qualifier(a.Name, suffix), Async: f.Async}
	restore = []Change{put}
	if by.Kind == FaultShortAge {
		put.Async.MaxAge = time.Duration(by.Count) * time.Second
	} else {
		put.Async.Retries = by.Count
	}
	return []Change{put}, restore
}

// ProvisionedAt is the provisioned concurrency of an alias or version.
func (f *Function) ProvisionedAt(qualifier string) int {
	for _, p := range f.Provisioned {
		if p.Qualifier == qualifier {
			return p.Count
		}
	}
	return 0
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
