package breaks

import (
	"strconv"

	"squall/profiles"
	"squall/profiles/limits"
	"squall/profiles/read/called"
	"squall/profiles/source"
)

// spoilt checks a fault of a function's configuration: what it strikes, and what
// it sets.
func (r *reader) spoilt(f *profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	if f.Alias == "" {
		r.latest(f, n, path)
	} else {
		r.behind(f, fn, n, path)
	}
	if f.Kind == profiles.FaultEnv {
		if why := variable(f, fn); why != "" {
			r.Report(n.Get("value").At, path+".value", "%s", why)
		}
	}
}

// variable says what is wrong with the environment variable that a fault sets.
func variable(f *profiles.Fault, fn *profiles.Function) string {
	name, value := f.Variable()
	if name == "" || name == f.Value {
		return strconv.Quote(f.Value) + " is no variable, write it as NAME=value"
	}
	if why := limits.EnvName(name); why != "" {
		return why
	}
	if was, had := fn.Env[name]; had && was == value {
		return f.Function + " has " + f.Value + " already"
	}
	env := map[string]string{name: value}
	for other, value := range fn.Env {
		if other != name {
			env[other] = value
		}
	}
	return limits.EnvSize(env)
}

// latest checks that a fault without an alias strikes somebody, and whole.
func (r *reader) latest(f *profiles.Fault, n *source.Node, path string) {
	if f.Share != 1 {
		r.Report(n.Get("share").At, path+".share", "$LATEST has no shares: name an alias, or remove share")
	}
	for _, e := range r.World.Attack {
		if e.Function == f.Function && e.Alias == "" {
			return
		}
	}
	r.Report(n.At, path, "alias is missing: without one $LATEST of %s changes, and no entry calls that", f.Function)
}

// behind checks that a version can be put behind the alias of a fault.
func (r *reader) behind(f *profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	alias := fn.Alias(f.Alias)
	switch {
	case alias.To == "$LATEST":
		r.Report(n.Get("alias").At, path+".alias", "alias %s leads to $LATEST: remove alias, and what calls $LATEST is struck", f.Alias)
	case n.Has("share") && (f.Share <= 0 || f.Share > 1):
		r.Report(n.Get("share").At, path+".share", "share is what the version takes of the alias's requests, above 0%%")
	case f.Share < 1 && alias.Other != "":
		r.Report(n.Get("alias").At, path+".alias", "alias %s gives a share to %s already, and an alias has at most one additional version", f.Alias, alias.Other)
	case f.Share < 1:
		moved := limits.Alias{Name: f.Alias, To: alias.To, Weighted: []string{alias.To}}
		var configured []string
		for _, p := range fn.Provisioned {
			configured = append(configured, p.Qualifier)
		}
		for _, q := range configured {
			if why := limits.Provisioned(q, []limits.Alias{moved}, called.Versions(fn), configured); q == f.Alias && why != "" {
				r.Refuse(n.Get("share").At, path+".share", why)
			}
		}
	}
}
