// Package prove is the ground of a run on AWS: the account that the profile
// pins, what the run would change there and cost at most, whether it may, and
// what ends it early. It asks before it changes, and changes nothing itself.
//
// It prints plans of runs on AWS and reads them back; figures and reports are
// those of any run.
package prove

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"squall/attack/cloud"
	"squall/attack/cloud/amend"
	"squall/attack/cloud/doors"
	"squall/attack/journal"
	"squall/attack/target"
	"squall/profiles"
	"squall/profiles/read"
)

// Options say which run, and what it may change.
type Options struct {
	Plan    *profiles.Plan
	Run     string // its id
	Version string // of squall
	Allow   []string
	Now     time.Time
	Names   doors.Resolver // nil: the network's
	Tell    func(string)   // told when nothing of the account answers; nil: nobody is
}

// Ground is an account that a plan was looked at in.
type Ground struct {
	*amend.Amended
	Session *cloud.Session
	Target  *target.Target
	Mark    string // User-Agent of everything
	Doors   []string
	Bound   Bound

	opt    Options
	held   *held
	limits *Limits
}

// Open proves that the account is the pinned one, and works out what the plan
// would do there. Nothing is changed.
func Open(ctx context.Context, o Options) (*Ground, error) {
	if !o.Plan.Guard.Pinned {
		return nil, errors.New("account: id and region are missing: a run on AWS is refused unless the profile pins them, as in account: {id: \"111122223333\", region: eu-west-1}")
	}
	g := &Ground{opt: o, Mark: "squall/" + o.Version + " run=" + o.Run}
	account := o.Plan.Arms[0].World.Account
	for i := range o.Plan.Arms {
		if a := o.Plan.Arms[i].World.Account; a.ID != account.ID || a.Region != account.Region {
			return nil, fmt.Errorf("the arms name two accounts or regions: a run on AWS has one")
		}
	}
	var err error
	if g.Session, err = cloud.Open(ctx, cloud.Options{Account: account, Mark: g.Mark, Tell: o.Tell}); err != nil {
		return nil, err
	}
	g.Target = g.Session.Target()
	g.Amended, err = amend.Amend(ctx, g.Session.Looker(g.Target), amend.Options{Plan: o.Plan, Stated: read.Stated(o.Plan), Located: read.Located(o.Plan), Run: o.Run, Now: o.Now})
	if err != nil {
		return nil, cloud.Explained(err)
	}
	if err := g.doors(ctx); err != nil {
		return nil, err
	}
	g.Bound, err = g.bound(ctx)
	return g, err
}

// doors finds out whose every address of the plan is.
func (g *Ground) doors(ctx context.Context) error {
	d := doors.New(g.Session.Config, g.opt.Names)
	known := map[string]string{}
	var problems []error
	for i := range g.Plan.Arms {
		for _, e := range g.Plan.Arms[i].World.Attack {
			address := e.URL + e.Address // one of them
			if _, done := known[address]; address == "" || done {
				continue
			}
			what := "external, as the profile says"
			if !e.External {
				var err error
				if what, err = d.Find(ctx, address, g.functions()); err != nil {
					return fmt.Errorf("attack.%s.url: %w", e.Name, cloud.Explained(err))
				}
			}
			if what == "" {
				problems = append(problems, fmt.Errorf("attack.%s.url: %s is no load balancer, API or function URL of account %s in %s: correct it, or write owner: external",
					e.Name, address, g.Session.Account, g.Session.Region))
			}
			known[address] = what
			g.Doors = append(g.Doors, e.Name+": "+address+" ("+what+")")
		}
	}
	return errors.Join(problems...)
}

func (g *Ground) functions() []string {
	var out []string
	for i := range g.Plan.Arms[0].World.Functions {
		out = append(out, g.Plan.Arms[0].World.Functions[i].Name)
	}
	return out
}

// Place is what the run's changes are made on, for whoever takes them back.
func (g *Ground) Place() journal.Place {
	return journal.Place{Endpoint: g.Session.Endpoint, Account: g.Session.Account, Region: g.Session.Region, AWS: true,
		State: g.opt.Plan.Guard.State, Run: g.opt.Run}
}

// Gate says what forbids the run: changes that are not allowed, functions
// whose owner has not said yes, or that another run has left changed.
func (g *Ground) Gate() error {
	var problems []error
	for _, word := range g.opt.Allow {
		if !slices.Contains(amend.Words(), word) {
			return fmt.Errorf("--allow %s: want %s", word, strings.Join(amend.Words(), ", "))
		}
	}
	var missing []string
	for _, word := range g.Needs {
		if !slices.Contains(g.opt.Allow, word) {
			missing = append(missing, word)
		}
	}
	if len(missing) > 0 {
		problems = append(problems, fmt.Errorf("the run would change what it may not:\n%s\na run on AWS only invokes unless it is told: --allow %s",
			g.listed(missing), strings.Join(g.Needs, ",")))
	}
	for _, f := range g.Touched {
		if g.Tags[f][target.TagAllowed] != "allowed" {
			problems = append(problems, fmt.Errorf("function %s has no tag squall=allowed: its owner has not said that it may be changed", f))
		}
	}
	for _, f := range g.functions() {
		if run := g.Tags[f][target.TagRun]; run != "" {
			problems = append(problems, fmt.Errorf("function %s is marked as changed by run %s until %s: wait for its end; if it has died, squall recover takes back what it left", f, run, g.Tags[f][target.TagExpires]))
		}
	}
	if most := g.opt.Plan.Guard.MaxRate; most > 0 && g.Bound.Rate > most {
		problems = append(problems, fmt.Errorf("max_rate: the load is up to %.4g requests a second and the profile allows %.4g", g.Bound.Rate, most))
	}
	return errors.Join(problems...)
}

// listed are the changes that need one of some words.
func (g *Ground) listed(words []string) string {
	var lines []string
	for _, r := range g.Rows {
		line := "  " + r.What + ": " + r.Before + " -> " + r.After
		if slices.Contains(words, r.Leave) && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
