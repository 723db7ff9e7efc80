package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"squall/analyze"
	"squall/profiles"
	"squall/profiles/fingerprint"
)

// runMeta is what is known of a run before it starts.
func runMeta(plan *profiles.Plan, id, target string, began time.Time) analyze.Meta {
	model := "none"
	for i := range plan.Arms {
		for _, f := range plan.Arms[i].World.Functions {
			switch {
			case target == "aws": // the user's own code
			case !f.Processes():
				model = "default"
			case model == "none":
				model = "processes"
			}
		}
	}
	if plan.Calibrated != nil && model == "default" {
		model = plan.Calibrated.String()
	}
	return analyze.Meta{Kept: true, Run: analyze.Run{
		ID: id, Profile: plan.Name, Description: plan.Description, ProfileHash: plan.Hash, Set: plan.Set, Seed: plan.Seed,
		Clock: "live", Target: target, Model: model, Compress: plan.Compress, Repeat: plan.Repeat,
		Started: began.UTC().Format(time.RFC3339), Squall: buildVersion(),
		Fingerprint: worldOf(plan),
	}}
}

// worldOf is what must be equal for two runs to be comparable, beside what is
// in every result anyway.
func worldOf(plan *profiles.Plan) map[string]string {
	w := fingerprint.Of(plan)
	w["profile_hash"] = plan.Hash
	w["go"], w["os"], w["arch"] = runtime.Version(), runtime.GOOS, runtime.GOARCH
	return w
}

// opening is what the first line of a run says of it.
func opening(plan *profiles.Plan, g *ground) string {
	on := g.name
	if elsewhere := !slices.ContainsFunc(plan.Arms, func(a profiles.Arm) bool { return len(a.World.Functions) > 0 }); elsewhere && g.aws == nil {
		on = "the profile's own URLs"
	}
	return fmt.Sprintf("%d %s x %d %s, about %s on %s",
		len(plan.Arms), plural(len(plan.Arms), "arm"), plan.Repeat, plural(plan.Repeat, "repeat"),
		length(plan), on)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
