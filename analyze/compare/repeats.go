package compare

import (
	"squall/analyze/judge"
	"squall/analyze/result"
	"squall/analyze/stats"
)

// byRepeats widens a ratio that results alone gave to that of their repeats: two
// arms of one run took turns, two runs did not.
func (j *judging) byRepeats(r *Row, f *measured, b, c *result.PathResult) {
	if f.ratio == nil {
		return
	}
	base, okB := figures(b, r.Metric)
	cand, okC := figures(c, r.Metric)
	if !okB || !okC {
		return
	}
	made := stats.Apart
	if j.c.Kind == OfArms {
		made = stats.InPairs
	}
	if q, ok := made(cand, base); ok {
		r.repeated(f, q)
	}
}

// repeated adds what repeats say to the intervals of a row.
func (r *Row) repeated(f *measured, q stats.Repeated) {
	if f.ratio == nil {
		return
	}
	alone, all := *f.ratio, f.ratio.Join(q.Interval())
	f.repeats, f.alone, f.ratio = q, &alone, &all
	r.keep(all)
	if f.diff == nil || r.BaseValue == nil {
		return
	}
	// Of shares, whose base is taken as known.
	i := q.Interval()
	d := f.diff.Join(stats.Interval{Lo: *r.BaseValue * (i.Lo - 1), Hi: min(*r.BaseValue*(i.Hi-1), 1)})
	f.diff, r.DiffCI = &d, &[2]float64{stats.Round(d.Lo), stats.Round(d.Hi)}
}

// figures are a metric repeat by repeat, 0 where one has none; ok is false where
// results do not keep it so, or a share has too few events in a repeat.
func figures(p *result.PathResult, metric string) (out []float64, ok bool) {
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.N == 0 {
			out = append(out, 0)
			continue
		}
		if x, is := events(b, metric); is {
			if x < judge.LeastEvents {
				return nil, false
			}
			out = append(out, float64(x)/float64(b.N))
			continue
		}
		v := map[string]*float64{"p50": b.P50, "p99": b.P99, "warm_p50": b.WarmP50, "warm_p99": b.WarmP99}[metric]
		if v == nil {
			return nil, false
		}
		out = append(out, *v)
	}
	return out, true
}

// events are what a share of a block counts, of all that it sent.
func events(b *result.Block, metric string) (x uint64, ok bool) {
	switch metric {
	case "cold_rate":
		return b.Cold, true
	case "throttle_rate":
		return b.Throttled, true
	case "error_rate":
		return b.N - min(b.N, b.OK+b.Throttled), true
	}
	return 0, false
}
