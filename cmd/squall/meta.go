package main

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"time"

	"squall/analyze"
	"squall/attack"
	"squall/cmd/squall/record"
	"squall/profiles"
)

// runMeta is what is known of a run before it starts.
func runMeta(plan *profiles.Plan, id, target string, began time.Time) analyze.Meta {
	model := "none"
	for i := range plan.Arms {
		if len(plan.Arms[i].World.Functions) > 0 {
			model = "default"
		}
	}
	return analyze.Meta{Run: analyze.Run{
		ID: id, Profile: plan.Name, Description: plan.Description, ProfileHash: plan.Hash, Seed: plan.Seed,
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

// analyzeEnding is what the analysis needs of how a run ended.
func analyzeEnding(plan *profiles.Plan, e *attack.Ending, runErr, cause error, took time.Duration) analyze.Ending {
	out := analyze.Ending{Duration: took, CPU: e.CPU, Warnings: e.Warnings, Dirty: e.NotUndone}
	var stop record.Stopped
	switch {
	case errors.As(cause, &stop):
		out.Aborted = stop.Rule
	case e.Interrupted:
		out.Aborted = "interrupted"
	}
	out.Undrained = e.Interrupted
	if runErr != nil {
		out.Failed = runErr.Error()
	}
	if l := e.StandinLag; l != nil {
		ms := func(f float64) time.Duration { return time.Duration(f * float64(time.Millisecond)) }
		out.Lag = &analyze.Lag{N: l.N, P50: ms(l.P50), P99: ms(l.P99), Max: ms(l.Max)}
	}
	for _, c := range e.Changes {
		out.Changes = append(out.Changes, analyze.ChangeSeen(c))
	}
	for _, f := range e.Faults {
		out.Faults = append(out.Faults, analyze.FaultSeen{Arm: plan.Arms[f.Arm].Name, Repeat: f.Repeat, Kind: f.Kind, Target: f.Target,
			AtS: f.At.Seconds(), ForS: f.For.Seconds(), Undone: f.Undone, Error: f.Error})
	}
	for key, name := range e.VersionNames {
		out.Versions = append(out.Versions, analyze.VersionName{Arm: key.Arm, Repeat: key.Repeat,
			Function: key.Function, Number: key.Number, Name: name})
	}
	slices.SortFunc(out.Versions, func(a, b analyze.VersionName) int {
		return cmp.Or(cmp.Compare(a.Arm, b.Arm), cmp.Compare(a.Repeat, b.Repeat),
			cmp.Compare(a.Function, b.Function), cmp.Compare(a.Number, b.Number))
	})
	return out
}
