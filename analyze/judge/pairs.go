package judge

import (
	"squall/analyze/stats"
	"squall/analyze/tally"
)

// LeastEvents are so many in each repeat that the repeats of a share can be seen
// to differ by more than the luck of counts.
const LeastEvents = 5

// byRepeats widens the interval of a ratio to that of its repeats: from one to the
// next both sides may drift, which no number of requests or environments shows.
// Where the sides took turns, repeats are pairs.
func (m *Metric) byRepeats(f *Figure, num, den *Scope) {
	a, okA := m.repeats(num)
	b, okB := m.repeats(den)
	if !okA || !okB {
		return
	}
	made := stats.InPairs
	if num.Apart || den.Apart {
		made = stats.Apart
	}
	r, ok := made(a, b)
	if !ok {
		return
	}
	alone, all := *f.CI, f.CI.Join(r.Interval())
	f.Repeats, f.Alone, f.CI = r, &alone, &all
}

// repeats are the metric's figures repeat by repeat, 0 where it has none; ok is
// false where a share has too few events in one of them.
func (m *Metric) repeats(s *Scope) (out []float64, ok bool) {
	for _, c := range s.Blocks {
		v := 0.0
		switch {
		case c == nil || c.Sent == 0:
		case m.kind == isRate:
			x, n, _ := m.rate(c)
			if x < LeastEvents {
				return nil, false
			}
			v = float64(x) / float64(n)
		default:
			v = m.alone(c)
		}
		out = append(out, v)
	}
	return out, true
}

// alone is the time of one block; 0 when it has none.
func (m *Metric) alone(c *tally.Cell) float64 {
	t := m.times(c)
	switch {
	case t.N() == 0:
		return 0
	case m.p > 0:
		return float64(t.Quantile(m.p))
	}
	return t.Mean()
}
