package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"squall/analyze/result"
)

// World is all that must be equal for two runs to be set beside each other.
func World(r *result.Result) map[string]string {
	w := maps.Clone(r.Run.Fingerprint)
	if w == nil {
		w = map[string]string{}
	}
	if w["profile"] == "" {
		w["profile"] = r.Run.ProfileHash // of a run before there was the other one
	}
	delete(w, "profile_hash") // another seed is another hash and the same world
	w["squall"] = r.Run.Squall
	w["clock"] = r.Run.Clock
	w["target"] = r.Run.Target
	if strings.HasPrefix(r.Run.Target, "http://") {
		w["target"] = "a running stand-in" // at whatever address
	}
	w["model"] = r.Run.Model
	w["waits"] = fmt.Sprintf("%gx", r.Run.Compress)
	return w
}

// machine are the keys that a run in virtual time does not have, or that a
// prediction is allowed to differ in.
var machine = []string{"clock", "target", "model", "go", "os", "arch"}

// modelled says whether a key is of the model alone, which a prediction may have
// from another run than the profile of the measured one says.
func modelled(key string) bool {
	return key == "platform" || strings.HasSuffix(key, ".platform") || strings.HasSuffix(key, ".model")
}

// worlds lists in what two runs differ, and says why that keeps them from
// being compared.
func (c *Comparison) worlds(base, cand *result.Result, vary []string) (why []string) {
	a, b := World(base), World(cand)
	keys := slices.Sorted(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	explained := false
	for _, k := range keys {
		if a[k] == b[k] || k == "go" {
			continue
		}
		d := Difference{Key: k, Base: a[k], Candidate: b[k], Allowed: Varies(k, vary) || c.Kind == OfPrediction && (slices.Contains(machine, k) || modelled(k))}
		explained = explained || d.Allowed && k != "profile" && !slices.Contains(machine, k)
		c.Different = append(c.Different, d)
	}
	var names []string
	for i := range c.Different {
		d := &c.Different[i]
		// A profile that differs in what may differ has another hash.
		d.Allowed = d.Allowed || d.Key == "profile" && explained
		if !d.Allowed {
			names = append(names, d.Key)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if others := slices.DeleteFunc(slices.Clone(names), func(k string) bool { return k == "profile" }); len(others) > 0 {
		names = others // to name these is enough
	}
	return []string{fmt.Sprintf("the runs are of different worlds: %s; where that is meant, say so with --vary %s", c.differences(), strings.Join(names, ","))}
}

// differences writes what keeps runs apart.
func (c *Comparison) differences() string {
	var out []string
	for _, d := range c.Different {
		if !d.Allowed {
			out = append(out, fmt.Sprintf("%s is %s and %s", d.Key, short(d.Base), short(d.Candidate)))
		}
	}
	return strings.Join(out, ", ")
}

func short(s string) string {
	switch {
	case s == "":
		return "not known"
	case len(s) == 64: // a hash
		return s[:8]
	}
	return s
}

// Varies says whether a key, or the last word of one, is among those that may
// differ.
func Varies(key string, vary []string) bool {
	return slices.ContainsFunc(vary, func(v string) bool {
		return v == "all" || v == key || strings.HasSuffix(key, "."+v) || strings.HasPrefix(key, v+".")
	})
}
