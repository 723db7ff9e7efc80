package read

import (
	"strings"

	"squall/profiles"
	"squall/profiles/guard"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// guard reads what a run on AWS is kept safe by.
func (l *loader) guard() guard.Guard {
	root := l.doc.Root
	g := guard.Guard{
		Pinned:   root.Get("account").Has("id") && root.Get("account").Has("region"),
		Budget:   schema.ReadNumber(root.Get("budget")),
		State:    schema.ReadText(root.Get("state")),
		Restorer: schema.ReadText(root.Get("restorer")),

		MaxWeight: schema.ReadPercent(root.Get("max_weight")), MaxDuration: schema.ReadDuration(root.Get("max_duration")),
		FIS: schema.ReadText(root.Get("fis_role")),
	}
	if r := schema.ReadRate(root.Get("max_rate")); r.Span > 0 {
		g.MaxRate = r.PerSecond()
	}
	l.lines("stop", func(n *source.Node, _ string) {
		if n.Kind == source.Map {
			g.Alarms = append(g.Alarms, schema.ReadText(n.Get("alarm")))
		}
	})
	return g
}

// Stated says whether a plan's profile, its overrides or the arm write
// something at an address or below it; what they leave open is the target's.
func Stated(plan *profiles.Plan) func(arm, address string) bool {
	doc, problems := source.Parse("", plan.Text)
	if len(problems) > 0 {
		return func(string, string) bool { return true } // never: the plan was read from it
	}
	for _, assignment := range plan.Set {
		doc.Set(assignment)
	}
	return func(arm, address string) bool {
		if n := doc.Root.Find(address); n != nil && n.Kind != source.Null {
			return true
		}
		set := doc.Root.Find("arms." + arm + ".set")
		if set == nil {
			return false
		}
		for _, p := range set.Pairs {
			if p.Key == address || strings.HasPrefix(p.Key, address+".") || strings.HasPrefix(address, p.Key+".") {
				return true
			}
		}
		return false
	}
}

// Located gives what is wrong with a plan that somebody has read its line in
// the profile.
func Located(plan *profiles.Plan) func(address, text string) error {
	return func(address, text string) error {
		return At(plan.File, plan.Text, plan.Set, text, address, address[:strings.LastIndexByte(address, '.')])
	}
}
