package analyze

import (
	"strconv"

	"squall/analyze/picture"
	"squall/analyze/retried"
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/attack/hit"
)

func number(x float64) *float64 {
	r := stats.Round(x)
	return &r
}

func limits(i stats.Interval) *[2]float64 { return &[2]float64{stats.Round(i.Lo), stats.Round(i.Hi)} }

// ms turns microseconds into milliseconds.
func ms(us int64) *float64 { return number(float64(us) / 1000) }

func quantiles(t *tally.Times) Quantiles {
	n := t.N()
	q := Quantiles{N: n}
	if n == 0 {
		return q
	}
	at := t.AtRanks(stats.Rank(n, .5), stats.Rank(n, .9), stats.Rank(n, .95), stats.Rank(n, .99), stats.Rank(n, .999))
	q.P50, q.P90, q.P95, q.P99, q.P999 = ms(at[0]), ms(at[1]), ms(at[2]), ms(at[3]), ms(at[4])
	q.Max, q.Mean = ms(t.Max()), number(t.Mean()/1000)
	if i, ok := t.QuantileInterval(.5); ok {
		q.P50CI = limits(i.Scale(1e-3))
	}
	if i, ok := t.QuantileInterval(.99); ok {
		q.P99CI = limits(i.Scale(1e-3))
	} else {
		q.NeedP99 = stats.MinN(.99, .95)
	}
	return q
}

func rate(x, n uint64) Rate {
	r := Rate{Count: x, N: n}
	if n > 0 {
		r.Rate, r.CI = number(float64(x)/float64(n)), limits(stats.Wilson(x, n))
	}
	return r
}

func coldResult(c *tally.Cell) ColdResult {
	r := rate(c.Cold, c.Known)
	return ColdResult{Known: c.Known, Count: c.Cold, Rate: r.Rate, RateCI: r.CI, Init: quantiles(&c.Init)}
}

// path makes the figures of one entry in one arm.
func (v *view) path(arm, entry int) PathResult {
	l, c := &v.c.lanes[arm][entry], v.merged[arm][entry]
	p := PathResult{
		Entry: l.Entry.Name, Path: l.Entry.Path, Function: l.Function(),
		Scheduled: max(c.Scheduled, c.Sent+c.Unsent), Sent: c.Sent, Unsent: c.Unsent,
		Outcomes: map[string]uint64{}, StatusCodes: map[string]uint64{},
		Reasons: copied(c.Reasons), Versions: copied(c.Versions), Sources: sources(c),
		Latency: quantiles(&c.Latency), Service: quantiles(&c.Service), Warm: quantiles(&c.Warm),
		ColdTimes: quantiles(&c.ColdTimes), Cold: coldResult(c), Lag: quantiles(&c.Lag),
		ThrottleRate: rate(c.Outcomes[hit.Throttled], c.Sent), ErrorRate: rate(c.Failures(), c.Sent),
		Environments: c.Environments(), Erlang: v.erlang(arm, l), Curve: picture.Curve(&c.Latency),
		Clustered: clustered(c), Boundary: boundary(c),
	}
	for o := range hit.Outcomes {
		p.Outcomes[o.String()] = c.Outcomes[o]
	}
	for code, n := range c.Statuses {
		p.StatusCodes[strconv.Itoa(int(code))] = n
	}
	if l.Spare > 0 || c.Provisioned > 0 {
		s := rate(c.OnDemand, c.OnDemand+c.Provisioned)
		p.SpilloverRate = &s
	}
	for _, a := range v.end.Alive {
		if a.Arm == arm && a.Entry == entry {
			p.EnvironmentsAliveMean = number(a.Mean)
		}
	}
	for r, cell := range l.cells {
		p.Blocks = append(p.Blocks, block(r, cell))
	}
	p.Retries = retried.Of(c, l.Entry)
	if l.Async() {
		p.Ledger = account(v.accounts[arm][entry], v.c.plan.Compress)
	}
	return p
}

// erlang is the loss formula's figure, where it applies.
func (v *view) erlang(arm int, l *lane) *Erlang {
	f, ok := l.Loss(&v.c.plan.Arms[arm].World)
	if !ok {
		return nil
	}
	return &Erlang{Offered: stats.Round(f.Offered), Servers: f.Servers, Expected: stats.Round(f.Expected)}
}

func copied(m map[string]uint64) map[string]uint64 {
	out := make(map[string]uint64, len(m))
	for k, n := range m {
		out[k] = n
	}
	return out
}

func sources(c *tally.Cell) map[string]map[string]uint64 {
	named := func(counts [hit.Sources]uint64) map[string]uint64 {
		m := map[string]uint64{}
		for s := range hit.Sources {
			if counts[s] > 0 {
				m[s.String()] = counts[s]
			}
		}
		return m
	}
	return map[string]map[string]uint64{
		"reason": named(c.Sources.Reason), "version": named(c.Sources.Version), "start": named(c.Sources.Start),
	}
}

func block(repeat int, c *tally.Cell) Block {
	b := Block{
		Repeat: repeat, N: c.Sent, OK: c.Outcomes[hit.OK], Throttled: c.Outcomes[hit.Throttled],
		Cold: c.Cold, HDR: c.Latency.HDR(),
	}
	if c.Latency.N() > 0 {
		b.P50, b.P99 = ms(c.Latency.Quantile(.5)), ms(c.Latency.Quantile(.99))
	}
	if c.Warm.N() > 0 {
		b.WarmP50, b.WarmP99 = ms(c.Warm.Quantile(.5)), ms(c.Warm.Quantile(.99))
	}
	return b
}
