package meter

import (
	"squall/standin/core"
	"squall/standin/metrics"
)

// second is a second in nanoseconds; a minute has 60.
const second = 1_000_000_000

// window is what was counted in one minute by one version and is not handed on
// yet. Version -1 is of what no version ran.
type window struct {
	minute        int64
	version       int32
	n             [counts]int64
	duration, age metrics.Stat
}

const noVersion = -1

// maxWindows is how many are kept when nobody reads the metrics.
const maxWindows = 8

// window finds or makes the window of an instant, in ns since 1970.
func (m *Meter) window(at int64, version int32) *window {
	minute := at/second - at/second%60
	for i := len(m.windows) - 1; i >= 0; i-- {
		if w := &m.windows[i]; w.minute == minute && w.version == version {
			return w
		}
	}
	if len(m.windows) >= maxWindows {
		m.hand()
	}
	m.windows = append(m.windows, window{minute: minute, version: version})
	return &m.windows[len(m.windows)-1]
}

// Begun is what is remembered of a request that an environment has taken.
type Begun struct {
	At          int64 // ns since 1970
	provisioned bool
	unreserved  bool
	spilled     bool
	running     bool
}

// Ended counts the end of a request that had begun. Its minute is that of its
// beginning, however long it took. Ms is what REPORT calls its Duration.
func (m *Meter) Ended(now int64, b *Begun, e *core.Effect, ms float64) {
	m.leave(now, b)
	w := m.window(b.At, e.Version)
	w.n[invocations]++
	if e.Outcome != core.Done {
		w.n[failures]++
	}
	switch {
	case b.provisioned:
		w.n[onProvisioned]++
	case b.spilled:
		w.n[spillover]++
	}
	w.duration.Add(ms, 1)
}

// Throttled counts a refusal.
func (m *Meter) Throttled(at int64) { m.window(at, noVersion).n[throttles]++ }

// Received counts an asynchronous event that was accepted.
func (m *Meter) Received(at int64) { m.window(at, noVersion).n[received]++ }

// Dropped counts an asynchronous event that ended without success.
func (m *Meter) Dropped(at int64) { m.window(at, noVersion).n[dropped]++ }

// Aged takes how long an asynchronous event waited until an attempt.
func (m *Meter) Aged(at int64, ms float64) { m.window(at, noVersion).age.Add(ms, 1) }

// Undelivered counts a dead letter or record that its target did not take.
func (m *Meter) Undelivered(at int64, d core.Delivery) {
	k := deliveryFailures
	if d == core.ToDeadLetter {
		k = deadLetterErrors
	}
	m.window(at, noVersion).n[k]++
}

// Flush hands everything counted so far to the store.
func (m *Meters) Flush(now int64) {
	m.roll(now)
	for _, meter := range m.order {
		meter.hand()
	}
	for _, l := range m.levels {
		l.raise(m.minute)
	}
}

// hand gives the store what the meter has counted.
func (m *Meter) hand() {
	for i := range m.windows {
		m.flush(&m.windows[i])
	}
	clear(m.windows)
	m.windows = m.windows[:0]
}

func (m *Meter) flush(w *window) {
	sinks := []*sink{&m.region.sink, &m.function.sink, &m.name.sink}
	if m.alias && w.version != noVersion {
		sinks = append(sinks, m.executed(w.version))
	}
	for k := range counts {
		var st metrics.Stat
		if w.n[k] > 0 {
			st.Add(1, float64(w.n[k]))
		}
		switch k {
		case failures:
			zeros(&st, w.n[invocations]-w.n[failures])
		case throttles:
			zeros(&st, w.n[invocations])
		}
		for _, s := range sinks {
			if st.Count > 0 {
				s.merge(k, w.minute, &st)
			}
		}
	}
	for _, s := range sinks {
		if w.duration.Count > 0 {
			s.merge(duration, w.minute, &w.duration)
		}
		if w.age.Count > 0 {
			s.merge(age, w.minute, &w.age)
		}
	}
}

func zeros(st *metrics.Stat, n int64) {
	if n > 0 {
		st.Add(0, float64(n))
	}
}
