package analyze

import (
	"cmp"
	"slices"
	"strconv"

	"squall/analyze/ledger"
	"squall/analyze/stats"
)

// rules are the asynchronous settings that an entry's events live under.
func (v *view) rules(arm int, l *lane) ledger.Rules {
	r := v.c.rules(arm, l)
	r.Undrained = v.end.Undrained || v.end.Aborted != "" || v.end.Failed != ""
	return r
}

// rules are those of a run that goes to its end.
func (c *Collector) rules(arm int, l *lane) (r ledger.Rules) {
	if l.Fn != nil {
		a := l.Fn.Async
		r.Retries = a.Retries
		r.DeadLetter, r.OnSuccess, r.OnFailure = a.DeadLetter != "", a.OnSuccess != "", a.OnFailure != ""
		r.ZeroReserved = l.Closed(&c.plan.Arms[arm].World)
	}
	return r
}

func account(a *ledger.Account, compress float64) *Ledger {
	l := &Ledger{
		Accepted: a.Accepted, Succeeded: a.Succeeded, RetriesExhausted: a.RetriesExhausted, Expired: a.Expired,
		ZeroReserved: a.ZeroReserved, InFlight: a.InFlight, Unaccounted: a.Unaccounted,
		Lost: a.Lost, Duplicates: a.Duplicates, Attempts: map[string]uint64{},
		Deliveries: map[string]Delivery{
			"dead_letter": Delivery(a.DeadLetter), "on_success": Delivery(a.OnSuccess), "on_failure": Delivery(a.OnFailure),
		},
	}
	for n, events := range a.Attempts {
		l.Attempts[strconv.Itoa(n)] = events
	}
	l.Gaps, l.GapModes = gaps(a.Gaps, compress)
	l.Examples = a.Examples()
	return l
}

// gaps describes the waits between attempts in nominal seconds: what they
// would be without compression.
func gaps(all []ledger.Gap, compress float64) (Quantiles, []GapMode) {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b ledger.Gap) int {
		return cmp.Or(cmp.Compare(a.Attempt, b.Attempt), cmp.Compare(a.Measured, b.Measured))
	})
	modes := []GapMode{}
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].Attempt == sorted[0].Attempt {
			n++
		}
		median := float64(sorted[stats.Rank(uint64(n), .5)-1].Measured) / 1e9
		modes = append(modes, GapMode{Attempt: sorted[0].Attempt, N: uint64(n), NominalS: stats.Round(median * compress), MeasuredS: stats.Round(median)})
		sorted = sorted[n:]
	}
	ns := make([]int64, len(all))
	for i, g := range all {
		ns[i] = g.Measured
	}
	slices.Sort(ns)
	return seconds(ns, compress), modes
}

// seconds describes an ascending sample of nanoseconds, scaled, in seconds.
func seconds(ns []int64, scale float64) Quantiles {
	n := uint64(len(ns))
	q := Quantiles{N: n}
	if n == 0 {
		return q
	}
	at := func(rank uint64) float64 { return float64(ns[rank-1]) / 1e9 * scale }
	p := func(share float64) *float64 { return number(at(stats.Rank(n, share))) }
	q.P50, q.P90, q.P95, q.P99, q.P999, q.Max = p(.5), p(.9), p(.95), p(.99), p(.999), p(1)
	sum := int64(0)
	for _, v := range ns {
		sum += v
	}
	q.Mean = number(float64(sum) / float64(n) / 1e9 * scale)
	ci := func(share float64) *[2]float64 {
		lo, hi, _, ok := stats.QuantileRanks(n, share, .95)
		if !ok {
			return nil
		}
		return limits(stats.Interval{Lo: at(lo), Hi: at(hi)})
	}
	q.P50CI, q.P99CI = ci(.5), ci(.99)
	if q.P99CI == nil {
		q.NeedP99 = stats.MinN(.99, .95)
	}
	return q
}
