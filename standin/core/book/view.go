package book

import "squall/standin/core"

// Account reads a region's pool.
func (b *Book) Account(i int32) core.AccountView {
	r := b.regionAt(i)
	return core.AccountView{Limit: r.Limit, Reserved: r.Reserved, Provisioned: r.Provisioned, Busy: r.Busy}
}

// Moving is the version that an alias stays on meanwhile; 0: it does not move.
func (b *Book) Moving(fn, alias int32) int32 { return b.fns[fn].aliases.Moving(alias) }

// Provisioned reads the configuration of a qualifier.
func (b *Book) Provisioned(fn int32, q core.Qual) (core.ProvisionView, bool) {
	i := b.provs.Of(fn, q)
	if i == none {
		return core.ProvisionView{}, false
	}
	p := &b.provs[i]
	return core.ProvisionView{Requested: p.Requested, Available: p.Usable, Allocated: p.Usable, Status: p.Status}, true
}

// Function reads a function; ok is false when there is none.
func (b *Book) Function(fn int32) (core.FunctionView, bool) {
	f := b.function(fn)
	if f == nil {
		return core.FunctionView{}, false
	}
	view := core.FunctionView{Reserved: f.Reserved, Provisioned: f.Provisioned, Busy: f.Busy, Fleets: []core.FleetView{b.fleet(f.latest)}}
	for _, v := range f.numbers {
		if v != none {
			view.Fleets = append(view.Fleets, b.fleet(v))
		}
	}
	return view, true
}

func (b *Book) fleet(ver int32) core.FleetView {
	v := &b.vers[ver]
	return core.FleetView{Version: v.number, ProvisionedReady: v.pcReady, ProvisionedBusy: v.pcBusy, Idle: b.order.Len(&v.idle)}
}

// Environments is how many there are.
func (b *Book) Environments() int { return len(b.envs) - len(b.freeEnv) }

// Waiting is the number of asynchronous events that are queued or running.
func (b *Book) Waiting() int { return b.events.Len() }
