package book

import (
	"squall/standin/core"
	"squall/standin/core/alias"
)

// putAlias creates or moves an alias.
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
func (b *Book) putAlias(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	switch {
	case ev.N != 0 && f.version(ev.N) == none || ev.M != 0 && f.version(ev.M) == none:
		return core.NoSuchVersion, 0
	case ev.M != 0 && ev.N == 0:
		return core.WeightedLatest, 0
	case ev.M != 0 && ev.M == ev.N:
		return core.SameVersionTwice, 0
	}
	a := f.aliases.Find(ev.Qual.N)
	if a == nil {
		f.aliases = append(f.aliases, alias.Alias{ID: ev.Qual.N, Primary: ev.N, Second: ev.M, Weight: ev.Weight, Prov: none})
		return core.NoReason, 0
	}
	if a.Prov != none && a.Primary != ev.N {
		if reason := b.moveProvision(f, a, ev.N, out); reason != core.NoReason {
			return reason, 0
		}
	}
	a.Primary, a.Second, a.Weight = ev.N, ev.M, ev.Weight
	return core.NoReason, 0
}

// deleteAlias removes an alias and, with it, its provisioned concurrency
// (recorded 2025).
func (b *Book) deleteAlias(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	if a := f.aliases.Find(ev.Qual.N); a != nil {
		if a.Prov != none {
			b.dropProvision(a.Prov, out)
		}
		f.invokes.Drop(ev.Qual)
		f.aliases.Drop(ev.Qual.N)
	}
	return core.NoReason, 0
}

// resolve finds the version that a request goes to. Weighted aliases choose
// by a draw of each request's own.
func (b *Book) resolve(f *function, q core.Qual, key uint64) (int32, core.Reason) {
	switch q.Kind {
	case core.Latest:
		return f.latest, core.NoReason
	case core.Number:
		if v := f.version(q.N); v != none {
			return v, core.NoReason
		}
		return none, core.NoSuchVersion
	}
	a := f.aliases.Find(q.N)
	if a == nil {
		return none, core.NoSuchAlias
	}
	if number := a.Pick(b.cfg.Seed, key); number != 0 {
		return f.version(number), core.NoReason
	}
	return f.latest, core.NoReason
}
