// Package amend works out what a plan would change in an AWS account: it leaves
// out what only a stand-in has and what is there already, keeps live what the
// profile does not write, and says which leave each change needs.
//
// It only looks; it changes nothing and asks nobody.
package amend

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/attack/cloud"
	"squall/attack/target"
	"squall/profiles"
)

// Looker reads what is there; package target implements it.
type Looker interface {
	Look(ctx context.Context, c profiles.Change) (target.Applied, error)
	Describe(ctx context.Context, function string) (cloud.Description, error)
	Adopt(ctx context.Context, function, name, number string) (bool, error)
	Tags(ctx context.Context, function string) (map[string]string, error)
	// Unprepared says what a version lacks for AWS FIS; "" when it has all.
	Unprepared(ctx context.Context, function, qualifier string) (string, error)
}

// Options say what is looked at, and for which run.
type Options struct {
	Plan *profiles.Plan
	// Stated says whether the profile writes something at an address, in an arm.
	Stated func(arm, address string) bool
	// Located gives what is wrong at an address its line in the profile.
	Located func(address, text string) error
	Run     string
	Now     time.Time
}

// Row is one change that a run would make.
type Row struct {
	Where  string `json:"where"` // setup, or arm and repeat
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
	Leave  string `json:"leave"` // the word that allows it
	// Back is how and when it is taken back; "" when it is not, or said elsewhere.
	Back string `json:"back,omitempty"`
	// Function is the one that is changed, "" for a queue or a source.
	Function string `json:"function,omitempty"`
	Kind     profiles.ChangeKind
	Count    int           `json:",omitempty"`
	For      time.Duration `json:",omitempty"` // how long it lasts, about
}

// Amended is a plan as it can be carried out in the account.
type Amended struct {
	Plan  *profiles.Plan
	Steps []profiles.Step
	Rows  []Row // without the marks
	// Needs are the words of all changes, sorted.
	Needs []string
	// Touched are the functions that are changed, and Tags those of every
	// function of the profile.
	Touched []string
	Tags    map[string]map[string]string
	// Restores are those that the run schedules before its first change.
	Restores []profiles.Change
	Expires  time.Time // when the run will surely have ended; zero: it changes nothing
	// Live is how each function is, in words, for comparing later.
	Live  []string
	Notes []string
}

// leaves are the words that allow kinds of changes.
var leaves = map[profiles.ChangeKind]string{
	profiles.PutReserved: "reserved", profiles.DeleteReserved: "reserved",
	profiles.PutProvisioned: "provisioned", profiles.DeleteProvisioned: "provisioned",
	profiles.PutAlias: "alias", profiles.DeleteAlias: "alias",
	profiles.PutEventInvoke: "async", profiles.DeleteEventInvoke: "async", profiles.PutDeadLetter: "async",
	profiles.PutExperiment: "fis", profiles.PutDenial: "policy", profiles.PutMapping: "mapping",
	profiles.PutSpoilt: "config", profiles.PutLatest: "config", profiles.PutCopy: "code",
	profiles.CreateQueue: "queue", profiles.CreateSource: "source", profiles.PutTrigger: "source",
}

