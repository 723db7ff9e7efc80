package book

import (
	"squall/standin/core"
	"squall/standin/core/alias"
	"squall/standin/core/chance"
	"squall/standin/core/fault"
	"squall/standin/core/provision"
)

// putProvisioned asks for n provisioned environments of a version or alias.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
func (b *Book) putProvisioned(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	if ev.Qual.Kind == core.Latest {
		return core.ProvisionedOnLatest, 0
	}
	ver, reason := b.provisionable(f, ev.Qual)
	if reason != core.NoReason {
		return reason, 0
	}
	if m := b.vers[ver].model; m != core.NoModel && b.models[m].External {
		return core.ProvisionedExternal, 0
	}
	p := b.vers[ver].prov
	if p != none && b.provs[p].Qual != ev.Qual {
		if ev.Qual.Kind == core.Alias {
			return core.VersionAlreadyProvisioned, 0
		}
		return core.VersionBehindProvisionedAlias, 0
	}
	var before int32
	if p != none {
		before = b.provs[p].Requested
	}
	if reason, n := b.account(f).Fits(&f.Share, ev.N-before); reason != core.NoReason {
		return reason, n
	}
	if p == none {
		p = b.newProvision(ev.Fn, ev.Qual, ver)
		b.vers[ver].prov = p
		if ev.Qual.Kind == core.Alias {
			f.aliases.Find(ev.Qual.N).Prov = p
		}
	}
	b.account(f).Claim(&f.Share, ev.N-before)
	b.provs[p].Requested = ev.N
	b.build(p, ver, out)
	return core.NoReason, 0
}

// provisionable finds the version that a qualifier's environments belong to.
func (b *Book) provisionable(f *function, q core.Qual) (int32, core.Reason) {
	if q.Kind == core.Number {
		if v := f.version(q.N); v != none {
			return v, core.NoReason
		}
		return none, core.NoSuchVersion
	}
	a := f.aliases.Find(q.N)
	switch {
	case a == nil:
		return none, core.NoSuchAlias
	case a.Second != 0:
		return none, core.ProvisionedOnWeightedAlias
	case a.Primary == 0:
		return none, core.ProvisionedOnLatest
	}
	return f.version(a.Primary), core.NoReason
}

// usable counts environments that have become, or are no longer, usable.
func (b *Book) usable(p *provision.Config, n int32) {
	f, v := &b.fns[p.Fn], &b.vers[p.Ver]
	p.Usable += n
	v.pcReady += n
	v.pcRate.Resize(b.cfg.Requests(v.pcReady), b.now)
	b.account(f).Usable(&f.Share, n)
}

func (b *Book) newProvision(fn int32, q core.Qual, ver int32) int32 {
	if b.vers[ver].pcRate.Unset() {
		b.vers[ver].pcRate = b.requests(0)
	}
	return b.provs.Take(provision.Config{Fn: fn, Qual: q, Ver: ver, Next: none}, func(i int32) int32 { return b.timers.Own(provisionTimer, i) })
}

// build starts a round: after it, what was requested is usable together, and
// nothing of it before. Environments that serve already go on serving.
func (b *Book) build(p, ver int32, out *[]core.Effect) {
	pr := &b.provs[p]
	pr.Next = ver
	have := int32(0)
	if ver == pr.Ver {
		have = pr.Usable
	}
	extra := pr.Requested - have
	if extra <= 0 {
		b.shrink(pr, -extra, out)
		pr.Next, pr.Status = none, core.Ready
		b.timers.Clear(pr.Timer)
		return
	}
	pr.Status = core.InProgress
	slowest, broken := b.slowestInit(ver, extra)
	pr.Broken = broken
	wait := b.cfg.Allocating(extra) + b.Faults.Allocation(b.now, &fault.Asked{Fn: pr.Fn, Version: b.vers[ver].number})
	b.timers.Set(pr.Timer, b.now+wait+slowest)
}

