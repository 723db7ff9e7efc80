package analyze

import (
	"slices"

	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/analyze/tally"
)

// shares are the percentiles that reports show.
var shares = []struct {
	name string
	p    float64
}{{"p50", .5}, {"p90", .9}, {"p95", .95}, {"p99", .99}, {"p999", .999}}

// boundary names the percentiles that sit on the cold-start boundary: with a
// cold share of about 1 % the p99 is a warm time in one run and a cold one in
// the next.
func boundary(c *tally.Cell) (names []string) {
	if c.Cold == 0 || c.Cold == c.Known {
		return nil
	}
	share := stats.Wilson(c.Cold, c.Known)
	for _, s := range shares {
		if share.Contains(1 - s.p) {
			names = append(names, s.name)
		}
	}
	return names
}

// onBoundary says whether a percentile of all latencies sits there.
func onBoundary(c *tally.Cell, metric string) bool {
	return c != nil && slices.Contains(boundary(c), metric)
}

// clustered draws the intervals over environments.
func clustered(c *tally.Cell) *result.Clustered {
	all := stats.Sample{Strata: c.Strata()}.Flat().Ranked()
	out := &result.Clustered{Environments: all.Clusters()}
	if out.Environments < 2 {
		return nil
	}
	out.P50CI, out.P99CI = over(all, &c.Latency, .5), over(all, &c.Latency, .99)
	if warm, ok := c.WarmStrata(); ok {
		s := stats.Sample{Strata: warm}.Flat().Ranked()
		out.WarmP50CI, out.WarmP99CI = over(s, &c.Warm, .5), over(s, &c.Warm, .99)
	}
	return out
}

// over joins the interval over clusters, whose times are kept in wide buckets,
// with that of the times themselves.
func over(s *stats.Ranked, t *tally.Times, p float64) *[2]float64 {
	i, ok := s.QuantileInterval(p)
	alone, enough := t.QuantileInterval(p)
	if !ok || !enough {
		return nil
	}
	return limits(i.Join(alone).Scale(1e-3))
}
