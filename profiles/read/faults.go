package read

import (
	"fmt"
	"time"

	"squall/profiles"
	"squall/profiles/limits"
	"squall/profiles/schema"
	"squall/profiles/source"
	"squall/profiles/units"
)

// capacity checks the sums of reserved and provisioned concurrency.
func (b *builder) capacity() {
	complaints := limits.Account(b.world.Account.Concurrency, capacities(&b.world))
	b.items("functions", func(n *source.Node, path string) {
		why := complaints[schema.ReadText(n.Get("name"))]
		if why == "" || !b.sound("functions", "account") {
			return
		}
		for _, key := range [...]string{"reserved", "provisioned"} {
			if v := n.Get(key); !schema.IsNone(v) {
				b.refuseAt(place(v), path+"."+key, why)
				return
			}
		}
	})
}

// place is where a value stands, or the last one inside a map: the one that
// an arm is likely to have set.
func place(n *source.Node) source.Place {
	if len(n.Pairs) > 0 {
		return n.Pairs[len(n.Pairs)-1].Value.At
	}
	return n.At
}

func capacities(w *profiles.World) []limits.Capacity {
	var out []limits.Capacity
	for _, f := range w.Functions {
		c := limits.Capacity{Name: f.Name, Reserved: f.Reserved}
		for _, p := range f.Provisioned {
			c.Provisioned += p.Count
		}
		out = append(out, c)
	}
	return out
}

func (b *builder) faults() {
	b.items("faults", func(n *source.Node, path string) {
		f := profiles.Fault{
			At:       schema.ReadDuration(n.Get("at")),
			For:      schema.ReadDuration(n.Get("for")),
			Kind:     schema.ReadText(n.Get("kind")),
			Function: schema.ReadText(n.Get("function")),
			Alias:    schema.ReadText(n.Get("alias")),
			Value:    schema.ReadText(n.Get("value")),
		}
		if !b.sound("faults", "functions", "attack") {
			return
		}
		b.span(f, n, path)
		fn := b.known(n.Get("function"), path+".function", f.Function, "")
		if fn == nil {
			return
		}
		switch f.Kind {
		case profiles.FaultThrottleReserved:
			b.throttle(&f, n, path)
		case profiles.FaultAliasRepoint:
			b.repoint(f, fn, n, path)
		}
		b.overlap(f, n, path)
		b.world.Faults = append(b.world.Faults, f)
	})
}

// span checks that a fault happens during the load.
func (b *builder) span(f profiles.Fault, n *source.Node, path string) {
	load := b.world.LoadTime()
	switch {
	case f.At >= load:
		b.report(n.Get("at").At, path+".at", "the load has ended by then, it lasts %v", load)
	case f.At+f.For > load:
		b.report(n.Get("for").At, path+".for", "the fault would end %v after the load, which lasts %v; leave for out to end with it", f.At+f.For-load, load)
	}
}

// overlap refuses two faults that would undo each other.
func (b *builder) overlap(f profiles.Fault, n *source.Node, path string) {
	end := func(f profiles.Fault) time.Duration {
		if f.For == 0 {
			return b.world.LoadTime()
		}
		return f.At + f.For
	}
	for _, o := range b.world.Faults {
		if o.Kind == f.Kind && o.Function == f.Function && o.Alias == f.Alias && f.At < end(o) && o.At < end(f) {
			b.report(n.At, path, "another %s of the same function lasts from %v to %v, two at once would undo each other", f.Kind, o.At, end(o))
		}
	}
}

// throttle reads the reserved concurrency of a fault and checks it as the
// function's own.
func (b *builder) throttle(f *profiles.Fault, n *source.Node, path string) {
	v := n.Get("value")
	count, err := units.Count(f.Value)
	if err != nil {
		b.report(v.At, path+".value", "%v", err)
		return
	}
	f.Count = count
	if n.Has("alias") {
		b.report(n.Get("alias").At, path+".alias", "reserved concurrency belongs to the whole function, remove alias")
	}
	list := capacities(&b.world)
	if len(limits.Account(b.world.Account.Concurrency, list)) > 0 {
		return // the settings are refused without the fault
	}
	for i := range list {
		if list[i].Name == f.Function {
			list[i].Reserved = &count
		}
	}
	after := limits.Account(b.world.Account.Concurrency, list)
	for _, c := range list {
		if why := after[c.Name]; why != "" {
			b.refuseAt(v.At, path+".value", fmt.Sprintf("AWS would refuse %d for %s: %s", count, f.Function, why))
			return
		}
	}
}

// repoint checks the alias and the version of a fault.
func (b *builder) repoint(f profiles.Fault, fn *profiles.Function, n *source.Node, path string) {
	alias := fn.Alias(f.Alias)
	switch {
	case !n.Has("alias"):
		b.report(n.At, path, "alias is missing: the alias of %s to repoint", f.Function)
		return
	case alias == nil:
		b.report(n.Get("alias").At, path+".alias", "function %s has no alias %q%s", f.Function, f.Alias, source.Suggest(f.Alias, aliasNames(fn)))
		return
	case alias.To == f.Value && alias.Other == "":
		b.report(n.Get("value").At, path+".value", "alias %s points at %s already", f.Alias, f.Value)
		return
	}
	moved := limits.Alias{Name: f.Alias, To: f.Value}
	if _, why := limits.Routing(moved, versionNames(fn), aliasNames(fn)); why != "" {
		b.refuseAt(n.Get("value").At, path+".value", why)
		return
	}
	b.repointProvisioned(moved, fn, n, path)
}

// repointProvisioned checks that provisioned concurrency may follow its alias.
func (b *builder) repointProvisioned(moved limits.Alias, fn *profiles.Function, n *source.Node, path string) {
	var configured []string
	for _, p := range fn.Provisioned {
		configured = append(configured, p.Qualifier)
	}
	aliases := routing(fn)
	for i := range aliases {
		if aliases[i].Name == moved.Name {
			aliases[i] = moved
		}
	}
	for _, q := range configured {
		if why := limits.Provisioned(q, aliases, versionNames(fn), configured); why != "" {
			b.refuseAt(n.Get("value").At, path+".value", why)
			return
		}
	}
}
