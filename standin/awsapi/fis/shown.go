package fis

import (
	"maps"
	"slices"

	"squall/standin/experiment"
)

func shown(t experiment.Template) template {
	return template{ID: t.ID, ARN: t.ARN(), Description: t.Description, Role: t.Role, Tags: full(t.Tags), Stops: stops(t.Stops), Targets: targets(t.Targets, nil),
		Actions: actions(t.Actions, nil), Created: seconds(t.Created), Updated: seconds(t.Created), Options: &options{Accounts: "single-account", Empty: t.Empty}}
}

func shownExperiment(e experiment.Experiment) running {
	return running{ID: e.Number, ARN: e.ARN(), Template: e.ID, Role: e.Role, State: state(e.State), Targets: targets(e.Targets, e.Resolved), Actions: actions(e.Actions, e.Steps),
		Stops: stops(e.Stops), Created: seconds(e.Created), Began: seconds(e.Began), Ended: seconds(e.Ended), Tags: full(e.Tags),
		Options: options{Accounts: "single-account", Empty: e.Empty, Mode: e.Mode}}
}

// full is a map that is written also when it is empty.
func full(m map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, m)
	return out
}

func stops(all []experiment.Stop) (out []stop) {
	for _, s := range all {
		out = append(out, stop(s))
	}
	return out
}

// targets are those of a template, or with what was found of an experiment.
func targets(all map[string]experiment.Target, found map[string][]string) map[string]target {
	out := map[string]target{}
	for name, g := range all {
		t := target{Type: g.Type, ARNs: g.ARNs, Tags: g.Tags, Mode: g.Mode, Parameters: g.Parameters}
		if arns := found[name]; len(arns) > 0 {
			t.ARNs = slices.Clone(arns)
		}
		out[name] = t
	}
	return out
}

func actions(all map[string]experiment.Action, steps map[string]experiment.Step) map[string]action {
	out := map[string]action{}
	for name, a := range all {
		shape := action{ID: a.ID, Description: a.Description, Parameters: full(a.Parameters), Targets: a.Targets, After: a.After}
		if s, ok := steps[name]; ok {
			now := state(s.State)
			shape.State, shape.Began, shape.Ended = &now, seconds(s.Began), seconds(s.Ended)
		}
		out[name] = shape
	}
	return out
}
