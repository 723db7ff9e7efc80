package meter

import (
	"squall/standin/core"
	"squall/standin/metrics"
)

// gauge is how many there are now, and were at most in the running minute.
type gauge struct{ now, peak int32 }

func (g *gauge) up() {
	g.now++
	g.peak = max(g.peak, g.now)
}

// level is one set of dimensions under which concurrency is measured: the
// region, a function, or a name of it.
type level struct {
	sink                                sink
	concurrent, provisioned, unreserved gauge
	claimed                             int32
	utilization                         float64
}

func (m *Meters) level(where metrics.Scope, dims ...metrics.Dimension) *level {
	l := &level{sink: sink{store: m.store, where: where, dims: dims}}
	m.levels = append(m.levels, l)
	return l
}

// raise hands the peaks of a minute on.
func (l *level) raise(minute int64) {
	for _, g := range []struct {
		kind kind
		peak int32
	}{{concurrent, l.concurrent.peak}, {provisioned, l.provisioned.peak}, {unreserved, l.unreserved.peak}, {claimed, l.claimed}} {
		if g.peak > 0 {
			l.sink.raise(g.kind, minute, float64(g.peak))
		}
	}
	if l.utilization > 0 {
		l.sink.raise(utilization, minute, l.utilization)
	}
}

// renew begins the next minute with what runs now.
func (l *level) renew() {
	l.concurrent.peak, l.provisioned.peak, l.unreserved.peak = l.concurrent.now, l.provisioned.now, l.unreserved.now
	l.claimed, l.utilization = 0, 0
}

// roll ends the minutes before now: what runs through several of them counts
// in each.
func (m *Meters) roll(now int64) {
	minute := now/second - now/second%60
	if minute <= m.minute {
		return
	}
	for _, l := range m.levels {
		l.raise(m.minute)
		l.renew()
		if l.concurrent.now == 0 {
			continue
		}
		for at := m.minute + 60; at < minute; at += 60 {
			l.raise(at)
		}
	}
	m.minute = minute
}

// Began counts a request that an environment has taken. Pool is the account's,
// after it.
func (m *Meter) Began(now int64, e *core.Effect, pool core.AccountView) Begun {
	m.all.roll(now)
	b := Begun{At: now, running: true, provisioned: e.Provisioned, unreserved: !e.Reserved, spilled: !e.Provisioned && e.N > 0}
	for _, l := range [...]*level{m.region, m.function, m.name} {
		l.concurrent.up()
		if b.provisioned {
			l.provisioned.up()
		}
	}
	if b.unreserved {
		m.region.unreserved.up()
	}
	m.region.claimed = max(m.region.claimed, pool.Busy+pool.Reserved+pool.Provisioned)
	if b.provisioned && e.N > 0 {
		for _, l := range [...]*level{m.function, m.name} {
			l.utilization = max(l.utilization, float64(l.provisioned.now)/float64(e.N))
		}
	}
	return b
}

// leave counts that a request is not running any more.
func (m *Meter) leave(now int64, b *Begun) {
	m.all.roll(now)
	if !b.running {
		return
	}
	b.running = false
	for _, l := range [...]*level{m.region, m.function, m.name} {
		l.concurrent.now--
		if b.provisioned {
			l.provisioned.now--
		}
	}
	if b.unreserved {
		m.region.unreserved.now--
	}
}
