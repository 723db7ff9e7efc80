// Package recommend searches in virtual time for the smallest provisioned and
// reserved concurrency with which a profile's expectations hold.
//
// It changes nothing, and it judges nothing itself: a value meets the
// expectations when the run with it is PASS, for every seed that is tried.
package recommend

import (
	"context"
	"fmt"
	"slices"

	"squall/cmd/squall/trial"
	"squall/profiles"
)

// Seeds is how many seeds each value is tried with; all must pass.
const Seeds = 3

// Options say what is searched for.
type Options struct {
	trial.Options
	Plan     *profiles.Plan
	Arm      string // "" when the plan has one
	Function string // "" when one is under load
}

// Advice is what was found.
type Advice struct {
	Profile, Arm, Function string
	Qualifier              string // what provisioned concurrency is for; "" when it can be for nothing
	LeftOut                []string
	Written                *Try   // the profile as it stands
	Found                  *Try   // the recommendation; nil: there is none
	Fewer                  []*Try // one provisioned, one reserved fewer
	Best                   *Try   // without a recommendation: the most that was tried
	// Unbounded says that no expectation limits refusals, so that the search for
	// reserved concurrency would end at the smallest there is.
	Unbounded bool
	// Free says that the same holds without reserved concurrency.
	Free   bool
	Quota  int // the account's concurrency that the recommendation needs
	Limit  int // what the profile says it is
	Runs   int
	Broken error // the internal error that ended a run
}

// Run searches. What is wrong with the request is an error; that no value will
// do is not.
func Run(ctx context.Context, o Options) (*Advice, error) {
	s, err := newSearch(ctx, o)
	if err != nil {
		return nil, err
	}
	a := s.advice
	a.Written = s.one(s.written)
	if ctx.Err() == nil {
		s.search()
	}
	a.Runs = s.runs
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("stopped after %d runs, before anything was found: %w", s.runs, context.Cause(ctx))
	}
	return a, nil
}

// search is one search on its way.
type search struct {
	ctx     context.Context
	o       Options
	arm     profiles.Arm
	expect  []profiles.Expectation
	fn      int // among the arm's functions
	written Setting
	advice  *Advice
	tries   map[Setting]*Try
	runs    int
}

// Setting is what is varied.
type Setting struct {
	Provisioned int
	Reserved    int // none is -1
	Limit       int // the account's concurrency
}

// none is no reserved concurrency.
const none = -1

// search finds provisioned first, since it costs money, then reserved.
func (s *search) search() {
	a := s.advice
	free := Setting{Reserved: none, Limit: a.Limit}
	most := s.ceiling(s.one(Setting{Reserved: none, Limit: unlimited}))
	p, ok := s.provisioned(free, most)
	if !ok {
		// Is it the account's limit that is in the way?
		free.Limit = unlimited
		if p, ok = s.provisioned(free, most); !ok {
			if a.Qualifier != "" {
				free.Provisioned = most
			}
			a.Best = s.one(free)
			return
		}
	}
	found := Setting{Provisioned: p, Reserved: none, Limit: free.Limit}
	if a.Unbounded = !refusalsBounded(s.expect); !a.Unbounded {
		found = s.settle(found, most)
		a.Free = found.Reserved == none || s.one(Setting{Provisioned: found.Provisioned, Reserved: none, Limit: free.Limit}).Meets()
	}
	a.Quota = s.quota(found)
	found.Limit = a.Quota
	a.Found = s.one(found)
	s.fewer(found)
}

// settle finds the smallest reserved concurrency for what is provisioned, then
// whether less needs to be provisioned now that refusals take the place of
// spillover, and so on until neither can be less.
func (s *search) settle(found Setting, most int) Setting {
	for {
		was := found
		found.Reserved = s.reserved(found, most)
		if found.Reserved == none {
			return found
		}
		if p, ok := s.provisioned(Setting{Reserved: found.Reserved, Limit: unlimited}, found.Provisioned); ok {
			found.Provisioned = p
		}
		if found == was {
			return found
		}
		most = found.Reserved
	}
}

// unlimited is an account's concurrency that is never in the way.
const unlimited = 1_000_000

// provisioned finds the smallest count with which all holds.
func (s *search) provisioned(with Setting, most int) (int, bool) {
	if s.advice.Qualifier == "" {
		most = 0
	}
	return least(0, most, func(counts []int) []bool {
		return s.meet(counts, func(n int) Setting { with.Provisioned = n; return with })
	})
}

// reserved finds the smallest count with which all still holds; none when no
// count does.
func (s *search) reserved(with Setting, most int) int {
	with.Limit = unlimited // whether it fits is another question
	n, ok := least(max(with.Provisioned, 1), max(most, with.Provisioned+1), func(counts []int) []bool {
		return s.meet(counts, func(n int) Setting { with.Reserved = n; return with })
	})
	if !ok {
		return none
	}
	return n
}

// ceiling is more concurrency than the function can use: twice the
// environments that it had without any limit, or what its rate asks for, since
// ten requests a second count as one.
func (s *search) ceiling(t *Try) int {
	environments, sent := 0, 0.0
	for _, r := range t.Results {
		for _, p := range r.Arms[0].Paths {
			if slices.Contains(s.o.Over, p.Entry) {
				environments = max(environments, p.Environments)
				sent = max(sent, float64(p.Sent))
			}
		}
	}
	rate := 0.0
	for _, e := range s.arm.World.Attack {
		peak := sent / max(e.Length().Seconds(), 1) // of a closed loop
		for _, p := range e.Phases {
			if !p.Closed {
				peak = max(peak, p.Peak())
			}
		}
		if slices.Contains(s.o.Over, e.Name) {
			rate += peak
		}
	}
	return min(2*max(environments, int(rate/10))+10, unlimited)
}

// quota is the account's concurrency that a setting takes: what is reserved and
// provisioned and the 100 that always stay unreserved, what the profile has, and
// as much more as the expectations need.
func (s *search) quota(found Setting) int {
	found.Limit = max(s.taken(found), s.advice.Limit)
	if s.one(found).Meets() {
		return found.Limit
	}
	n, ok := least(found.Limit+1, unlimited, func(counts []int) []bool {
		return s.meet(counts, func(n int) Setting { found.Limit = n; return found })
	})
	if !ok {
		return unlimited
	}
	return n
}

// fewer tries one less of each, to show why it is not enough.
func (s *search) fewer(found Setting) {
	if p := found; p.Provisioned > 0 {
		p.Provisioned--
		s.advice.Fewer = append(s.advice.Fewer, s.one(p))
	}
	if r := found; r.Reserved > max(r.Provisioned, 1) {
		r.Reserved--
		s.advice.Fewer = append(s.advice.Fewer, s.one(r))
	}
}
