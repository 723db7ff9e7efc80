package amend

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
		if key, why := w.unable(world, f, &kind); why != "" {
			report(key, "%s", why)
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

// longestDelay is what AWS FIS adds at most.
const longestDelay = 15 * time.Minute

// unable says what of a fault AWS could not carry out as it is written.
func (w *work) unable(world *profiles.World, f *profiles.Fault, kind *fault.Kind) (key, why string) {
	switch {
	case denies(f):
		return w.denied(world, world.Function(f.Function), f)
	case kind.Latest && f.Share < 1 && w.lettered(world, f.Function):
		return ".share", "the run gives $LATEST of " + f.Function + " a dead-letter queue, and an alias is shared only between versions that have the same: remove share, or async.dead_letter"
	case !kind.ByFIS():
		return "", ""
	case w.Options.Plan.Guard.FIS == "":
		return ".kind", f.Kind + " is AWS FIS's on AWS, and fis_role is missing: the role that its experiments take"
	case f.Match != (profiles.Match{}):
		return ".match", "AWS FIS strikes invocations of the whole function, remove match"
	case f.Share < 0.01:
		return ".share", "AWS FIS strikes whole percentages, 1% at least"
	}
	if kind.Delay != "" {
		if d, err := time.ParseDuration(f.Waits); err != nil || d > longestDelay {
			return ".delay", "AWS FIS adds a constant delay of at most 15m"
		}
	}
	return "", ""
}

// lettered says whether the run gives a function a dead-letter queue.
func (w *work) lettered(world *profiles.World, function string) bool {
	return world.Function(function).Async.DeadLetter != "" && slices.ContainsFunc(w.Options.Plan.Arms, func(a profiles.Arm) bool {
		return w.Stated(a.Name, "functions."+function+".async.dead_letter")
	})
}

// denies says whether a fault has queues refuse messages.
func denies(f *profiles.Fault) bool { return f.Kind == "dlq.deny" || f.Kind == "dest.deny" }

// refusing are the queues of a function that refuse messages by a fault, and
// those that take them all the same.
func refusing(fn *profiles.Function, f *profiles.Fault) (those, others []string) {
	letters, records := []string{fn.Async.DeadLetter}, []string{fn.Async.OnSuccess, fn.Async.OnFailure}
	if f.Kind == "dest.deny" {
		letters, records = records, letters
	}
	none := func(q string) bool { return q == "" }
	slices.Sort(letters)
	return slices.Compact(slices.DeleteFunc(letters, none)), slices.DeleteFunc(records, none)
}

func (w *work) denied(world *profiles.World, fn *profiles.Function, f *profiles.Fault) (key, why string) {
	those, others := refusing(fn, f)
	lacks, write, told := "dead-letter queue", "dead_letter: sqs:NAME", "letters"
	if f.Kind == "dest.deny" {
		lacks, write, told = "destination", "on_success: sqs:NAME, on_failure: sqs:NAME", "records"
	}
	for i := range world.Functions {
		if g := &world.Functions[i]; g.Name != fn.Name {
			others = append(others, g.Async.DeadLetter, g.Async.OnSuccess, g.Async.OnFailure)
		}
	}
	also := slices.IndexFunc(those, func(q string) bool { return slices.Contains(others, q) })
	switch {
	case len(those) == 0:
		return ".function", "function " + fn.Name + " has no " + lacks + " here: write async: {" + write + "}, of which a run on AWS makes queues of its own"
	case fn.Async.Shared:
		return ".function", "others use the queues of " + fn.Name + " too: remove shared_queue, and the run has queues of its own"
	case also >= 0:
		return ".function", those[also] + " is told of something else too, which its policy would refuse as well: give the " + lacks + " of " + fn.Name + " a queue of its own"
	case fn.Async.MaxAge > w.Options.Plan.Guard.Duration():
		return ".function", fmt.Sprintf("AWS tells nobody which %s were refused, so the run waits for them as long as events of %s may get old, %v: write async: {max_age: ...} of at most %v",
			told, fn.Name, fn.Async.MaxAge, w.Options.Plan.Guard.Duration())
	case f.Share < 1:
		return ".share", "a queue's policy refuses all messages, remove share"
	}
	return "", ""
}

// spread has a change of its own for each queue that a fault has refuse messages.
func (w *work) spread(s profiles.Step, list []profiles.Change) (out []profiles.Change) {
	world := &w.out.Plan.Arms[s.Arm].World
	for _, c := range list {
		if c.Kind != profiles.PutFault || !denies(c.Fault) {
			out = append(out, c)
			continue
		}
		those, _ := refusing(world.Function(c.Function), c.Fault)
		for _, q := range those {
			c.Kind, c.Queue = profiles.PutDenial, q
			out = append(out, c)
		}
	}
	return out
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
	if kind, _ := fault.Named(f.Kind); kind.ByFIS() || kind.Latest {
		return f.Share
	}
	return 0
}

// broken is a change of a fault as the account needs it: what the fault does not
// change stays as it is there.
func (w *work) broken(ctx context.Context, f *profiles.Fault, c profiles.Change, stated func(string) bool) (profiles.Change, bool, error) {
	switch c.Kind {
	case profiles.PutFault:
		c, err := w.abroad(ctx, f, c)
		return c, true, err
	case profiles.PublishFresh:
		c.Kind, c.Alias, c.Spec = profiles.PutSpoilt, f.Alias, nil
	case profiles.CreateFunction:
		if c.Kind, c.Spec = profiles.PutLatest, nil; c.Fault == nil {
			return c, false, nil // publishing leaves it as it is
		}
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

// abroad is what stands for a fault of the stand-in.
func (w *work) abroad(ctx context.Context, f *profiles.Fault, c profiles.Change) (profiles.Change, error) {
	kind, _ := fault.Named(f.Kind)
	if !kind.ByFIS() {
		return c, nil
	}
	delay, _ := time.ParseDuration(f.Waits) // it was read before
	guard := &w.Options.Plan.Guard
	c.Kind, c.Role, c.Alarms, c.Count = profiles.PutExperiment, guard.FIS, guard.Alarms, int(delay.Milliseconds())
	return c, w.prepared(ctx, f.Function)
}

// prepared says which version that the load reaches AWS FIS could not strike: it
// would say nothing of it.
func (w *work) prepared(ctx context.Context, function string) error {
	for i := range w.out.Plan.Arms {
		for _, e := range w.out.Plan.Arms[i].World.Attack {
			if e.Function != function {
				continue
			}
			qualifier := e.Alias
			if n := versionNumber.FindStringSubmatch(qualifier); n != nil {
				qualifier = n[1]
			}
			why, err := w.look.Unprepared(ctx, function, qualifier)
			if err == nil && why != "" {
				err = fmt.Errorf("%s:%s is not prepared for AWS FIS, which would strike nothing: %s; docs/chaos.md says what it needs", function, cmp.Or(qualifier, "$LATEST"), why)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
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
