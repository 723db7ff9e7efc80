// Package book is the rule book: what AWS Lambda does with a request, an
// asynchronous event or a change of settings at an instant, as a pure state
// machine. Every rule stands beside the document it comes from; package core
// has the words it is spoken to in, and the list of its rules.
//
// It has no clock, goroutine, lock, dice of its own, payload or name: time and
// keys come in as numbers, payloads and names stay with the caller.
package book

import (
	"squall/standin/core"
	"squall/standin/core/backlog"
	"squall/standin/core/chance"
	"squall/standin/core/fault"
	"squall/standin/core/pool"
	"squall/standin/core/provision"
	"squall/standin/core/recent"
	"squall/standin/core/tick"
)

// Book is the state of the rule book. One owner calls it; it is not safe for
// concurrent use. Before Step(now) the owner calls Expire(now), and keeps
// calling it until Next is none or later than now.
type Book struct {
	Faults  fault.Desk // what breaks on purpose
	cfg     core.Config
	now     int64
	models  []core.Model
	regions []pool.Account
	fns     []function
	vers    []version
	freeVer []int32
	envs    []env
	freeEnv []int32
	order   recent.Links // of idle environments
	provs   provision.Table
	events  backlog.Backlog
	left    []backlog.Left
	targets [3]core.Delivery // of the event that ends
	timers  tick.Timers
	envSeq  uint64
	idleMin int64   // the least time that an idle environment is kept
	asked   request // the latest synchronous one
}

// New makes an empty rule book.
func New(cfg core.Config) *Book {
	b := &Book{envSeq: cfg.Before}
	b.Configure(cfg)
	return b
}

// Configure replaces the parameters. What has been drawn already stays.
func (b *Book) Configure(cfg core.Config) {
	b.settleRests()
	old := b.cfg
	b.cfg, b.idleMin, b.Faults.Seed = cfg.Complete(), chance.ShortestIdle(&cfg), cfg.Seed
	// Credit that was spent is not given again where nothing changed.
	if cfg.ScalingBurst != old.ScalingBurst || cfg.ScalingPer != old.ScalingPer {
		for i := range b.fns {
			b.fns[i].scaling = tick.NewBucket(cfg.ScalingBurst, max(cfg.ScalingPer, 1), b.now)
		}
	}
	if b.cfg.RequestRate == old.RequestRate && b.cfg.RequestPer == old.RequestPer {
		return
	}
	for i := range b.regions {
		b.regions[i].Requests = b.requests(b.regions[i].Limit)
	}
	for i := range b.fns {
		b.fns[i].requests = b.requests(max(b.fns[i].Reserved, 0))
	}
	for i := range b.vers {
		if !b.vers[i].pcRate.Unset() {
			b.vers[i].pcRate = b.requests(b.vers[i].pcReady)
		}
	}
}

// AddModel keeps a model and returns the index by which events refer to it.
func (b *Book) AddModel(m core.Model) int32 {
	m.Duration = m.Duration.Prepared()
	b.models = append(b.models, m)
	return int32(len(b.models) - 1)
}

// Step applies one event at now and appends what must be done to out.
func (b *Book) Step(now int64, ev core.Event, out []core.Effect) []core.Effect {
	return b.Take(now, &ev, out)
}

// Take is Step for those with so many events that copies of them cost.
func (b *Book) Take(now int64, ev *core.Event, out []core.Effect) []core.Effect {
	if now < b.now {
		panic("core: internal error: time went back")
	}
	if t, ok := b.timers.First(); ok && t.At < now {
		panic("core: internal error: Step before Expire")
	}
	b.now = now
	switch ev.Kind {
	case core.Invoke:
		return b.invoke(ev, out)
	case core.InvokeEvent:
		return b.accept(ev, out)
	case core.EnvReady, core.EnvDone, core.EnvExited:
		return b.told(*ev, out)
	default:
		reason, n := b.control(*ev, &out)
		answer := core.Effect{Kind: core.Answer, Req: ev.Req, Fn: ev.Fn, N: n, At: now, Reason: reason}
		if reason != core.NoReason {
			answer.Outcome = core.Refused
		}
		return append(out, answer)
	}
}

// control carries out one event of the control plane.
func (b *Book) control(ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	switch ev.Kind {
	case core.SetAccount:
		return b.setAccount(ev)
	case core.CreateFunction:
		return b.createFunction(ev)
	case core.PutFault:
		return b.putFault(b.Faults.Laid(ev.N), out)
	case core.EndFault:
		b.Faults.End(ev.Key, b.now)
		return core.NoReason, 0
	}
	f := b.function(ev.Fn)
	if f == nil {
		return core.NoSuchFunction, 0
	}
	switch ev.Kind {
	case core.DeleteFunction:
		return b.deleteFunction(f, out)
	case core.ConfigureLatest:
		return b.configureLatest(f, ev, out)
	case core.PublishVersion:
		return b.publish(f)
	case core.DeleteVersion:
		return b.deleteVersion(f, ev, out)
	case core.PutAlias:
		return b.putAlias(f, ev, out)
	case core.DeleteAlias:
		return b.deleteAlias(f, ev, out)
	case core.PutReserved:
		return b.putReserved(f, ev.N)
	case core.DeleteReserved:
		b.account(f).Release(&f.Share)
		return core.NoReason, 0
	case core.PutProvisioned:
		return b.putProvisioned(f, ev, out)
	case core.DeleteProvisioned:
		return b.deleteProvisioned(f, ev, out)
	case core.PutEventInvoke:
		return b.putEventInvoke(f, ev)
	case core.DeleteEventInvoke:
		f.invokes.Drop(ev.Qual)
		return core.NoReason, 0
	case core.PutDeadLetter:
		f.deadLetter = ev.N != 0
		return core.NoReason, 0
	case core.BarStart:
		return b.bar(f, ev)
	}
	panic("core: internal error: unknown event")
}

// Next is when Expire has something to do.
func (b *Book) Next() (at int64, ok bool) {
	t, ok := b.timers.First()
	return t.At, ok
}

// Expire lets every timer due by now act, each at its own time.
func (b *Book) Expire(now int64, out []core.Effect) []core.Effect {
	for {
		t, ok := b.timers.First()
		if !ok || t.At > now {
			b.now = max(b.now, now)
			return out
		}
		b.now = max(b.now, t.At)
		kind, index := b.timers.Owner(t.Handle)
		b.timers.Clear(t.Handle)
		switch kind {
		case envTimer:
			b.wakeEnv(index, &out)
		case restTimer:
			b.wakeRest(index, &out)
		case asyncTimer:
			b.attempt(index, &out)
		case provisionTimer:
			b.provisioned(index, &out)
		}
	}
}

// Whose timer it is.
const (
	envTimer = iota
	restTimer
	asyncTimer
	provisionTimer
)
