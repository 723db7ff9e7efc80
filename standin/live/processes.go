package live

import (
	"strings"
	"time"

	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/keep"
	"squall/standin/live/kept"
	"squall/standin/live/programs"
	"squall/standin/modelled"
)

// Processes runs external environments. What becomes of one is told to
// Loop.Told.
type Processes = programs.Runner

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
	l.process.Reset(l.options.Processes)
	if !l.options.Bring {
		return
	}
	l.process.Model = l.book.AddModel(core.Model{External: true})
	l.bodies = append(l.bodies, 0)
	l.catalog.SetExternal(l.process.Model, func(s *setting.Settings) bool {
		return strings.HasPrefix(s.Runtime, "provided") && l.options.Processes.Has(s.Code.Sha256)
	})
}

// started starts the process of an environment that is one.
func (l *Loop) started(e *core.Effect) {
	s, ok := l.catalog.VersionSettings(e.Fn, e.Version)
	program, runs := l.process.Program(s.Model)
	if !ok || !runs {
		return
	}
	names := l.catalog.Names(e.Fn)
	l.process.Start(e.Env, invoke.Process{Place: e.N, Code: s.Code.Sha256, Program: program, Function: names.Function, Region: names.Region,
		Version: modelled.VersionName(e.Version), Handler: s.Handler, Memory: s.Memory,
		LogStream: modelled.Environment(e.Env, e.Version), LogGroup: s.Logging.GroupOf(names.Function), LogFormat: s.Logging.Format,
		LogLevel: s.Logging.Application, Variables: s.Environment})
}

// handed gives a request to its process.
func (l *Loop) handed(e *core.Effect) {
	c := l.calls[e.Req]
	if c == nil {
		return
	}
	s, _ := l.catalog.VersionSettings(e.Fn, e.Version)
	l.process.Hand(e.Env, invoke.Invocation{RequestID: c.id, FunctionARN: c.target.ARN, Trace: c.request.Trace,
		Payload: c.request.Payload, Deadline: l.epoch.Add(time.Duration(e.At) + time.Duration(s.Timeout)*time.Second)})
}

// Told takes what a process did.
func (l *Loop) Told(x invoke.Told) {
	l.post(item{do: func(int64) {
		ev, ok := l.process.Told(x)
		if !ok {
			return
		}
		now := l.now()
		l.expire(now)
		l.perform(l.book.Step(now, ev, l.effects[:0]))
	}})
}
