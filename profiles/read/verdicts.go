package read

import (
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/metric"
	"squall/profiles/read/called"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// verdicts parses what stops the run and what must hold.
func (l *loader) verdicts(p *profiles.Plan) {
	for _, read := range l.later {
		read(p)
	}
	l.steady(p)
	l.lines("expect", func(n *source.Node, path string) {
		x, err := metric.Expect(schema.ReadText(n))
		if err != nil {
			l.report(everyArm, n.At, path, "%v", err)
			return
		}
		if e, ok := l.expectation(p, x, n, path); ok {
			p.Expect = append(p.Expect, e)
		}
	})
	l.lines("stop", func(n *source.Node, path string) {
		if n.Kind == source.Map {
			return // an alarm
		}
		x, err := metric.Stop(schema.ReadText(n))
		if err != nil {
			l.report(everyArm, n.At, path, "%v", err)
			return
		}
		if r, ok := l.stopRule(p, x, n, path); ok {
			p.Stop = append(p.Stop, r)
		}
	})
}

func (l *loader) lines(section string, visit func(n *source.Node, path string)) {
	list := l.doc.Root.Get(section)
	if list == nil || list.Kind != source.List || !l.sound("arms", "attack", "functions", section) {
		return
	}
	for i, n := range list.Items {
		visit(n, source.Join(section, list.ItemName(i)))
	}
}

func (l *loader) expectation(p *profiles.Plan, x metric.Expr, n *source.Node, path string) (profiles.Expectation, bool) {
	e := profiles.Expectation{Expr: x.Text, Metric: x.Name, Op: x.Op, Value: x.Value}
	for i, word := range x.Scope {
		arm, base, ratio := strings.Cut(word, "/")
		switch {
		case i == 0 && ratio && arm == base:
			l.report(everyArm, n.At, path, "%s is compared with itself, write candidate/base", arm)
			return e, false
		case i == 0 && (ratio || slices.Contains(l.arms, arm)):
			e.Arm, e.Base = arm, base
		case i == 0 && len(x.Scope) == 2:
			l.report(everyArm, n.At, path, "%q is not an arm%s", word, source.Suggest(word, l.arms))
			return e, false
		default:
			e.Entry = word
		}
	}
	return e, l.known(p, e.Arm, e.Base, e.Entry, x, n, path)
}

// scope says what the word before a metric may be.
func (l *loader) scope(arm string, x metric.Expr) string {
	if arm == "" && x.For == 0 && len(l.arms) > 1 {
		return "an arm or an entry"
	}
	return "an entry"
}

// known checks the names of an expression against arms, entries and versions.
func (l *loader) known(p *profiles.Plan, arm, base, entry string, x metric.Expr, n *source.Node, path string) bool {
	for _, name := range [...]string{arm, base} {
		if name != "" && !slices.Contains(l.arms, name) {
			l.report(everyArm, n.At, path, "%q is not an arm%s", name, source.Suggest(name, l.arms))
			return false
		}
	}
	var found, asynchronous bool
	versions, entries, closed := []string(nil), []string(nil), ""
	for i := range p.Arms {
		if arm != "" && p.Arms[i].Name != arm && p.Arms[i].Name != base {
			continue
		}
		w := &p.Arms[i].World
		for _, e := range w.Attack {
			entries = append(entries, e.Name)
			if entry != "" && e.Name != entry {
				continue
			}
			found = true
			asynchronous = asynchronous || e.Async()
			if e.Closed() {
				closed = e.Name
			}
			if f := w.Function(e.Function); f != nil {
				versions = append(versions, called.Versions(f)...)
			}
		}
	}
	wanted, isVersion := strings.CutPrefix(x.Name, "version.")
	switch {
	case !found:
		slices.Sort(entries)
		l.report(everyArm, n.At, path, "%q is not %s%s", entry, l.scope(arm, x), source.Suggest(entry, slices.Compact(append(entries, l.arms...))))
	case x.Metric.Applies == metric.Async && !asynchronous:
		l.report(everyArm, n.At, path, "%s is a figure of asynchronous entries, and this is none", x.Name)
	case closed != "" && x.For == 0 && x.Metric.Latency():
		l.report(everyArm, n.At, path, "%s is a latency, and entry %s has rate: max, a closed loop: it slows down with what it measures, so no user sees its times; give the entry a rate, or name another", x.Name, closed)
	case isVersion && !slices.Contains(versions, wanted):
		slices.Sort(versions)
		l.report(everyArm, n.At, path, "%q is not a version that the entry can reach%s", wanted, source.Suggest(wanted, slices.Compact(versions)))
	default:
		return true
	}
	return false
}

func (l *loader) stopRule(p *profiles.Plan, x metric.Expr, n *source.Node, path string) (profiles.StopRule, bool) {
	r := profiles.StopRule{Expr: x.Text, Metric: x.Name, Op: x.Op, Value: x.Value, For: x.For}
	if len(x.Scope) > 1 || len(x.Scope) == 1 && slices.Contains(l.arms, x.Scope[0]) {
		l.report(everyArm, n.At, path, "a stop rule names at most an entry before the metric, it holds in every arm")
		return r, false
	}
	if len(x.Scope) == 1 {
		r.Entry = x.Scope[0]
	}
	return r, l.known(p, "", "", r.Entry, x, n, path)
}
