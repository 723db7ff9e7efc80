package amend

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"squall/profiles"
	"squall/profiles/fault"
)

// versioned are the settings of functions in which arms may differ on AWS: each
// arm then has a version of its own behind the alias.
var versioned = regexp.MustCompile(`^functions\.([^.]+)\.(memory|timeout)$`)

// varied is the setting of a function in which the arms differ; "" when there is
// none.
func (w *work) varied(function string) string {
	for _, address := range w.Options.Plan.Varied {
		if m := versioned.FindStringSubmatch(address); m != nil && m[1] == function {
			return m[2]
		}
	}
	return ""
}

// unversioned says which arms could not be given a version of their own.
func (w *work) unversioned() (problems []error) {
	settings := map[string]string{}
	for _, address := range w.Options.Plan.Varied {
		m := versioned.FindStringSubmatch(address)
		if m == nil {
			continue
		}
		if other, twice := settings[m[1]]; twice {
			problems = append(problems, fmt.Errorf("the arms differ in %s and %s of %s: on AWS one of the two may differ", other, m[2], m[1]))
		}
		settings[m[1]] = m[2]
		for i := range w.Options.Plan.Arms {
			problems = append(problems, unversionedIn(&w.Options.Plan.Arms[i].World, m[1], m[2])...)
		}
	}
	return problems
}

func unversionedIn(world *profiles.World, function, setting string) (problems []error) {
	fn := world.Function(function)
	for _, e := range world.Attack {
		if e.Function == function && (fn == nil || fn.Alias(e.Alias) == nil) {
			problems = append(problems, fmt.Errorf("the arms differ in %s of %s: attack.%s must go to an alias, behind which each arm gets a version of its own", setting, function, e.Name))
		}
	}
	for i, f := range world.Faults {
		if kind, _ := fault.Named(f.Kind); kind.Latest && f.Function == function {
			problems = append(problems, fmt.Errorf("the arms differ in %s of %s, so faults.%d.kind cannot be %s: it would make a version of its own, too", setting, function, i, f.Kind))
		}
	}
	return problems
}

// published are the changes by which a block has its arm's settings: a version
// of its own behind each alias that the load goes to. An arm that wants what is
// deployed gets one, too: it alone would begin on warm environments.
func (w *work) published(ctx context.Context, s profiles.Step) (out []profiles.Change, err error) {
	if s.Kind != profiles.StepApply {
		return nil, nil
	}
	world := &w.out.Plan.Arms[s.Arm].World
	block := len(world.Faults) + s.Repeat*len(w.out.Plan.Arms) + s.Arm
	for i := range world.Functions {
		f := &world.Functions[i]
		setting := w.varied(f.Name)
		if setting == "" {
			continue
		}
		d := w.deployed[f.Name]
		by := profiles.Fault{Kind: profiles.FaultColdStorm, Function: f.Name, Share: 1}
		switch seconds := profiles.WholeSeconds(f.Timeout); {
		case setting == "memory" && f.Memory != d.Memory:
			by.Kind, by.Count = profiles.FaultMemory, f.Memory
		case setting == "timeout" && time.Duration(seconds)*time.Second != d.Timeout:
			by.Kind, by.Count = profiles.FaultTimeout, seconds
		}
		if by.Count > 0 {
			by.Value = strconv.Itoa(by.Count)
		}
		for _, alias := range loaded(world, f.Name) {
			by.Alias = alias
			made, err := w.version(ctx, f, by, block)
			if err != nil {
				return nil, err
			}
			out = append(out, made...)
		}
	}
	return out, nil
}

// version publishes one and puts it behind an alias, as a fault of the
// configuration does.
func (w *work) version(ctx context.Context, f *profiles.Function, by profiles.Fault, block int) (out []profiles.Change, err error) {
	apply, _ := f.Spoil(&by, "", block)
	for _, c := range apply {
		c, keep, err := w.broken(ctx, &by, c, nil)
		if err != nil {
			return nil, err
		}
		if keep {
			out = append(out, c)
		}
	}
	return out, nil
}

// loaded are the aliases of a function that the load goes to.
func loaded(world *profiles.World, function string) (out []string) {
	for _, e := range world.Attack {
		if e.Function == function && !slices.Contains(out, e.Alias) {
			out = append(out, e.Alias)
		}
	}
	return out
}
