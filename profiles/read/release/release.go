// Package release reads the release of a version out of a profile, and reports
// what does not go together where it stands.
//
// It reads one section and knows the rest of the plan as it was read.
package release

import (
	"cmp"
	"slices"
	"time"

	"squall/profiles"
	"squall/profiles/limits"
	"squall/profiles/read/called"
	"squall/profiles/rollout"
	"squall/profiles/schema"
	"squall/profiles/source"
)

const section = "canary"

// reader reads one release.
type reader struct {
	plan   *profiles.Plan
	node   *source.Node
	report func(at source.Place, path, format string, args ...any)
}

// Read reads the section n of a plan that is read but for it.
func Read(p *profiles.Plan, n *source.Node, report func(at source.Place, path, format string, args ...any)) *rollout.Plan {
	r := reader{plan: p, node: n, report: report}
	out := &rollout.Plan{
		Function: schema.ReadText(n.Get("function")), Alias: schema.ReadText(n.Get("alias")), Candidate: schema.ReadText(n.Get("candidate")),
		Look:      cmp.Or(schema.ReadDuration(n.Get("look")), rollout.DefaultLook),
		Settle:    rollout.DefaultSettle,
		Errors:    cmp.Or(schema.ReadPercent(n.Get("errors")), rollout.DefaultErrors),
		Throttles: cmp.Or(schema.ReadPercent(n.Get("throttles")), rollout.DefaultThrottles),
		Cold:      cmp.Or(schema.ReadFactor(n.Get("cold")), rollout.DefaultCold),
		Policy:    rollout.Policy(cmp.Or(schema.ReadText(n.Get("inconclusive")), string(rollout.RollBack))),
		Latency:   latency(n.Get("latency"), n.Has("latency")),
	}
	if n.Has("settle") {
		out.Settle = schema.ReadDuration(n.Get("settle"))
	}
	mover := schema.ReadText(n.Get("weights"))
	out.Watch = mover != "" && mover != rollout.Movers[0]
	r.traffic(out)
	out.Republish = schema.ReadText(n.Get("baseline")) == rollout.Baselines[0]
	if out.Live = schema.ReadText(n.Get("baseline")) == rollout.Baselines[1]; out.Live {
		for i := range p.Arms {
			p.Arms[i].NewEnvironments = false
		}
	}
	if n.Has("alarms") {
		for _, a := range n.Get("alarms").Items {
			out.Alarms = append(out.Alarms, schema.ReadText(a))
		}
	}
	r.steps(out)
	r.alone()
	if f := r.versions(out); f != nil {
		r.provisioned(out, f)
		r.load(out)
	}
	return out
}

// traffic reads whose requests are judged. CloudWatch counts them and keeps no
// distribution of their times.
func (r *reader) traffic(out *rollout.Plan) {
	word := schema.ReadText(r.node.Get("traffic"))
	out.Metered = word == rollout.Traffics[2]
	out.Real = out.Metered || word == rollout.Traffics[1]
	if !out.Metered {
		return
	}
	if out.Latency != nil && r.node.Has("latency") {
		r.refuse("latency", "CloudWatch keeps no times of single requests, so nobody knows how sure a quantile of it is: write latency: none, or traffic: real, which reads the function's log")
	}
	out.Latency = nil
}

func latency(n *source.Node, given bool) *rollout.Latency {
	if given && schema.IsNone(n) {
		return nil
	}
	gate, _ := rollout.Gate(cmp.Or(schema.ReadText(n.Get("metric")), rollout.DefaultMetric), cmp.Or(schema.ReadPercent(n.Get("margin")), rollout.DefaultMargin))
	return &gate
}

// at is where a key stands, or the section if it does not.
func (r *reader) at(key string) (source.Place, string) {
	if r.node.Has(key) {
		return r.node.Get(key).At, section + "." + key
	}
	return r.node.At, section
}

func (r *reader) refuse(key, format string, args ...any) {
	at, path := r.at(key)
	r.report(at, path, format, args...)
}

