package recommend

import (
	"fmt"
	"slices"
	"strings"

	"squall/analyze"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/limits"
)

// Try is what a setting showed, once for each seed.
type Try struct {
	Setting
	Refused string // by AWS; nothing was run then
	Results []*analyze.Result
	Arms    []analyze.Overall
}

// Meets says whether every seed passed.
func (t *Try) Meets() bool {
	return len(t.Results) == Seeds && !slices.ContainsFunc(t.Results, func(r *analyze.Result) bool { return r.Verdict != analyze.Pass })
}

// Monthly is the dearest month of the seeds; 0 when nothing is known.
func (t *Try) Monthly() float64 {
	usd := 0.0
	for _, a := range t.Arms {
		if a.MonthlyUSD != nil {
			usd = max(usd, *a.MonthlyUSD)
		}
	}
	return usd
}

// Worst is how an expectation came out with the seed that was hardest on it.
func (t *Try) Worst(i int) analyze.Expected {
	worst := t.Results[0].Expectations[i]
	for _, r := range t.Results[1:] {
		if x := r.Expectations[i]; harder(x, worst) {
			worst = x
		}
	}
	return worst
}

var hardness = map[analyze.Verdict]int{analyze.Inconclusive: 1, analyze.Fail: 2}

// harder says whether a came out worse than b, or nearer to its limit.
func harder(a, b analyze.Expected) bool {
	if hardness[a.Verdict] != hardness[b.Verdict] {
		return hardness[a.Verdict] > hardness[b.Verdict]
	}
	if strings.Contains(a.Expr, ">") {
		return edge(a, 0) < edge(b, 0)
	}
	return edge(a, 1) > edge(b, 1)
}

// edge is an end of an expectation's interval, or its value without one.
func edge(x analyze.Expected, end int) float64 {
	switch {
	case x.CI != nil:
		return x.CI[end]
	case x.Observed != nil:
		return *x.Observed
	}
	return 0
}

// meet tries settings, all seeds of all at once, and says which meet the
// expectations.
func (s *search) meet(counts []int, with func(int) Setting) []bool {
	var all []Setting
	for _, n := range counts {
		all = append(all, with(n))
	}
	s.run(all)
	var out []bool
	for _, setting := range all {
		out = append(out, s.tries[setting].Meets())
	}
	return out
}

// one tries one setting.
func (s *search) one(setting Setting) *Try {
	s.run([]Setting{setting})
	return s.tries[setting]
}

// run runs what was not run before.
func (s *search) run(all []Setting) {
	var fresh []*Try
	var plans []*profiles.Plan
	for _, setting := range all {
		if s.tries[setting] != nil {
			continue
		}
		t := &Try{Setting: setting}
		s.tries[setting] = t
		if t.Refused = s.refused(setting); t.Refused != "" {
			continue
		}
		fresh = append(fresh, t)
		for k := range Seeds {
			plans = append(plans, s.plan(setting, k))
		}
	}
	s.runs += len(plans)
	for i, o := range trial.All(s.ctx, plans, s.o.Options) {
		switch t := fresh[i/Seeds]; {
		case o.Result == nil: // interrupted
		case o.Result.Error != "" && s.advice.Broken == nil:
			s.advice.Broken = fmt.Errorf("with %s: %s", t.Setting, o.Result.Error)
		default:
			t.Results, t.Arms = append(t.Results, o.Result), append(t.Arms, o.Arms...)
		}
	}
}

// plan is the searched arm alone under a setting, with the k-th seed.
func (s *search) plan(setting Setting, k int) *profiles.Plan {
	p := *s.o.Plan
	arm := s.arm
	arm.World = s.world(setting)
	p.Arms, p.Varied, p.Expect = []profiles.Arm{arm}, nil, s.expect
	p.Seed += uint64(k)
	return &p
}

// world is the arm's with a setting in place.
func (s *search) world(setting Setting) profiles.World {
	w := s.arm.World
	w.Account.Concurrency = setting.Limit
	w.Functions = slices.Clone(w.Functions)
	f := &w.Functions[s.fn]
	f.Reserved = nil
	if setting.Reserved != none {
		f.Reserved = &setting.Reserved
	}
	f.Provisioned = slices.DeleteFunc(slices.Clone(f.Provisioned), func(p profiles.Provisioned) bool { return p.Qualifier == s.advice.Qualifier })
	if setting.Provisioned > 0 {
		f.Provisioned = append(f.Provisioned, profiles.Provisioned{Qualifier: s.advice.Qualifier, Count: setting.Provisioned})
	}
	return w
}

// refused is what AWS would say of a setting; "" when it would take it.
func (s *search) refused(setting Setting) string {
	w := s.world(setting)
	complaints := limits.Account(setting.Limit, capacities(&w))
	for i := range w.Functions {
		if why := complaints[w.Functions[i].Name]; why != "" {
			return why
		}
	}
	return ""
}

func capacities(w *profiles.World) []limits.Capacity {
	var out []limits.Capacity
	for i := range w.Functions {
		f := &w.Functions[i]
		c := limits.Capacity{Name: f.Name, Reserved: f.Reserved}
		for _, p := range f.Provisioned {
			c.Provisioned += p.Count
		}
		out = append(out, c)
	}
	return out
}

// taken is what a setting takes of the account, the part that always stays
// unreserved included.
func (s *search) taken(setting Setting) int {
	w := s.world(setting)
	sum := limits.Unreservable
	for _, c := range capacities(&w) {
		if c.Reserved != nil {
			sum += *c.Reserved
		} else {
			sum += c.Provisioned
		}
	}
	return sum
}

// String writes the setting for people.
func (s Setting) String() string {
	reserved := "none"
	if s.Reserved != none {
		reserved = fmt.Sprint(s.Reserved)
	}
	return fmt.Sprintf("provisioned %d, reserved %s", s.Provisioned, reserved)
}
