package profiles

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"squall/profiles/units"
)

// spoiltMark stands in the name of a version that a fault publishes, between the
// version that it is one of and the fault.
const spoiltMark = "~"

// Spoilt says whether a version is one that a fault publishes.
func (c Change) Spoilt() bool { return strings.Contains(c.Version, spoiltMark) }

// spoils names a fault of the function's configuration.
func (f Fault) spoils(on string) string {
	text := f.Kind + " " + units.FormatPercent(f.Share) + " of " + on
	if f.Alias != "" {
		text += ":" + f.Alias
	}
	if f.Value != "" {
		text += " to " + f.Value
	}
	return text
}

// Variable is the environment variable that a fault sets.
func (f *Fault) Variable() (name, value string) {
	name, value, _ = strings.Cut(f.Value, "=")
	return name, value
}

// spoilt is the function as a fault has it.
func (f *Function) spoilt(by *Fault) *Function {
	out := *f
	switch by.Kind {
	case FaultMemory:
		out.Memory = by.Count
	case FaultTimeout:
		out.Timeout = time.Duration(by.Count) * time.Second
	case FaultEnv:
		name, value := by.Variable()
		if out.Env = maps.Clone(f.Env); out.Env == nil {
			out.Env = map[string]string{}
		}
		out.Env[name] = value
	}
	return &out
}

// Spoil publishes a version of what an alias leads to, as fault n has it, and
// gives it the alias's requests; $LATEST is itself again before that. Without an
// alias $LATEST is as the fault has it.
func (f *Function) Spoil(by *Fault, suffix string, n int) (apply, restore []Change) {
	nonce := cmp.Or(suffix, KeepNonce) + "#" + strconv.Itoa(n)
	latest := Change{Kind: CreateFunction, Function: f.Name, Version: f.Latest().Name, Spec: f}
	if by.Alias == "" {
		put := latest
		put.Nonce, put.Spec, put.Fault = nonce, f.spoilt(by), by
		return []Change{put}, []Change{latest}
	}
	a := f.Alias(by.Alias)
	if a == nil {
		return nil, nil
	}
	made := fmt.Sprintf("%s%s%s#%d", a.To, spoiltMark, by.Kind, n)
	publish := Change{Kind: PublishFresh, Function: f.Name, Version: made, Nonce: nonce, Spec: f.spoilt(by), Fault: by}
	move := Alias{Name: a.Name, To: made}
	if by.Share < 1 {
		move = Alias{Name: a.Name, To: a.To, Other: made, Weight: by.Share}
	}
	return []Change{publish, latest, f.putAlias(move, suffix)}, []Change{f.putAlias(*a, suffix)}
}