func (r *reader) steps(out *rollout.Plan) {
	n := r.node.Get("steps")
	if out.Watch {
		if n != nil {
			r.refuse("steps", "steps are for whoever moves the weight, and weights: %s says that squall does not; remove one of them", schema.ReadText(r.node.Get("weights")))
		}
		return
	}
	if n == nil || n.Kind != source.List {
		out.Config = cmp.Or(schema.ReadText(n), "Canary10Percent5Minutes")
		var err error
		if out.Steps, err = rollout.Named(out.Config); err != nil {
			r.refuse("steps", "%v", err)
		}
		return
	}
	if len(n.Items) == 0 {
		r.refuse("steps", "there is no step; a release needs at least one")
	}
	for i, item := range n.Items {
		s := rollout.Step{Weight: schema.ReadPercent(item.Get("weight")), For: schema.ReadDuration(item.Get("for")), Samples: rollout.DefaultSamples}
		if item.Has("samples") {
			s.Samples = uint64(schema.ReadCount(item.Get("samples")))
		}
		path := source.Join(section+".steps", n.ItemName(i)) + ".weight"
		switch {
		case out.Look > s.For && !r.node.Has("look"):
			out.Look = s.For
		case out.Look > s.For:
			r.refuse("look", "the looks are %s apart and step %d takes %s, so it would last longer: look at least that often", out.Look, i+1, s.For)
		}
		switch {
		case s.Weight >= 1:
			r.report(item.Get("weight").At, path, "at %s the baseline answers nothing and nothing can be compared; the candidate gets everything when it is promoted", schema.ReadText(item.Get("weight")))
		case i > 0 && s.Weight <= out.Steps[i-1].Weight:
			r.report(item.Get("weight").At, path, "weights ascend, and the step before has %g%%", 100*out.Steps[i-1].Weight)
		}
		out.Steps = append(out.Steps, s)
	}
}

// alone checks that one world is under load, once: a weight that moves is no
// state in which arms could be compared.
func (r *reader) alone() {
	if len(r.plan.Arms) > 1 {
		r.report(r.node.At, section, "a release compares two versions of one arm, and the profile has %d arms; remove arms", len(r.plan.Arms))
	}
	if r.plan.Repeat > 1 {
		r.report(r.node.At, section, "a release happens once, and the profile has repeat: %d; remove it", r.plan.Repeat)
	}
}

// versions finds the two versions; nil when one is missing.
func (r *reader) versions(out *rollout.Plan) *profiles.Function {
	w := &r.plan.Arms[0].World
	f := w.Function(out.Function)
	if f == nil {
		r.refuse("function", "%q is not a function of the profile%s", out.Function, source.Suggest(out.Function, called.Functions(w)))
		return nil
	}
	a := f.Alias(out.Alias)
	if a == nil {
		r.refuse("alias", "function %s has no alias %q%s", f.Name, out.Alias, source.Suggest(out.Alias, called.Aliases(f)))
		return nil
	}
	out.Baseline = a.To
	list := called.Versions(f)
	switch {
	case out.Watch && a.Other == out.Candidate:
	case a.Other != "" && !out.Watch:
		r.refuse("alias", "alias %s has a weight already; a release begins with one version", a.Name)
	case out.Candidate == a.To:
		r.refuse("candidate", "alias %s points at %s already; name another version", a.Name, a.To)
	default:
		moved := limits.Alias{Name: a.Name, To: a.To, Weighted: []string{out.Candidate}}
		if _, why := limits.Routing(moved, list, called.Aliases(f)); why != "" {
			r.refuse("candidate", "%s", why)
			return nil
		}
	}
	return f
}

// provisioned refuses what AWS refuses of an alias with weights.
func (r *reader) provisioned(out *rollout.Plan, f *profiles.Function) {
	if slices.ContainsFunc(f.Provisioned, func(p profiles.Provisioned) bool { return p.Qualifier == out.Alias }) {
		r.refuse("alias", "alias %s has provisioned concurrency, and an alias with weights cannot have it; configure it on versions %s and %s", out.Alias, out.Baseline, out.Candidate)
	}
}

// load checks that requests come through the alias for as long as the steps take.
func (r *reader) load(out *rollout.Plan) {
	w := &r.plan.Arms[0].World
	through := profiles.Plan{Canary: out}
	var longest time.Duration
	for i := range w.Attack {
		if e := &w.Attack[i]; through.Released(e) {
			longest = max(longest, e.Length())
		}
	}
	on := out.Function + ":" + out.Alias
	if out.Watch { // as long as there is something to watch
		weight := 0.0
		if a := w.Function(out.Function).Alias(out.Alias); a.Other == out.Candidate {
			weight = a.Weight
		}
		out.Steps = []rollout.Step{{Weight: weight, For: longest - longest%out.Look, Samples: rollout.DefaultSamples}}
	}
	switch need := out.Length(); {
	case longest == 0:
		r.refuse("alias", "no entry sends to %s and waits for an answer, so nobody would see the two versions; add one to attack:", on)
	case longest < need:
		r.refuse("steps", "the steps take %s at least, and the load on %s ends after %s; make a phase longer, or the steps shorter", need, on, longest)
	}
	for i, f := range w.Faults {
		if !out.Watch && f.Kind == profiles.FaultAliasRepoint && f.Function == out.Function && f.Alias == out.Alias {
			r.report(r.node.At, section, "faults[%d] repoints %s while the release moves its weight; remove one of them", i, on)
		}
	}
}
