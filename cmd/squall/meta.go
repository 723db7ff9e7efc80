package main

import (
	"fmt"
	"runtime"
	"time"

	"squall/analyze"
	"squall/profiles"
)

// runMeta is what is known of a run before it starts.
func runMeta(plan *profiles.Plan, id, target string, began time.Time) analyze.Meta {
	model := "none"
	for i := range plan.Arms {
		for _, f := range plan.Arms[i].World.Functions {
			switch {
			case !f.Processes():
				model = "default"
			case model == "none":
				model = "processes"
			}
		}
	}
	return analyze.Meta{Kept: true, Run: analyze.Run{
		ID: id, Profile: plan.Name, Description: plan.Description, ProfileHash: plan.Hash, Set: plan.Set, Seed: plan.Seed,
		Clock: "live", Target: target, Model: model, Compress: plan.Compress, Repeat: plan.Repeat,
		Started: began.UTC().Format(time.RFC3339), Squall: buildVersion(),
		Fingerprint: fingerprint(plan),
	}}
}

// fingerprint is what must be equal for two runs to be comparable.
func fingerprint(plan *profiles.Plan) map[string]string {
	w := &plan.Arms[0].World
	return map[string]string{
		"account": w.Account.ID, "region": w.Account.Region, "profile_hash": plan.Hash,
		"go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
	}
}

// opening is the first line of a run.
func opening(plan *profiles.Plan, g *ground) string {
	return fmt.Sprintf("squall %s: %d %s x %d %s, about %s on %s", plan.Name,
		len(plan.Arms), plural(len(plan.Arms), "arm"), plan.Repeat, plural(plan.Repeat, "repeat"),
		length(plan), g.name)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
