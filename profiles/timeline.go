package profiles

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
)

// StepKind names a step of a run.
type StepKind string

// The kinds of steps, in the order of a block.
const (
	StepSetup    StepKind = "setup"
	StepApply    StepKind = "apply"
	StepWait     StepKind = "wait" // until functions are active and provisioned environments READY
	StepWarmup   StepKind = "warm up"
	StepLoad     StepKind = "load"
	StepFault    StepKind = "fault"     // during the load
	StepFaultEnd StepKind = "fault end" // during the load, or at its end
	StepDrain    StepKind = "drain"     // until asynchronous events have ended
	StepRestore  StepKind = "restore"
	StepTeardown StepKind = "teardown"
)

// Step is one step of a run. Arm, Repeat and Fault are -1 where there is none.
type Step struct {
	At      time.Duration // estimated, from the start of the run
	For     time.Duration // known or estimated; 0 when it is neither
	Kind    StepKind
	Arm     int    // index into Plan.Arms
	Repeat  int    // from 0
	Fault   int    // index into the faults of the arm's world
	Suffix  string // of the block's aliases; "" when the arm keeps its environments
	Text    string
	Changes []Change
}

// String is the step on one line.
func (s Step) String() string {
	length := ""
	if s.For > 0 {
		length = s.For.Round(time.Millisecond).String()
	}
	line := fmt.Sprintf("%9s  %-9s  %8s  %s", s.At.Round(time.Millisecond), s.Kind, length, s.Text)
	return strings.TrimRight(line, " ")
}

// Where names the place of a step in its run, for errors and progress.
func (p *Plan) Where(s Step) string {
	if s.Arm < 0 {
		return string(s.Kind)
	}
	return fmt.Sprintf("%s, repeat %d, %s", p.Arms[s.Arm].Name, s.Repeat+1, s.Kind)
}

// Timeline lists the ordered steps of the run: setup, then in each repeat the
// arms in an order drawn from the seed, then teardown.
func (p *Plan) Timeline() []Step { return p.Steps("") }

// Steps is Timeline with a nonce that makes published versions new on a
// target that has seen this plan before.
func (p *Plan) Steps(nonce string) []Step {
	t := timeline{plan: p, nonce: nonce}
	t.add(Step{Kind: StepSetup, Arm: -1, Repeat: -1, Text: p.summary(), Changes: p.Setup()})
	for repeat := range p.Repeat {
		for _, arm := range p.Order(repeat) {
			t.block(arm, repeat)
		}
	}
	t.add(Step{Kind: StepTeardown, Arm: -1, Repeat: -1, Text: "delete what was made", Changes: p.Teardown()})
	return t.steps
}

