package amend

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"squall/profiles"
	"squall/profiles/fault"
	"squall/profiles/units"
)

// barred says which faults of an arm have no place in the account, or would
// strike more, or for longer, than the profile allows.
func (w *work) barred(world *profiles.World) (problems []error) {
	for i := range world.Faults {
		f := &world.Faults[i]
		at := "faults." + strconv.Itoa(i)
		report := func(key, format string, args ...any) {
			problems = append(problems, w.Located(at+key, fmt.Sprintf(format, args...)))
		}
		kind, _ := fault.Named(f.Kind)
		if to := kind.OnAWS(); to.By == "" {
			report(".kind", "%s is not on AWS: %s", f.Kind, to.Instead)
			continue
		}
		guard := &w.Options.Plan.Guard
		if lasts := f.Length(world.LoadTime()); lasts > guard.Duration() {
			report("", "%s lasts %v, and a fault on AWS may last %v: write max_duration, or a shorter for", f.Kind, lasts, guard.Duration())
		}
		if weight := weight(f); weight > guard.Weight() {
			report("", "%s strikes %s of the requests of %s, and a fault on AWS may strike %s: write max_weight, or a smaller share",
				f.Kind, units.FormatPercent(weight), f.Function, units.FormatPercent(guard.Weight()))
		}
	}
	return problems
}

// weight is the share of a function's requests that a fault moves elsewhere; 0
// for those that set a limit of the function.
func weight(f *profiles.Fault) float64 {
	switch f.Kind {
	case profiles.FaultAliasRepoint:
		return 1
	case profiles.FaultAliasSplit:
		return f.Share
	}
	return 0
}

// broken is a change of a fault as the account needs it: what the fault does not
// change stays as it is there.
func (w *work) broken(ctx context.Context, f *profiles.Fault, c profiles.Change, stated func(string) bool) (profiles.Change, bool, error) {
	switch c.Kind {
	case profiles.PutAlias:
		c, err := w.split(ctx, c)
		return c, true, err
	case profiles.PutEventInvoke:
		own := map[string]string{profiles.FaultNoRetry: "async.retries", profiles.FaultShortAge: "async.max_age"}[f.Kind]
		_, err := w.open(ctx, &c, func(key string) bool { return key == own || stated(key) })
		return c, true, err
	}
	return c, true, nil
}

// split gives a share of an alias away from where it leads now.
func (w *work) split(ctx context.Context, c profiles.Change) (profiles.Change, error) {
	if c.Other == "" {
		return c, nil
	}
	seen, err := w.look.Look(ctx, c)
	if err != nil {
		return c, err
	}
	live := seen.Undo[0] // what makes it again what it is
	switch {
	case live.Other != "":
		return c, fmt.Errorf("alias %s of %s gives a share to version %s already", c.Alias, c.Function, live.Other)
	case live.To == strings.TrimPrefix(c.Other, "v"):
		return c, fmt.Errorf("alias %s of %s leads to version %s already", c.Alias, c.Function, live.To)
	}
	c.To = live.To
	return c, nil
}
