package read

import (
	"squall/profiles/limits"
	"squall/profiles/read/breaks"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// capacity checks the sums of reserved and provisioned concurrency.
func (b *builder) capacity() {
	complaints := limits.Account(b.world.Account.Concurrency, breaks.Capacities(&b.world))
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

// faults reads what breaks.
func (b *builder) faults() {
	scope := breaks.Scope{World: &b.world, Report: b.report, Refuse: b.refuseAt, Function: b.known, Routing: routing,
		Observed: func(index int, n *source.Node, path string) { b.observed(index, n, path) }}
	b.items("faults", func(n *source.Node, path string) {
		if b.sound("faults", "functions", "attack") {
			breaks.Read(&scope, n, path)
		}
	})
}
