package sweep

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"squall/analyze/sweep"
	"squall/profiles"
	"squall/profiles/axis"
	"squall/profiles/read"
	"squall/profiles/source"
)

// points reads the profile once for each value. A point that AWS would refuse
// is marked in the document and has no plan; every other problem ends the
// sweep before it begins.
func points(o *Options, doc *sweep.Sweep) ([]*profiles.Plan, error) {
	a := o.Axis
	plans := make([]*profiles.Plan, len(a.Values))
	var wrong complaints
	for i, value := range a.Values {
		plan, err := o.Load(a.Address + "=" + value)
		problems, located := errors.AsType[read.Problems](err)
		switch {
		case err == nil:
			plans[i] = plan
		case located && problems.Refused():
			p := &doc.Points[i]
			p.State, p.Reason = sweep.Refused, reasons(problems)
		default:
			if problems = problems[:min(len(problems), few)]; o.Locate != nil {
				for k := range problems {
					problems[k] = o.Locate(a != o.Plan.Sweep, problems[k])
				}
			}
			if located {
				err = problems
			}
			wrong.add(value, reasons(problems), err)
		}
	}
	if len(wrong.first) > 0 {
		return nil, fmt.Errorf("the sweep of %s cannot run\n%s", source.Brief(a.Address, wide), wrong.String())
	}
	return plans, nil
}

// reasons says why AWS would refuse a point, each reason once.
func reasons(problems read.Problems) string {
	var out []string
	for _, p := range problems[:min(len(problems), few)] {
		if !slices.Contains(out, p.Text) {
			out = append(out, p.Text)
		}
	}
	return source.Brief(strings.Join(out, "; "), most)
}

// complaints are problems with the values that have them; of those that differ
// only in where they are, the first is printed.
type complaints struct {
	first  []error
	same   []string // what two problems have in common
	values [][]string
}

func (c *complaints) add(value, same string, err error) {
	if same == "" {
		same = err.Error()
	}
	at := slices.Index(c.same, same)
	if at < 0 {
		at = len(c.first)
		c.first, c.same, c.values = append(c.first, err), append(c.same, same), append(c.values, nil)
	}
	c.values[at] = append(c.values[at], value)
}

// What is said of points that cannot run, at most.
const (
	few  = 5   // values that are named, problems that are printed
	wide = 80  // characters of a value or an address
	most = 500 // of a reason
)

// String is one paragraph for each problem.
func (c *complaints) String() string {
	var b strings.Builder
	for i, err := range c.first[:min(len(c.first), few)] {
		at := c.values[i]
		more := ""
		for k := range at {
			at[k] = source.Brief(at[k], wide)
		}
		if len(at) > few {
			at, more = at[:few], fmt.Sprintf(" and %d more", len(at)-few)
		}
		fmt.Fprintf(&b, "at %s%s:\n%v\n", strings.Join(at, ", "), more, err)
	}
	if len(c.first) > few {
		fmt.Fprintf(&b, "and %d more problems\n", len(c.first)-few)
	}
	return strings.TrimRight(b.String(), "\n")
}

// unmoved names the arms that are the same at every point; all says that
// nothing else of the plan differs either.
func unmoved(plans []*profiles.Plan) (arms []string, all bool) {
	plans = slices.DeleteFunc(slices.Clone(plans), func(p *profiles.Plan) bool { return p == nil })
	if len(plans) < 2 {
		return nil, false
	}
	first := plans[0]
	for i := range first.Arms {
		same := !slices.ContainsFunc(plans, func(p *profiles.Plan) bool {
			return len(p.Arms) <= i || !reflect.DeepEqual(p.Arms[i], first.Arms[i])
		})
		if same {
			arms = append(arms, first.Arms[i].Name)
		}
	}
	rest := func(p *profiles.Plan) profiles.Plan {
		bare := *p
		bare.Hash, bare.Text, bare.Set, bare.Arms, bare.Sweep = "", nil, nil, nil, nil
		return bare
	}
	all = len(arms) == len(first.Arms) && !slices.ContainsFunc(plans, func(p *profiles.Plan) bool {
		return !reflect.DeepEqual(rest(p), rest(first)) || len(p.Arms) != len(first.Arms)
	})
	return arms, all
}

// over lists the entries whose figures a sweep shows: those that go to the
// function it varies, or else all that are answered by a function.
func over(plan *profiles.Plan, a *axis.Axis) []string {
	function := ""
	if steps := strings.Split(a.Address, "."); len(steps) > 1 && steps[0] == "functions" {
		function = steps[1]
	}
	pick := func(of string, async bool) (out []string) {
		for i := range plan.Arms {
			for _, e := range plan.Arms[i].World.Attack {
				if (of == "" || e.Function == of) && (async || !e.Async()) && !slices.Contains(out, e.Name) {
					out = append(out, e.Name)
				}
			}
		}
		return out
	}
	for _, of := range []string{function, ""} {
		for _, async := range []bool{false, true} {
			if names := pick(of, async); len(names) > 0 {
				return names
			}
		}
	}
	return plan.Entries
}
