package profiles

// Released says whether an entry's answers come through the alias that the
// plan's release moves.
func (p *Plan) Released(e *Entry) bool {
	c := p.Canary
	return c != nil && e.Function == c.Function && e.Alias == c.Alias && !e.Async() && e.URL == ""
}

// Shift is the change that gives the candidate of the plan's release a weight,
// in a block whose aliases carry the suffix: at 0 the baseline alone answers, at
// 1 the candidate alone.
func (p *Plan) Shift(weight float64, suffix string) Change {
	c := p.Canary
	a := Alias{Name: c.Alias, To: c.Baseline, Other: c.Candidate, Weight: weight}
	switch {
	case weight <= 0:
		a.Other, a.Weight = "", 0
	case weight >= 1:
		a = Alias{Name: c.Alias, To: c.Candidate}
	}
	return p.Arms[0].World.Function(c.Function).putAlias(a, suffix)
}