// Order is the order of the arms in one repeat, drawn from the seed.
func (p *Plan) Order(repeat int) []int {
	order := make([]int, len(p.Arms))
	for i := range order {
		order[i] = i
	}
	for i := len(order) - 1; i > 0; i-- {
		j := int(dist.Hash(p.Seed, dist.StreamOrder, uint64(repeat), uint64(i)) % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
	return order
}

func (p *Plan) summary() string {
	w := &p.Arms[0].World
	return fmt.Sprintf("%s, %s, %s, %s", count(len(w.Functions), "function"), count(len(p.Entries), "entry"),
		count(len(p.Arms), "arm"), count(p.Repeat, "repeat"))
}

func count(n int, noun string) string {
	switch stem, y := strings.CutSuffix(noun, "y"); {
	case n == 1:
	case y:
		noun = stem + "ies"
	default:
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// timeline lays steps one after the other.
type timeline struct {
	plan  *Plan
	nonce string
	at    time.Duration
	steps []Step
}

func (t *timeline) add(s Step) {
	if s.Kind != StepFault && s.Kind != StepFaultEnd {
		s.At, s.Fault = t.at, -1
		t.at += s.For
	}
	t.steps = append(t.steps, s)
}

func (t *timeline) block(index, repeat int) {
	arm := &t.plan.Arms[index]
	w := &arm.World
	suffix, nonce := arm.Name+"-"+strconv.Itoa(repeat+1), ""
	if arm.NewEnvironments {
		nonce = t.nonce + suffix
	} else {
		suffix = ""
	}
	step := func(kind StepKind, length time.Duration, text string, changes []Change) {
		t.add(Step{Kind: kind, For: length, Arm: index, Repeat: repeat, Suffix: suffix, Text: text, Changes: changes})
	}
	name := fmt.Sprintf("%s, repeat %d of %d", arm.Name, repeat+1, t.plan.Repeat)
	changes := t.plan.BlockChanges(arm, suffix, nonce)
	step(StepApply, 0, name+": "+count(len(changes), "change"), changes)
	step(StepWait, w.provisioningTime(t.plan.Compress), w.waitText(), nil)
	if warmup := w.Warmup(); warmup > 0 {
		step(StepWarmup, warmup, "at the first phase's rate, in no figure", nil)
	}
	start := t.at
	step(StepLoad, w.LoadTime(), w.loadText(), nil)
	t.faults(w, start, Step{Arm: index, Repeat: repeat, Suffix: suffix})
	if bound := w.DrainBound(t.plan.Compress); bound > 0 {
		text := "until every event has ended, at most " + bound.Round(time.Second).String()
		step(StepDrain, w.drainTime(t.plan.Compress), text, nil)
	}
	undo := t.plan.BlockUndo(arm, suffix)
	step(StepRestore, 0, name+": "+count(len(undo), "change"), undo)
}

// faults puts the block's faults where they happen, sorted by time.
func (t *timeline) faults(w *World, start time.Duration, block Step) {
	var steps []Step
	for i, f := range w.Faults {
		apply, restore := FaultChanges(i, w, block.Suffix)
		s := block
		s.Kind, s.Fault, s.Text, s.Changes = StepFault, i, f.String(), apply
		s.At, s.For = start+f.At, f.Length(w.LoadTime())
		end := s
		end.Kind, end.At, end.For, end.Changes = StepFaultEnd, s.At+s.For, 0, restore
		steps = append(steps, s, end)
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.At, b.At) })
	for _, s := range steps {
		t.add(s)
	}
}

// Length is how long a fault lasts in a load of the given length.
func (f Fault) Length(load time.Duration) time.Duration {
	if f.For > 0 {
		return min(f.For, load-f.At)
	}
	return load - f.At
}

// LoadTime is the length of the longest schedule.
func (w *World) LoadTime() time.Duration {
	var longest time.Duration
	for _, e := range w.Attack {
		longest = max(longest, e.Length())
	}
	return longest
}

// Warmup is the length of the longest warm-up.
func (w *World) Warmup() time.Duration {
	var longest time.Duration
	for _, e := range w.Attack {
		longest = max(longest, e.Warmup)
	}
	return longest
}

func (w *World) provisioningTime(compress float64) time.Duration {
	var most int
	for _, f := range w.Functions {
		for _, p := range f.Provisioned {
			most = max(most, p.Count)
		}
	}
	if most == 0 {
		return 0
	}
	length := float64(w.Platform.ProvisionDelay)
	if w.Platform.ProvisionPerMin > 0 {
		length += float64(most) / float64(w.Platform.ProvisionPerMin) * float64(time.Minute)
	}
	return time.Duration(length / compress)
}

func (w *World) waitText() string {
	var parts []string
	for _, f := range w.Functions {
		for _, p := range f.Provisioned {
			parts = append(parts, fmt.Sprintf("%d environments of %s:%s", p.Count, f.Name, p.Qualifier))
		}
	}
	if len(parts) == 0 {
		return "until functions are active"
	}
	return "until " + strings.Join(parts, " and ") + " are READY"
}

func (w *World) loadText() string {
	hits := 0.0
	for _, e := range w.Attack {
		hits += e.Hits()
	}
	if w.Closed() {
		return "as many requests as rate: max makes, by " + count(len(w.Attack), "entry")
	}
	return fmt.Sprintf("about %.0f requests by %s", hits, count(len(w.Attack), "entry"))
}

// drainTime is the time of the two retries that function errors cause: the
// usual end of a drain, when nothing is throttled.
func (w *World) drainTime(compress float64) time.Duration {
	var longest time.Duration
	for _, e := range w.Attack {
		f := w.Function(e.Function)
		if !e.Async() || f == nil || !f.fails() {
			continue
		}
		gaps := [...]time.Duration{0, time.Minute, 3 * time.Minute}
		longest = max(longest, time.Duration(float64(gaps[min(f.Async.Retries, 2)])/compress))
	}
	return longest
}

func (f *Function) fails() bool {
	return slices.ContainsFunc(f.Versions, func(v Version) bool { return v.Process != nil || v.Model.Errors > 0 || v.Model.InitErrors > 0 })
}
