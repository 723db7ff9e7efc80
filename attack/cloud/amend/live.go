package amend

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"squall/profiles"
	"squall/profiles/keys"
	"squall/profiles/schema"
)

// refuse says what of the profile has no meaning on AWS.
func (w *work) refuse() error {
	var problems []error
	p := w.Options.Plan
	for _, address := range p.Varied {
		if !variable(address) {
			problems = append(problems, fmt.Errorf("the arms differ in %s, which a run on AWS does not set; memory, timeout, reserved, provisioned and async of functions and the attack may differ", address))
		}
	}
	problems = append(problems, w.unversioned()...)
	for i := range p.Arms {
		for _, e := range p.Arms[i].World.Attack {
			if e.Door() && e.Function != "" && e.Address == "" {
				problems = append(problems, fmt.Errorf("attack.%s: url is missing: the address of the door %s on AWS", e.Name, e.Path))
			}
		}
		problems = append(problems, w.barred(&p.Arms[i].World)...)
		for _, f := range p.Arms[i].World.Functions {
			if len(f.Async.DeadLetter)+len(f.Async.OnSuccess)+len(f.Async.OnFailure) == 0 && f.Async.Shared {
				problems = append(problems, fmt.Errorf("functions.%s.async.shared_queue: there is no queue that could be shared", f.Name))
			}
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	problems = slices.CompactFunc(problems, func(a, b error) bool { return a.Error() == b.Error() })
	return errors.Join(problems...)
}

var settable = regexp.MustCompile(`^functions\.[^.]+\.(reserved|provisioned|async)(\.|$)`)

// variable says whether arms may differ in an address on AWS.
func variable(address string) bool {
	return settable.MatchString(address) || versioned.MatchString(address) || keys.Side(address) == schema.AttackSide
}

// versionNumber is the name by which profiles call a published version of AWS.
var versionNumber = regexp.MustCompile(`^v([0-9]+)$`)

// functions checks that what the profile writes of its functions is so.
func (w *work) functions(ctx context.Context) error {
	var problems []error
	first := &w.out.Plan.Arms[0]
	for i := range first.World.Functions {
		f := &first.World.Functions[i]
		d, err := w.look.Describe(ctx, f.Name)
		if err != nil {
			return err
		}
		if !d.Exists {
			problems = append(problems, fmt.Errorf("function %s does not exist: deploy it first, squall makes no functions on AWS", f.Name))
			continue
		}
		w.deployed[f.Name] = d
		stated := func(key string) bool { return w.Stated(first.Name, "functions."+f.Name+"."+key) }
		if w.varied(f.Name) != "memory" && stated("memory") && d.Memory != f.Memory {
			problems = append(problems, fmt.Errorf("function %s has %d MB and the profile says %d: deploy that, or write what is there", f.Name, d.Memory, f.Memory))
		}
		if timeout := time.Duration(profiles.WholeSeconds(f.Timeout)) * time.Second; w.varied(f.Name) != "timeout" && stated("timeout") && d.Timeout != timeout {
			problems = append(problems, fmt.Errorf("function %s has a timeout of %v and the profile says %v: deploy that, or write what is there", f.Name, d.Timeout, timeout))
		}
		w.adapt(f.Name, d.Memory, d.Timeout)
		if d.State != "" && d.State != "Active" && d.State != "Inactive" {
			problems = append(problems, fmt.Errorf("function %s is %s", f.Name, d.State))
		}
		if w.out.Tags[f.Name], err = w.look.Tags(ctx, f.Name); err != nil {
			return err
		}
		w.out.Live = append(w.out.Live, fmt.Sprintf("function %s: %d MB, %v, code %s", f.Name, d.Memory, d.Timeout, d.Code))
		if err := w.qualifiers(ctx, f, d.Aliases, &problems); err != nil {
			return err
		}
	}
	return errors.Join(problems...)
}

// adapt makes every arm's function what is deployed, but for what the arms
// differ in.
func (w *work) adapt(name string, memory int, timeout time.Duration) {
	setting := w.varied(name)
	for i := range w.out.Plan.Arms {
		f := w.out.Plan.Arms[i].World.Function(name)
		if f == nil {
			continue
		}
		if setting != "memory" {
			f.Memory = memory
		}
		if setting != "timeout" {
			f.Timeout = timeout
		}
	}
}

// qualifiers checks the aliases and versions that the profile uses. Where an
// alias leads is AWS's affair; a version of the profile is a number there.
func (w *work) qualifiers(ctx context.Context, f *profiles.Function, aliases map[string]string, problems *[]error) error {
	for _, a := range f.Aliases {
		to, ok := aliases[a.Name]
		if !ok {
			*problems = append(*problems, fmt.Errorf("function %s has no alias %s", f.Name, a.Name))
			continue
		}
		w.out.Live = append(w.out.Live, fmt.Sprintf("alias %s:%s %s", f.Name, a.Name, to))
	}
	for _, v := range f.Versions {
		used := w.uses(f.Name, v.Name)
		number := versionNumber.FindStringSubmatch(v.Name)
		if number == nil {
			if used {
				*problems = append(*problems, fmt.Errorf("version %s of function %s is used: on AWS v7 means its published version 7, and other names mean nothing", v.Name, f.Name))
			}
			continue
		}
		there, err := w.look.Adopt(ctx, f.Name, v.Name, number[1])
		if err != nil {
			return err
		}
		if used && !there {
			*problems = append(*problems, fmt.Errorf("function %s has no version %s", f.Name, number[1]))
		}
	}
	return nil
}

// uses says whether entries or faults name a version.
func (w *work) uses(function, version string) bool {
	if c := w.out.Plan.Canary; c != nil && c.Function == function && (c.Baseline == version || c.Candidate == version) {
		return true
	}
	for i := range w.out.Plan.Arms {
		world := &w.out.Plan.Arms[i].World
		for _, e := range world.Attack {
			if e.Function == function && e.Alias == version {
				return true
			}
		}
		for _, f := range world.Faults {
			if f.Function == function && f.Value == version {
				return true
			}
		}
	}
	return false
}

// change says whether a change of the plan has a place on AWS, and fills in
// what the profile leaves open.
func (w *work) change(ctx context.Context, s profiles.Step, c profiles.Change) (profiles.Change, bool, error) {
	stated := func(key string) bool {
		if s.Arm >= 0 {
			return w.Stated(w.out.Plan.Arms[s.Arm].Name, "functions."+c.Function+"."+key)
		}
		return w.Stated(w.out.Plan.Arms[0].Name, "functions."+c.Function+"."+key)
	}
	if s.Kind == profiles.StepFault {
		return w.broken(ctx, &w.out.Plan.Arms[s.Arm].World.Faults[s.Fault], c, stated)
	}
	switch c.Kind {
	case profiles.SetStandin, profiles.RegisterDoor, profiles.CreateFunction, profiles.PublishFresh:
		return c, false, nil
	case profiles.PutAlias:
		return c, false, nil // users' aliases lead where they lead
	case profiles.CreateQueue:
		return c, !w.shared(c.Queue), nil
	case profiles.PutDeadLetter:
		return c, stated("async.dead_letter"), nil
	case profiles.PutEventInvoke:
		open, err := w.open(ctx, &c, stated)
		return c, !open, err
	}
	return c, true, nil
}

// shared says whether a queue is one that others use.
func (w *work) shared(queue string) bool {
	for i := range w.out.Plan.Arms {
		for _, f := range w.out.Plan.Arms[i].World.Functions {
			if f.Async.Shared && (f.Async.DeadLetter == queue || f.Async.OnSuccess == queue || f.Async.OnFailure == queue) {
				return true
			}
		}
	}
	return false
}

// open keeps of asynchronous settings what is there where the profile writes
// nothing; it says whether that is everything.
func (w *work) open(ctx context.Context, c *profiles.Change, stated func(string) bool) (bool, error) {
	seen, err := w.look.Look(ctx, *c)
	if err != nil {
		return false, err
	}
	now := profiles.Async{Retries: 2, MaxAge: 6 * time.Hour}
	if len(seen.Undo) > 0 && seen.Undo[0].Kind == profiles.PutEventInvoke {
		now = seen.Undo[0].Async
	}
	all := true
	keep := func(key string, set func()) {
		if stated("async." + key) {
			all = false
			return
		}
		set()
	}
	keep("retries", func() { c.Async.Retries = now.Retries })
	keep("max_age", func() { c.Async.MaxAge = now.MaxAge })
	keep("on_success", func() { c.Async.OnSuccess = now.OnSuccess })
	keep("on_failure", func() { c.Async.OnFailure = now.OnFailure })
	return all, nil
}

// emptied are the deletions of what an arm says is not there: a plan has no
// change for provisioned concurrency of 0.
func (w *work) emptied(arm int) []profiles.Change {
	var out []profiles.Change
	a := &w.out.Plan.Arms[arm]
	for i := range a.World.Functions {
		f := &a.World.Functions[i]
		for _, alias := range f.Aliases {
			has := slices.ContainsFunc(f.Provisioned, func(p profiles.Provisioned) bool { return p.Qualifier == alias.Name })
			if !has && w.Stated(a.Name, "functions."+f.Name+".provisioned."+alias.Name) {
				out = append(out, profiles.Change{Kind: profiles.DeleteProvisioned, Function: f.Name, Qualifier: alias.Name})
			}
		}
	}
	return out
}
