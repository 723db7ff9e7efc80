// Package fingerprint says in a few words what a plan measures: the functions,
// how they are set up, the load and what it meets. Two runs whose words differ
// are of different worlds.
//
// It does not say whether a difference matters.
package fingerprint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/profiles"
)

// Of gives the words of a plan by key. Where arms differ, the key begins with
// the name of the arm.
func Of(plan *profiles.Plan) map[string]string {
	var arms []map[string]string
	for i := range plan.Arms {
		arms = append(arms, world(&plan.Arms[i].World))
	}
	out := map[string]string{"profile": profile(plan)}
	for i, words := range arms {
		for key, word := range words {
			if same(arms, key, word) {
				out[key] = word
			} else {
				out[plan.Arms[i].Name+"."+key] = word
			}
		}
	}
	return out
}

// profile is a hash of everything in a plan that is measured: not of its name,
// its file and its words, of what is expected of it, and of the seed, which is luck.
func profile(plan *profiles.Plan) string {
	p := *plan
	p.Name, p.Description, p.File, p.Hash, p.Text, p.Set, p.Seed = "", "", "", "", nil, nil, 0
	p.Stop, p.Expect, p.Sweep, p.Calibrated, p.Guard = nil, nil, nil, nil, profiles.Plan{}.Guard
	return hash(p)
}

func same(arms []map[string]string, key, word string) bool {
	return !slices.ContainsFunc(arms, func(a map[string]string) bool {
		other, ok := a[key]
		return !ok || other != word
	})
}

func world(w *profiles.World) map[string]string {
	out := map[string]string{
		"account": w.Account.ID, "region": w.Account.Region, "concurrency": strconv.Itoa(w.Account.Concurrency),
		"platform": hash(w.Platform), "faults": "none",
	}
	if len(w.Faults) > 0 {
		out["faults"] = hash(w.Faults)
	}
	for i := range w.Functions {
		function(out, &w.Functions[i])
	}
	for i := range w.Attack {
		e := w.Attack[i]
		at := "attack." + e.Name + "."
		out[at+"path"] = e.Path
		out[at+"to"] = strings.Trim(e.Function+":"+e.Alias, ":") + e.URL
		e.Name, e.Path, e.Function, e.Alias, e.URL = "", "", "", "", ""
		out[at+"load"] = hash(e)
	}
	return out
}

func function(out map[string]string, f *profiles.Function) {
	at := "functions." + f.Name + "."
	out[at+"memory"] = strconv.Itoa(f.Memory)
	out[at+"timeout"] = f.Timeout.String()
	out[at+"reserved"] = "none"
	if f.Reserved != nil {
		out[at+"reserved"] = strconv.Itoa(*f.Reserved)
	}
	out[at+"async"] = hash(f.Async)
	for _, p := range f.Provisioned {
		out[at+"provisioned."+p.Qualifier] = strconv.Itoa(p.Count)
	}
	for _, a := range f.Aliases {
		out[at+"aliases."+a.Name] = strings.TrimSuffix(fmt.Sprintf("%s %s %g", a.To, a.Other, a.Weight), "  0")
	}
	for _, v := range f.Versions {
		runtime, arch := f.Deployed(v.Name)
		out[at+v.Name+".runtime"], out[at+v.Name+".arch"] = runtime, arch
		out[at+v.Name+".model"] = hash(v.Model)
	}
}
