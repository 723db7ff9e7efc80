package recommend

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"squall/cmd/squall/simulate"
	"squall/profiles"
)

// newSearch finds out what is searched for.
func newSearch(ctx context.Context, o Options) (*search, error) {
	if err := simulate.Check(o.Plan); err != nil {
		return nil, err
	}
	s := &search{ctx: ctx, o: o, tries: map[Setting]*Try{}}
	if err := s.pickArm(); err != nil {
		return nil, err
	}
	if err := s.pickFunction(); err != nil {
		return nil, err
	}
	f := &s.arm.World.Functions[s.fn]
	s.advice = &Advice{Profile: o.Plan.Name, Function: f.Name, Limit: s.arm.World.Account.Concurrency, Qualifier: s.qualifier(f)}
	if len(o.Plan.Arms) > 1 {
		s.advice.Arm = s.arm.Name
	}
	for _, e := range o.Plan.Expect {
		switch {
		case e.Base != "", e.Arm != "" && e.Arm != s.arm.Name:
			s.advice.LeftOut = append(s.advice.LeftOut, e.Expr)
		default:
			s.expect = append(s.expect, e)
		}
	}
	if len(s.expect) == 0 {
		return nil, errors.New("the profile expects nothing of this arm alone, so any value would do; write expect:, such as cold_rate < 1% and throttle_rate < 0.1%")
	}
	s.written = Setting{Reserved: none, Limit: s.advice.Limit}
	if f.Reserved != nil {
		s.written.Reserved = *f.Reserved
	}
	for _, p := range f.Provisioned {
		if p.Qualifier == s.advice.Qualifier {
			s.written.Provisioned = p.Count
		}
	}
	return s, nil
}

func (s *search) pickArm() error {
	var names []string
	for _, arm := range s.o.Plan.Arms {
		if arm.Name == s.o.Arm || s.o.Arm == "" && len(s.o.Plan.Arms) == 1 {
			s.arm = arm
			return nil
		}
		names = append(names, arm.Name)
	}
	return fmt.Errorf("which arm? --arm takes one of %s; its own settings are the ones that are searched", strings.Join(names, ", "))
}

// pickFunction takes the function that is named, or the only one under load.
func (s *search) pickFunction() error {
	var loaded []string
	for _, e := range s.arm.World.Attack {
		if !slices.Contains(loaded, e.Function) {
			loaded = append(loaded, e.Function)
		}
	}
	name := s.o.Function
	if name == "" && len(loaded) == 1 {
		name = loaded[0]
	}
	if !slices.Contains(loaded, name) {
		return fmt.Errorf("which function? --function takes one of %s; the others stay as the profile has them", strings.Join(loaded, ", "))
	}
	for i := range s.arm.World.Functions {
		if s.arm.World.Functions[i].Name == name {
			s.fn = i
		}
	}
	s.o.Over = nil
	for _, e := range s.arm.World.Attack {
		if e.Function == name {
			s.o.Over = append(s.o.Over, e.Name)
		}
	}
	return nil
}

// qualifier is what the function's provisioned concurrency is for: that of its
// busiest entry that AWS allows to have some; "" when there is none.
func (s *search) qualifier(f *profiles.Function) string {
	best, most := "", 0.0
	for _, e := range s.arm.World.Attack {
		if e.Function != f.Name || e.Alias == "" || e.Alias == "$LATEST" {
			continue
		}
		if a := f.Alias(e.Alias); a != nil && (a.Other != "" || a.To == "$LATEST") {
			continue
		}
		if n := e.Hits(); best == "" || n > most { // a closed loop counts for none
			best, most = e.Alias, n
		}
	}
	return best
}

// refusalsBounded says whether some expectation would notice that too little is
// reserved.
func refusalsBounded(all []profiles.Expectation) bool {
	return slices.ContainsFunc(all, func(e profiles.Expectation) bool {
		name, _, _ := strings.Cut(e.Metric, ".")
		switch name {
		case "throttle_rate", "failure_rate", "status", "reason", "expired", "retries_exhausted", "dead_lettered", "gap", "attempts_max":
			return e.Op == "<" || e.Op == "<=" || e.Op == "=="
		}
		return false
	})
}
