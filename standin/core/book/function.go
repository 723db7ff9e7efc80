package book

import (
	"slices"

	"squall/standin/core"
	"squall/standin/core/alias"
	"squall/standin/core/eventinvoke"
	"squall/standin/core/pool"
	"squall/standin/core/recent"
	"squall/standin/core/tick"
)

// function is one Lambda function: what its versions share.
type function struct {
	pool.Share
	exists     bool
	deadLetter bool
	region     int32
	latest     int32   // index of $LATEST's version
	published  int32   // highest number given out; numbers are never reused
	numbers    []int32 // by version number - 1: index of the version, or none
	aliases    alias.Table
	invokes    eventinvoke.List
	requests   tick.Bucket // 10x of reserved
	scaling    tick.Bucket
}

const none, held = -1, -1

// version is one version: the owner of a fleet.
type version struct {
	fn        int32
	number    int32 // 0: $LATEST
	model     int32
	memory    int32
	timeout   int64
	gone      bool        // deleted or replaced: its environments end with their work
	free      bool        // a place that no version uses
	envs      int32       // its environments
	idle      recent.List // on-demand environments
	pcIdle    recent.List // provisioned ones
	pcReady   int32       // usable provisioned environments
	pcBusy    int32
	pcSurplus int32 // busy provisioned environments that end with their work
	prov      int32 // index of its provisioned concurrency configuration, or none
	barred    core.Reason
	pcRate    tick.Bucket
}

// function finds a function that exists.
func (b *Book) function(i int32) *function {
	if i < 0 || int(i) >= len(b.fns) || !b.fns[i].exists {
		return nil
	}
	return &b.fns[i]
}

func (b *Book) createFunction(ev core.Event) (core.Reason, int32) {
	for int(ev.Fn) >= len(b.fns) {
		b.fns = append(b.fns, function{})
	}
	f := &b.fns[ev.Fn]
	if f.exists {
		return core.FunctionExists, 0
	}
	b.regionAt(ev.Region)
	published, numbers := f.published, slices.Repeat([]int32{none}, int(f.published))
	// Version numbers go on where a deleted function of the name stopped.
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
	// Requests of the deleted one may still run, and take their share.
	*f = function{exists: true, region: ev.Region, Share: pool.Share{Reserved: pool.Unset, Busy: f.Busy}, published: published, numbers: numbers,
		scaling: tick.NewBucket(b.cfg.ScalingBurst, max(b.cfg.ScalingPer, 1), b.now)}
	f.latest = b.addVersion(version{fn: ev.Fn, model: ev.Model, memory: ev.Memory, timeout: ev.Timeout})
	return core.NoReason, 0
}

func (b *Book) addVersion(v version) int32 {
	v.idle, v.pcIdle, v.prov = recent.List{}, recent.List{}, none
	if n := len(b.freeVer); n > 0 {
		i := b.freeVer[n-1]
		b.freeVer = b.freeVer[:n-1]
		b.vers[i] = v
		return i
	}
	b.vers = append(b.vers, v)
	return int32(len(b.vers) - 1)
}

// configureLatest gives $LATEST a new configuration; requests that run finish
// on the old one, new ones start on new environments.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
func (b *Book) configureLatest(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	b.retire(f.latest, out)
	f.latest = b.addVersion(version{fn: ev.Fn, model: ev.Model, memory: ev.Memory, timeout: ev.Timeout})
	return core.NoReason, 0
}

func (b *Book) publish(f *function) (core.Reason, int32) {
	v := b.vers[f.latest]
	f.published++
	v.number = f.published
	v.envs = 0 // $LATEST is never provisioned, its other counts are 0
	f.numbers = append(f.numbers, b.addVersion(v))
	return core.NoReason, f.published
}

func (b *Book) deleteVersion(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	if ev.Qual.Kind != core.Number {
		return core.LatestNotDeletable, 0
	}
	v := f.version(ev.Qual.N)
	if v == none {
		return core.NoReason, 0
	}
	if a := f.aliases.User(ev.Qual.N); a != nil {
		return core.VersionInUse, a.ID
	}
	if p := b.vers[v].prov; p != none {
		b.dropProvision(p, out)
	}
	f.invokes.Drop(ev.Qual)
	b.retire(v, out)
	f.numbers[ev.Qual.N-1] = none
	return core.NoReason, 0
}

func (b *Book) deleteFunction(f *function, out *[]core.Effect) (core.Reason, int32) {
	for i := range b.provs {
		if b.provs[i].Live && b.provs[i].Fn == b.vers[f.latest].fn {
			b.dropProvision(int32(i), out)
		}
	}
	b.account(f).Release(&f.Share)
	for _, v := range f.numbers {
		if v != none {
			b.retire(v, out)
		}
	}
	b.retire(f.latest, out)
	f.exists = false
	f.aliases = f.aliases[:0]
	f.invokes = f.invokes[:0]
	return core.NoReason, 0
}

// bar says why a version's environments cannot start, or that they can again.
func (b *Book) bar(f *function, ev core.Event) (core.Reason, int32) {
	v, reason := b.resolve(f, ev.Qual, 0)
	if reason == core.NoReason {
		b.vers[v].barred = core.Reason(ev.N)
	}
	return reason, 0
}

// version is the index of a published version, or none.
func (f *function) version(number int32) int32 { return alias.Number(f.numbers, number) }
