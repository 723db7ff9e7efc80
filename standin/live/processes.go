package live

import (
	"strings"
	"time"

	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/keep"
	"squall/standin/live/kept"
	"squall/standin/modelled"
)

// Processes runs external environments. Its methods do not wait for a process;
// what becomes of one is told to Loop.Told.
type Processes interface {
	// Keep keeps a package, so that processes can be started by its hash;
	// invoke.ErrUnzipped says that it is too large.
	Keep(code string, zip []byte) error
	Has(code string) bool
	Start(p invoke.Process)
	Hand(env uint64, i invoke.Invocation)
	Output(env uint64) []byte // since it was asked last
	End(env uint64)
}

// external is what the loop knows of processes, by environment.
type external struct {
	model    int32                    // of functions that clients bring; core.NoModel: none run
	programs map[int32]invoke.Program // of those of a profile, by model
	before   uint64                   // is added to numbers of environments, which begin anew at a reset
	running  map[uint64]bool
	answers  map[uint64][]byte // the latest
	output   map[uint64]string // of the latest invocation
}

// Keep keeps the package of a function, where functions are run.
func (l *Loop) Keep(code string, zip []byte) error {
	if !l.options.Bring {
		return nil
	}
	if l.options.Keeper != nil {
		l.options.Keeper.Put(keep.Change{Records: []keep.Record{{Key: kept.Code + code, Value: zip}}})
	}
	return l.options.Processes.Keep(code, zip)
}

// adopt makes the rule book and the catalogue know functions that clients bring.
func (l *Loop) adopt() {
	l.process = external{model: core.NoModel, programs: map[int32]invoke.Program{}, before: l.process.before + resets, running: map[uint64]bool{}, answers: map[uint64][]byte{}, output: map[uint64]string{}}
	if !l.options.Bring {
		return
	}
	l.process.model = l.book.AddModel(core.Model{External: true})
	l.bodies = append(l.bodies, 0)
	l.catalog.SetExternal(l.process.model, func(s *setting.Settings) bool {
		return strings.HasPrefix(s.Runtime, "provided") && l.options.Processes.Has(s.Code.Sha256)
	})
}

// resets is more environments than there are between two resets.
const resets = 1 << 40

// abandon ends every process.
func (l *Loop) abandon() {
	for env := range l.process.running {
		l.options.Processes.End(env)
	}
}

// started starts the process of an environment that is one.
func (l *Loop) started(e *core.Effect) {
	s, ok := l.catalog.VersionSettings(e.Fn, e.Version)
	program, profiled := l.process.programs[s.Model]
	if !ok || !profiled && (s.Model == core.NoModel || s.Model != l.process.model) {
		return
	}
	names := l.catalog.Names(e.Fn)
	env := e.Env + l.process.before
	l.process.running[env] = true
	l.options.Processes.Start(invoke.Process{Env: env, Place: e.N, Code: s.Code.Sha256, Program: program, Function: names.Function, Region: names.Region,
		Version: modelled.VersionName(e.Version), Handler: s.Handler, Memory: s.Memory,
		LogStream: modelled.Environment(e.Env, e.Version), LogGroup: s.Logging.GroupOf(names.Function), LogFormat: s.Logging.Format,
		LogLevel: s.Logging.Application, Variables: s.Environment})
}

func (l *Loop) ended(e *core.Effect) {
	env := e.Env + l.process.before
	if !l.process.running[env] {
		return
	}
	delete(l.process.running, env)
	delete(l.process.answers, env)
	delete(l.process.output, env)
	l.options.Processes.End(env)
}

// handed gives a request to its process.
func (l *Loop) handed(e *core.Effect) {
	c := l.calls[e.Req]
	if c == nil {
		return
	}
	s, _ := l.catalog.VersionSettings(e.Fn, e.Version)
	l.options.Processes.Hand(e.Env+l.process.before, invoke.Invocation{RequestID: c.id, FunctionARN: c.target.ARN, Trace: c.request.Trace,
		Payload: c.request.Payload, Deadline: l.epoch.Add(time.Duration(e.At) + time.Duration(s.Timeout)*time.Second)})
}

// events are what the rule book is told for what a process does.
var events = [...]core.EventKind{
	invoke.Ready: core.EnvReady, invoke.Answered: core.EnvDone, invoke.Failed: core.EnvDone, invoke.Exited: core.EnvExited,
}

// Told takes what a process did.
func (l *Loop) Told(x invoke.Told) {
	l.post(item{do: func(int64) {
		if !l.process.running[x.Env] {
			return // it was ended before it could say so
		}
		ev := core.Event{Kind: events[x.What], N: x.Place, Key: x.Env - l.process.before, M: int32(core.Done)}
		if x.What == invoke.Failed {
			ev.M = int32(core.Errored)
		}
		if x.What != invoke.Ready {
			l.process.answers[x.Env] = x.Payload
			delete(l.process.output, x.Env)
		}
		now := l.now()
		l.expire(now)
		l.perform(l.book.Step(now, ev, l.effects[:0]))
	}})
}

// said is what the process of an effect's environment answered; ok is false
// for other environments, and for ends that a process has no part in.
func (l *Loop) said(e *core.Effect) (payload []byte, ok bool) {
	env := e.Env + l.process.before
	if !l.process.running[env] || e.Outcome == core.TimedOut {
		return nil, false
	}
	if payload, ok = l.process.answers[env]; ok {
		return payload, true
	}
	return []byte(`{"errorType":"Sandbox.Timedout","errorMessage":"Error: Initialization has timed out"}`), true
}

// wrote is what the process of an effect's environment wrote until its end.
func (l *Loop) wrote(e *core.Effect) string {
	env := e.Env + l.process.before
	if !l.process.running[env] {
		return ""
	}
	text := l.process.output[env] + string(l.options.Processes.Output(env))
	l.process.output[env] = text // it may be asked for again
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}