// slowestInit is how long the last of n environments takes to initialise, and
// whether one of them failed every try.
func (b *Book) slowestInit(ver, n int32) (int64, bool) {
	v := &b.vers[ver]
	if v.model == core.NoModel || v.barred != core.NoReason {
		return 0, true
	}
	return chance.SlowestInit(&b.cfg, &b.models[v.model], v.fn, v.number, n)
}

// provisioned ends a round.
func (b *Book) provisioned(p int32, out *[]core.Effect) {
	pr := &b.provs[p]
	if pr.Broken {
		b.shrink(pr, pr.Usable, out)
		pr.Status = core.Failed
		return
	}
	if pr.Next != pr.Ver {
		b.switchVersion(p, out)
		pr = &b.provs[p]
	}
	extra := pr.Requested - pr.Usable
	b.usable(pr, extra)
	for range extra {
		i := b.newEnv(pr.Ver, true)
		v := &b.vers[pr.Ver]
		*out = append(*out, core.Effect{Kind: core.EnvStarted, Fn: v.fn, Version: v.number, Env: b.envs[i].id, Provisioned: true, At: b.now})
		b.rest(i)
	}
	pr.Next, pr.Status = none, core.Ready
}

// shrink gives n usable environments back: idle ones at once, the others when
// their requests end. Until then these take what an on-demand one would: with
// neither, a function could run more requests than it reserves.
func (b *Book) shrink(pr *provision.Config, n int32, out *[]core.Effect) {
	b.usable(pr, -n)
	v := &b.vers[pr.Ver]
	for range n {
		i := v.pcIdle.Last()
		if i == none {
			v.pcSurplus++
			b.occupy(pr.Fn, 1)
			continue
		}
		b.unlink(i)
		b.freeSlot(i, out)
	}
}

// dropProvision removes a configuration with its environments.
func (b *Book) dropProvision(p int32, out *[]core.Effect) {
	pr := &b.provs[p]
	f := &b.fns[pr.Fn]
	b.shrink(pr, pr.Usable, out)
	b.account(f).Claim(&f.Share, -pr.Requested)
	b.vers[pr.Ver].prov = none
	if pr.Next != none {
		b.vers[pr.Next].prov = none
	}
	if pr.Qual.Kind == core.Alias {
		if a := f.aliases.Find(pr.Qual.N); a != nil {
			a.Prov, a.Moving = none, 0
		}
	}
	b.timers.Disown(pr.Timer)
	pr.Live = false
}

func (b *Book) deleteProvisioned(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	if i := b.provs.Of(ev.Fn, ev.Qual); i != none {
		b.dropProvision(i, out)
	}
	return core.NoReason, 0
}

// moveProvision takes an alias with provisioned concurrency to another
// version: the new one is provisioned while traffic stays on the old one, as
// AWS does it with a routing weight of its own (reproduced 2026).
func (b *Book) moveProvision(f *function, a *alias.Alias, number int32, out *[]core.Effect) core.Reason {
	if number == 0 {
		return core.ProvisionedOnLatest
	}
	ver := f.version(number)
	if p := b.vers[ver].prov; p != none && p != a.Prov {
		return core.VersionAlreadyProvisioned
	}
	pr := &b.provs[a.Prov]
	if pr.Next != none && pr.Next != pr.Ver {
		b.vers[pr.Next].prov = none
	}
	if ver == pr.Ver {
		a.Moving = 0
	} else {
		a.Moving = b.vers[pr.Ver].number
		b.vers[ver].prov = a.Prov
	}
	if b.vers[ver].pcRate.Unset() {
		b.vers[ver].pcRate = b.requests(0)
	}
	b.build(a.Prov, ver, out)
	return core.NoReason
}

// switchVersion ends a move: the old version falls back to on-demand.
func (b *Book) switchVersion(p int32, out *[]core.Effect) {
	pr := &b.provs[p]
	b.shrink(pr, pr.Usable, out)
	b.vers[pr.Ver].prov = none
	pr.Ver = pr.Next
	b.vers[pr.Ver].prov = p
	if a := b.fns[pr.Fn].aliases.Find(pr.Qual.N); a != nil {
		a.Moving = 0
	}
}
