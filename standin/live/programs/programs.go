// Package programs is what a loop knows of the processes that some of its
// environments are: which run, and what they answered and wrote.
//
// It runs none, and decides nothing about them.
package programs

import (
	"strings"

	"squall/standin/core"
	"squall/standin/invoke"
)

// Runner runs external environments. Its methods do not wait for a process.
type Runner interface {
	// Keep keeps a package, so that processes can be started by its hash;
	// invoke.ErrUnzipped says that it is too large.
	Keep(code string, zip []byte) error
	Has(code string) bool
	Start(p invoke.Process)
	Hand(env uint64, i invoke.Invocation)
	Output(env uint64) []byte // since it was asked last
	End(env uint64)
}

// Programs are the processes of one loop. Environments are numbered as its rule
// book does.
type Programs struct {
	Model int32                    // of functions that clients bring; core.NoModel: none run
	Of    map[int32]invoke.Program // those of a profile, by model

	runner  Runner
	before  uint64 // is added to numbers of environments, which begin anew at a reset
	running map[uint64]bool
	answers map[uint64][]byte // the latest
	output  map[uint64]string // of the latest invocation
}

// resets is more environments than there are between two resets.
const resets = 1 << 40

// Reset forgets everything; who runs processes may be nil.
func (p *Programs) Reset(r Runner) {
	*p = Programs{Model: core.NoModel, Of: map[int32]invoke.Program{}, runner: r, before: p.before + resets,
		running: map[uint64]bool{}, answers: map[uint64][]byte{}, output: map[uint64]string{}}
}

// Abandon ends every process.
func (p *Programs) Abandon() {
	for env := range p.running {
		p.runner.End(env)
	}
}

// Program is the program of a version's model; ok says whether it is one at all,
// of its own or one that a client brought.
func (p *Programs) Program(model int32) (own invoke.Program, ok bool) {
	own, profiled := p.Of[model]
	return own, profiled || model != core.NoModel && model == p.Model
}

// Start starts the process of an environment.
func (p *Programs) Start(env uint64, of invoke.Process) {
	of.Env = env + p.before
	p.running[of.Env] = true
	p.runner.Start(of)
}

// End ends the process of an environment, if it has one.
func (p *Programs) End(env uint64) {
	env += p.before
	if !p.running[env] {
		return
	}
	delete(p.running, env)
	delete(p.answers, env)
	delete(p.output, env)
	p.runner.End(env)
}

// Hand gives the process of an environment a request.
func (p *Programs) Hand(env uint64, i invoke.Invocation) { p.runner.Hand(env+p.before, i) }

// events are what the rule book is told for what a process does.
var events = [...]core.EventKind{
	invoke.Ready: core.EnvReady, invoke.Answered: core.EnvDone, invoke.Failed: core.EnvDone, invoke.Exited: core.EnvExited,
}

// Told takes what a process did, for the rule book; ok is false for one that was
// ended before it could say so.
func (p *Programs) Told(x invoke.Told) (ev core.Event, ok bool) {
	if !p.running[x.Env] {
		return ev, false
	}
	ev = core.Event{Kind: events[x.What], N: x.Place, Key: x.Env - p.before, M: int32(core.Done)}
	if x.What == invoke.Failed {
		ev.M = int32(core.Errored)
	}
	if x.What != invoke.Ready {
		p.answers[x.Env] = x.Payload
		delete(p.output, x.Env)
	}
	return ev, true
}

// Said is what the process of an effect's environment answered; ok is false
// for other environments, and for ends that a process has no part in.
func (p *Programs) Said(e *core.Effect) (payload []byte, ok bool) {
	env := e.Env + p.before
	if !p.running[env] || e.Outcome == core.TimedOut {
		return nil, false
	}
	if payload, ok = p.answers[env]; ok {
		return payload, true
	}
	return []byte(`{"errorType":"Sandbox.Timedout","errorMessage":"Error: Initialization has timed out"}`), true
}

// Wrote is what the process of an effect's environment wrote until its end.
func (p *Programs) Wrote(e *core.Effect) string {
	env := e.Env + p.before
	if !p.running[env] {
		return ""
	}
	text := p.output[env] + string(p.runner.Output(env))
	p.output[env] = text // it may be asked for again
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}
