package experiment

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The states of experiments and actions.
// https://docs.aws.amazon.com/fis/latest/userguide/experiments.html
const (
	Pending    = "pending"
	Initiating = "initiating"
	Running    = "running"
	Completed  = "completed"
	Stopping   = "stopping"
	Stopped    = "stopped"
	Failed     = "failed"
	Cancelled  = "cancelled"
	Skipped    = "skipped"
)

// World is what experiments strike. Leases end by themselves.
type World interface {
	// Functions are the ARNs of those that a target names, in their order.
	Functions(p Place, g Target) []string
	// Strike begins an action on a function, for a time at most; what it gives
	// ends it, also when it failed halfway.
	Strike(lease string, p Place, function, qualifier string, a Action, lasts time.Duration) (leases []uint64, err error)
	Relieve(leases []uint64)
	// Alarm says which of some alarms is in ALARM; "" when none is.
	Alarm(arns []string) string
}

// State is where an experiment or one of its actions is.
type State struct{ Status, Reason string }

// Step is an action as it goes.
type Step struct {
	State
	Began, Ended time.Time
	until        time.Time
	leases       []uint64 // of what it strikes
}

// Experiment is one that was started.
type Experiment struct {
	Template
	State
	Number   string // its own id; ID is the template's
	Mode     string // actionsMode: run-all or skip-all
	Tags     map[string]string
	Token    string
	Created  time.Time
	Began    time.Time
	Ended    time.Time
	Steps    map[string]Step
	Resolved map[string][]string // ARNs, by target
}

// ARN of an experiment.
func (e *Experiment) ARN() string { return e.arn("experiment/" + e.Number) }

// Over says whether an experiment has ended.
func (e *Experiment) Over() bool {
	return slices.Contains([]string{Completed, Stopped, Failed, Cancelled}, e.Status)
}

// look is how often stop conditions are looked at.
const look = time.Second

// advance does what is due, and says when something is due next; never once it
// is over.
func (e *Experiment) advance(now time.Time, w World) (next time.Time) {
	if e.Status == Initiating {
		e.begin(now, w)
	}
	if e.Status == Running {
		if alarm := w.Alarm(e.alarms()); alarm != "" {
			e.halt(now, w, Stopped, "Experiment halted by stop condition: "+alarm)
		}
	}
	if e.Status == Running {
		return e.work(now, w)
	}
	return time.Time{}
}

func (e *Experiment) alarms() (arns []string) {
	for _, s := range e.Stops {
		if s.Value != "" {
			arns = append(arns, s.Value)
		}
	}
	return arns
}

// begin finds the targets.
func (e *Experiment) begin(now time.Time, w World) {
	e.Began, e.State = now, State{Running, "Experiment is running."}
	for _, name := range slices.Sorted(maps.Keys(e.Targets)) {
		e.Resolved[name] = choose(e.Targets[name].Mode, w.Functions(e.Place, e.Targets[name]))
		if len(e.Resolved[name]) == 0 && e.Empty != "skip" {
			e.halt(now, w, Failed, "Target resolution returned empty set for target "+name+".")
			return
		}
	}
}

// work begins actions whose turn has come and ends those whose time is over.
func (e *Experiment) work(now time.Time, w World) (next time.Time) {
	names := slices.Sorted(maps.Keys(e.Steps))
	for again := true; again; { // what ends lets others begin
		again = false
		for _, name := range names {
			before := e.Steps[name].Status
			e.step(now, w, name)
			again = again || e.Steps[name].Status != before
			if e.Over() {
				return time.Time{}
			}
		}
	}
	left := false
	for _, name := range names {
		if s := e.Steps[name]; s.Status == Running {
			left = true
			if next.IsZero() || s.until.Before(next) {
				next = s.until
			}
		}
	}
	if !left {
		e.Ended, e.State = now, State{Completed, "Experiment completed."}
		return time.Time{}
	}
	if soon := now.Add(look); len(e.alarms()) > 0 && soon.Before(next) {
		return soon
	}
	return next
}

func (e *Experiment) step(now time.Time, w World, name string) {
	s, a := e.Steps[name], e.Actions[name]
	ready := !slices.ContainsFunc(a.After, func(b string) bool {
		return !slices.Contains([]string{Completed, Skipped}, e.Steps[b].Status)
	})
	switch {
	case s.Status == Running && !now.Before(s.until):
		e.relieve(w, name)
		s.State, s.Ended = State{Completed, "Action completed."}, s.until
	case s.Status == Pending && ready && e.Mode == "skip-all":
		s.State = State{Skipped, "Action was skipped."}
	case s.Status == Pending && ready:
		s = e.launch(now, w, name)
	}
	e.Steps[name] = s
	if s.Status == Failed {
		e.halt(now, w, Failed, "Action "+name+" failed: "+s.Reason)
	}
}

// launch begins an action.
func (e *Experiment) launch(now time.Time, w World, name string) Step {
	a := e.Actions[name]
	lasts, _ := Duration(a.Parameters["duration"]) // it was checked
	s := Step{State: State{Running, "Action is running."}, Began: now, until: now.Add(lasts)}
	target := a.Targets[Functions]
	if target != "" && len(e.Resolved[target]) == 0 {
		return Step{State: State{Skipped, "Action was skipped: its target is empty."}}
	}
	for _, function := range e.Resolved[target] {
		leases, err := w.Strike(e.lease(name), e.Place, function, e.Targets[target].Parameters["functionQualifier"], a, lasts)
		if s.leases = append(s.leases, leases...); err != nil {
			s.State, s.Ended = State{Failed, err.Error()}, now
			break
		}
	}
	return s
}

func (e *Experiment) lease(action string) string { return e.Number + "/" + action }

func (e *Experiment) relieve(w World, name string) { w.Relieve(e.Steps[name].leases) }

// halt ends an experiment and everything that it does.
func (e *Experiment) halt(now time.Time, w World, status, reason string) {
	for _, name := range slices.Sorted(maps.Keys(e.Steps)) {
		s := e.Steps[name]
		switch s.Status {
		case Running, Failed:
			e.relieve(w, name)
			if s.Status == Running {
				s.State, s.Ended = State{Stopped, "Action was halted."}, now
			}
		case Pending:
			s.State = State{Cancelled, "Action was cancelled."}
		}
		e.Steps[name] = s
	}
	e.Ended, e.State = now, State{status, reason}
}

// goodMode says whether a selection can be read.
func goodMode(mode string) bool {
	if mode == "ALL" {
		return true
	}
	_, n := selection(mode)
	return n > 0
}

func selection(mode string) (word string, n int) {
	word, rest, _ := strings.Cut(mode, "(")
	number, ok := strings.CutSuffix(rest, ")")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || word != "COUNT" && word != "PERCENT" || word == "PERCENT" && n > 100 {
		return "", 0
	}
	return word, n
}

// choose takes the first of those that are there; AWS takes any.
func choose(mode string, all []string) []string {
	switch word, n := selection(mode); word {
	case "COUNT":
		return all[:min(n, len(all))]
	case "PERCENT":
		return all[:len(all)*n/100]
	}
	return all
}
