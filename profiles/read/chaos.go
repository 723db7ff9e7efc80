package read

import (
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/metric"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// observed reads what shows a fault once all names are known.
func (b *builder) observed(index int, n *source.Node, path string) {
	list := n.Get("expect")
	if list == nil || list.Kind != source.List {
		return
	}
	arm := b.arm
	b.l.later = append(b.l.later, func(p *profiles.Plan) {
		f := &p.Arms[arm].World.Faults[index]
		for i, item := range list.Items {
			if e, ok := b.l.condition(p, item, source.Join(path+".expect", list.ItemName(i))); ok {
				f.Expect = append(f.Expect, e)
			}
		}
	})
}

// condition reads one line that is judged in spans of time of every arm.
func (l *loader) condition(p *profiles.Plan, n *source.Node, path string) (profiles.Expectation, bool) {
	x, err := metric.Expect(schema.ReadText(n))
	if err != nil {
		l.report(everyArm, n.At, path, "%v", err)
		return profiles.Expectation{}, false
	}
	if len(x.Scope) > 1 || len(x.Scope) == 1 && (strings.Contains(x.Scope[0], "/") || slices.Contains(l.arms, x.Scope[0])) {
		l.report(everyArm, n.At, path, "what is looked at while faults come and go names at most an entry before the metric, it is looked at in every arm")
		return profiles.Expectation{}, false
	}
	if whole := []string{"cost", "unsent_rate", "environments"}; x.Metric.Applies == metric.Async || slices.Contains(whole, x.Metric.Name) {
		l.report(everyArm, n.At, path, "%s is known only when the run is over, not while faults come and go; put it under expect", x.Name)
		return profiles.Expectation{}, false
	}
	return l.expectation(p, x, n, path)
}

// broken is what an operator is not, of those that figures known at once may have.
var broken = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

// ends makes a stop rule of a condition of the steady state: the run ends once
// it does not hold for so long.
func (l *loader) ends(p *profiles.Plan, e *profiles.Expectation, n *source.Node, path string) {
	x, err := metric.Stop(strings.Replace(e.Expr, e.Op, broken[e.Op], 1) + " for " + schema.ReadText(n))
	if err != nil {
		l.report(everyArm, n.At, path, "%v", err)
		return
	}
	if r, ok := l.stopRule(p, x, n, path); ok {
		p.Stop = append(p.Stop, r)
	}
}

// steady reads the steady state.
func (l *loader) steady(p *profiles.Plan) {
	l.lines("steady", func(n *source.Node, path string) {
		s := profiles.Steady{Before: true, During: true, After: true}
		at := n
		if n.Kind == source.Map {
			at = n.Get("hold")
			if in := n.Get("in"); in != nil && in.Kind == source.List && len(in.Items) > 0 {
				has := func(word string) bool {
					return slices.ContainsFunc(in.Items, func(i *source.Node) bool { return schema.ReadText(i) == word })
				}
				s.Before, s.During, s.After = has("before"), has("during"), has("after")
			}
		}
		if e, ok := l.condition(p, at, path); ok {
			s.Expectation = e
			p.Steady = append(p.Steady, s)
			if n.Kind == source.Map && n.Get("stop") != nil {
				l.ends(p, &e, n.Get("stop"), path+".stop")
			}
		}
	})
	if len(p.Steady) == 0 {
		return
	}
	for i := range p.Arms {
		if slices.ContainsFunc(p.Arms[i].World.Faults, func(f profiles.Fault) bool { return f.At == 0 }) {
			l.report(everyArm, l.doc.Root.Get("steady").At, "steady", "a fault begins with the load, so there is no steady state before it: let the first fault begin later")
			return
		}
		load := p.Arms[i].World.LoadTime()
		lasts := func(f profiles.Fault) bool { return f.For == 0 || f.At+f.For >= load }
		if slices.ContainsFunc(p.Arms[i].World.Faults, lasts) && slices.ContainsFunc(p.Steady, func(s profiles.Steady) bool { return s.After }) {
			l.report(everyArm, l.doc.Root.Get("steady").At, "steady", "a fault lasts to the end of the load, so nothing proves that it healed: let the load go on, or write {hold: ..., in: [before, during]}")
			return
		}
	}
}
