package book

import (
	"squall/profiles/dist"
	"squall/standin/core"
)

// alias is a name for one version, and by weight for a second one.
type alias struct {
	id      int32
	primary int32 // version number; 0 is $LATEST
	second  int32 // version number, or 0
	weight  int32 // share of second, in millionths
	moving  int32 // version number that traffic stays on until primary is provisioned, or 0
	prov    int32 // index of its provisioned concurrency configuration, or none
}

func (f *function) alias(id int32) *alias {
	for i := range f.aliases {
		if f.aliases[i].id == id {
			return &f.aliases[i]
		}
	}
	return nil
}

// putAlias creates or moves an alias.
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
func (b *Book) putAlias(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	if ev.N != 0 && f.version(ev.N) == none || ev.M != 0 && f.version(ev.M) == none {
		return core.NoSuchVersion, 0
	}
	if ev.M != 0 && ev.N == 0 {
		return core.WeightedLatest, 0
	}
	if ev.M != 0 && ev.M == ev.N {
		return core.SameVersionTwice, 0
	}
	a := f.alias(ev.Qual.N)
	if a == nil {
		f.aliases = append(f.aliases, alias{id: ev.Qual.N, primary: ev.N, second: ev.M, weight: ev.Weight, prov: none})
		return core.NoReason, 0
	}
	if a.prov != none && a.primary != ev.N {
		if reason := b.moveProvision(f, a, ev.N, out); reason != core.NoReason {
			return reason, 0
		}
	}
	a.primary, a.second, a.weight = ev.N, ev.M, ev.Weight
	return core.NoReason, 0
}

// deleteAlias removes an alias and, with it, its provisioned concurrency
// (recorded 2025).
func (b *Book) deleteAlias(f *function, ev core.Event, out *[]core.Effect) (core.Reason, int32) {
	for i := range f.aliases {
		if f.aliases[i].id != ev.Qual.N {
			continue
		}
		if p := f.aliases[i].prov; p != none {
			b.dropProvision(p, out)
		}
		f.invokes.Drop(ev.Qual)
		f.aliases = append(f.aliases[:i], f.aliases[i+1:]...)
		return core.NoReason, 0
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
	a := f.alias(q.N)
	if a == nil {
		return none, core.NoSuchAlias
	}
	number := a.primary
	if a.moving != 0 {
		number = a.moving
	}
	if a.second != 0 && dist.U(b.cfg.Seed, dist.StreamAlias, key, 0)*1e6 < float64(a.weight) {
		number = a.second
	}
	if number == 0 {
		return f.latest, core.NoReason
	}
	return f.version(number), core.NoReason
}