// Words are all words that --allow takes.
func Words() []string {
	var out []string
	for _, w := range leaves {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// work is an amendment under way.
type work struct {
	Options
	look Looker
	out  *Amended
	seen map[string]bool // notes
	back []owned         // things that are put back
	// deployed is what each function of the profile is.
	deployed map[string]cloud.Description
}

// Amend looks at the account and works out the steps of the run there.
func Amend(ctx context.Context, look Looker, o Options) (*Amended, error) {
	w := &work{Options: o, look: look, out: &Amended{Tags: map[string]map[string]string{}}, seen: map[string]bool{}, deployed: map[string]cloud.Description{}}
	if err := w.refuse(); err != nil {
		return nil, err
	}
	w.out.Plan = w.kept()
	if err := w.functions(ctx); err != nil {
		return nil, err
	}
	for _, step := range w.out.Plan.Steps("") {
		if err := w.step(ctx, step); err != nil {
			return nil, fmt.Errorf("%s: %w", w.out.Plan.Where(step), err)
		}
	}
	if err := w.release(ctx); err != nil {
		return nil, err
	}
	slices.Sort(w.out.Needs)
	w.mark()
	return w.out, nil
}

func (w *work) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !w.seen[text] {
		w.seen[text] = true
		w.out.Notes = append(w.out.Notes, text)
	}
}

// kept is the plan on functions that stay what they are: blocks share their
// environments, and queues are the run's own unless they are shared.
func (w *work) kept() *profiles.Plan {
	p := *w.Options.Plan
	p.Arms = slices.Clone(p.Arms)
	for i := range p.Arms {
		if p.Arms[i].NewEnvironments && len(p.Arms) > 1 {
			w.note("arms follow each other on the same environments of each function, unless they differ in its memory or timeout: then each block has a version of its own, deleted after it")
		}
		p.Arms[i].NewEnvironments = false
		world := &p.Arms[i].World
		world.Functions = slices.Clone(world.Functions)
		for k := range world.Functions {
			if a := &world.Functions[k].Async; !a.Shared {
				a.DeadLetter, a.OnSuccess, a.OnFailure = w.own(a.DeadLetter), w.own(a.OnSuccess), w.own(a.OnFailure)
			}
		}
	}
	if p.Compress != 1 {
		w.note("waits: %gx is the stand-in's: AWS waits as long as it does", p.Compress)
		p.Compress = 1
	}
	return &p
}

// own is the run's own queue in place of a profile's.
func (w *work) own(queue string) string {
	if queue == "" {
		return ""
	}
	name := "squall-" + w.Run + "-" + queue[strings.LastIndexByte(queue, ':')+1:]
	return "sqs:" + name[:min(len(name), 80)]
}

// step keeps what can and must be changed of a step.
func (w *work) step(ctx context.Context, s profiles.Step) error {
	var kept []profiles.Change
	where := "setup"
	if s.Arm >= 0 {
		where = w.out.Plan.Arms[s.Arm].Name + ", repeat " + strconv.Itoa(s.Repeat+1)
	}
	list := s.Changes
	switch s.Kind {
	case profiles.StepApply:
		list = append(slices.Clone(list), w.emptied(s.Arm)...)
	case profiles.StepFault:
		list = w.spread(s, list)
	case profiles.StepRestore, profiles.StepTeardown, profiles.StepFaultEnd:
		list = nil // what a run takes back is what it made
	}
	possible, err := w.published(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range list {
		c, keep, err := w.change(ctx, s, c)
		if err != nil {
			return err
		}
		if keep {
			possible = append(possible, c)
		}
	}
	for _, c := range possible {
		needed, err := w.need(ctx, s, where, c)
		if err != nil {
			return err
		}
		if needed {
			kept = append(kept, c)
		}
	}
	s.Changes = kept
	w.out.Steps = append(w.out.Steps, s)
	return nil
}

// need notes a change, unless what it sets is so already.
func (w *work) need(ctx context.Context, s profiles.Step, where string, c profiles.Change) (bool, error) {
	seen, err := w.look.Look(ctx, c)
	if err != nil {
		return false, err
	}
	if seen.Settled != "" && seen.Settled == seen.Before && s.Kind != profiles.StepFault {
		return false, nil
	}
	if seen.Settled == "" && seen.Before == "present" {
		return false, nil
	}
	leave := leaves[c.Kind]
	if leave == "" {
		return false, fmt.Errorf("%s cannot be done on AWS", c)
	}
	w.cover(c, seen)
	w.row(Row{Where: where, What: seen.What, Before: seen.Before, After: seen.After, Leave: leave, Back: back(s, c, seen), Function: c.Function, Kind: c.Kind, Count: c.Count, For: w.lasts(s)})
	return true, nil
}

// row notes a change, the leave it needs and the function it touches.
func (w *work) row(r Row) {
	w.out.Rows = append(w.out.Rows, r)
	if !slices.Contains(w.out.Needs, r.Leave) {
		w.out.Needs = append(w.out.Needs, r.Leave)
	}
	if r.Function != "" && !slices.Contains(w.out.Touched, r.Function) {
		w.out.Touched = append(w.out.Touched, r.Function)
	}
}

// Leave is the word that allows a kind of change, and what takes it back; ""
// when it can never be made on AWS.
func Leave(kind profiles.ChangeKind) string {
	if word := leaves[kind]; word != "" {
		return word
	}
	return map[profiles.ChangeKind]string{profiles.DeleteQueue: "queue", profiles.DeleteSource: "source", profiles.DeleteTrigger: "source",
		profiles.EndExperiment: "fis", profiles.EndDenial: "policy", profiles.EndLatest: "config", profiles.DeleteVersion: "config", profiles.DeleteCopy: "code"}[kind]
}

// readyTime is how long provisioned environments may take to be READY, and
// what a bound of cost counts for it.
const readyTime = 5 * time.Minute

// lasts is how long the changes of a step are there, about: a block's until its
// end, the setup's until the run's.
func (w *work) lasts(s profiles.Step) time.Duration {
	block := func(i int) time.Duration {
		world := &w.out.Plan.Arms[i].World
		return readyTime + world.Warmup() + world.LoadTime() + world.DrainBound(1)
	}
	switch {
	case s.Kind == profiles.StepFault:
		return s.For
	case s.Arm >= 0:
		return block(s.Arm)
	}
	var all time.Duration
	for i := range w.out.Plan.Arms {
		all += block(i) * time.Duration(w.out.Plan.Repeat)
	}
	return all
}

// mark puts the tags of the run on the functions first, after whatever takes
// them away should nobody else.
func (w *work) mark() {
	if len(w.out.Touched) == 0 || len(w.out.Steps) == 0 {
		return
	}
	w.out.Expires = w.Now.Add(w.lasts(profiles.Step{Arm: -1}) + time.Hour).UTC().Truncate(time.Second)
	var marks []profiles.Change
	for _, f := range w.out.Touched {
		marks = append(marks, profiles.Change{Kind: profiles.PutMark, Function: f, Mark: profiles.Mark{Run: w.Run, Expires: w.out.Expires.Format(time.RFC3339)}})
	}
	w.schedule(marks)
	w.out.Steps[0].Changes = slices.Concat(w.out.Restores, marks, w.out.Steps[0].Changes)
}
