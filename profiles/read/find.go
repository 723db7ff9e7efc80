package read

import (
	"slices"

	"squall/profiles"
	"squall/profiles/metric"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Goal reads what is to be found with a plan, in place of what its profile says.
func Goal(name string, data []byte, set []string, text string) (*profiles.Goal, error) {
	doc, problems := source.Parse(name, data)
	if len(problems) > 0 {
		return nil, Problems(problems)
	}
	doc.Root.Pairs = slices.DeleteFunc(doc.Root.Pairs, func(p source.Pair) bool { return p.Key == "find" })
	doc.Root.Pairs = append(doc.Root.Pairs, source.Pair{Key: "find", Value: &source.Node{Kind: source.Scalar, Text: text}})
	l := newLoader(doc, set)
	plan := l.plan()
	if problems := l.problems.list(l.arms); len(problems) > 0 {
		return nil, problems
	}
	return plan.Find, nil
}

// find reads what squall find looks for.
func (l *loader) find(p *profiles.Plan) *profiles.Goal {
	n := l.doc.Root.Get("find")
	if n == nil || n.Kind != source.Scalar || !l.sound("arms", "attack", "functions", "find") {
		return nil
	}
	g, err := metric.MaxRate(schema.ReadText(n))
	if err != nil {
		l.report(everyArm, n.At, "find", "%v", err)
		return nil
	}
	out := &profiles.Goal{Text: n.Text, Entry: g.Entry, From: g.From, To: g.To}
	if g.Entry != "" && !slices.Contains(p.Entries, g.Entry) {
		l.report(everyArm, n.At, "find", "%q is not an entry%s", g.Entry, source.Suggest(g.Entry, p.Entries))
		return nil
	}
	for _, x := range g.Where {
		e, ok := l.expectation(p, x, n, "find")
		switch {
		case !ok:
			return nil
		case e.Arm != "":
			l.report(everyArm, n.At, "find", "%s names an arm: the search is in one arm, which --arm names", x.Text)
			return nil
		}
		out.Where = append(out.Where, e)
	}
	return out
}
