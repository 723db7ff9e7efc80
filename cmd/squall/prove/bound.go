package prove

import (
	"context"
	"fmt"
	"math"
	"slices"

	"squall/analyze/cost"
	"squall/profiles"
)

// Bound is what a run does at most.
type Bound struct {
	Requests float64 `json:"requests"`
	Rate     float64 `json:"rate"` // the most requests a second, over all entries
	USD      float64 `json:"usd"`
	// Provisioned is the dollars of USD that provisioned environments cost.
	Provisioned float64 `json:"provisioned_usd"`
	// Injection is those that AWS FIS costs.
	Injection float64 `json:"injection_usd,omitempty"`
	// Concurrency is what reserved and provisioned concurrency take from the
	// account's rest, which is Unreserved.
	Concurrency int `json:"concurrency"`
	Unreserved  int `json:"unreserved"`
	// Unknown says why there is no bound; "" when there is one.
	Unknown string `json:"unknown,omitempty"`
}

// bound adds up what the plan could do at most.
func (g *Ground) bound(ctx context.Context) (Bound, error) {
	var b Bound
	for i := range g.Plan.Arms {
		world := g.Plan.Arms[i].World
		rate := 0.0
		for k := range world.Attack {
			e := &world.Attack[k]
			rate += peak(e)
			n := math.Ceil(e.Hits()+e.WarmupHits()) * float64(g.Plan.Repeat)
			if e.Closed() {
				if g.opt.Plan.Guard.MaxRate == 0 {
					b.Unknown = "entry " + e.Name + " sends as fast as it can: write max_rate"
				}
				n = g.opt.Plan.Guard.MaxRate * (e.Length() + e.Warmup).Seconds() * float64(g.Plan.Repeat)
				b.USD += g.closed(&world, e, n)
			}
			b.Requests += n
		}
		b.Rate = max(b.Rate, rate)
	}
	b.USD += g.invoked()
	b.Provisioned = g.provisioned()
	b.USD += b.Provisioned
	b.Injection = g.injected()
	b.USD += b.Injection
	b.Concurrency = g.taken()
	var err error
	b.Unreserved, _, err = g.Session.Concurrency(ctx)
	return b, err
}

func peak(e *profiles.Entry) (most float64) {
	for _, p := range e.Phases {
		if !p.Closed {
			most = max(most, p.Peak())
		}
	}
	return most
}

// invoked is what all requests cost at most: each runs into its timeout, and
// each event uses all its attempts. What is provisioned is not in it.
func (g *Ground) invoked() (usd float64) {
	p := *g.Plan
	p.Arms = slices.Clone(p.Arms)
	for i := range p.Arms {
		w := &p.Arms[i].World
		w.Functions = slices.Clone(w.Functions)
		for k := range w.Functions {
			w.Functions[k].Provisioned = nil
		}
		usd += cost.Bound(&p, i)
	}
	return usd
}

// closed is what the requests of a closed loop cost at most, of which no plan
// knows the number.
func (g *Ground) closed(w *profiles.World, e *profiles.Entry, n float64) float64 {
	f := w.Function(e.Function)
	if f == nil {
		return 0
	}
	u := cost.Of(f, w, 0)
	u.Requests, u.RunMs = uint64(n), uint64(n)*uint64(f.Timeout.Milliseconds())
	return u.USD(&g.Plan.Prices)
}

// provisioned is what the environments cost that the run provisions, until it
// takes them back.
func (g *Ground) provisioned() (usd float64) {
	for _, r := range g.Rows {
		f := g.Plan.Arms[0].World.Function(r.Function)
		if r.Kind != profiles.PutProvisioned || f == nil {
			continue
		}
		u := cost.Of(f, &g.Plan.Arms[0].World, 0)
		u.Provisioned = []cost.Stretch{{Count: r.Count, For: r.For}}
		usd += u.USD(&g.Plan.Prices)
	}
	return usd
}

// actionMinute is what AWS FIS charges in US dollars.
// https://aws.amazon.com/fis/pricing/
const actionMinute = 0.10

// injected is what experiments of AWS FIS cost, by started minutes.
func (g *Ground) injected() (usd float64) {
	for _, r := range g.Rows {
		if r.Kind == profiles.PutExperiment {
			usd += actionMinute * math.Ceil(max(1, r.For.Minutes()))
		}
	}
	return usd
}

// taken is the most concurrency that one block reserves and provisions beyond
// what was there.
func (g *Ground) taken() int {
	by := map[string]int{}
	most := 0
	for _, r := range g.Rows {
		if r.Kind != profiles.PutReserved && r.Kind != profiles.PutProvisioned {
			continue
		}
		before := 0
		_, _ = fmt.Sscan(r.Before, &before) // "unset" and "none" are 0
		by[r.Where] += r.Count - before
		most = max(most, by[r.Where]+by["setup"])
	}
	return most
}
