package history

import (
	"math"
	"slices"

	"squall/analyze/changepoint"
	"squall/analyze/result"
	"squall/analyze/stats"
	"squall/profiles/dist"
)

// Point is one run of a series.
type Point struct {
	ID      string         `json:"id"`
	Added   string         `json:"added"`
	Commit  string         `json:"commit,omitempty"`
	Verdict result.Verdict `json:"verdict"`
	Value   float64        `json:"value"`
	N       uint64         `json:"n"`
}

// Series is one figure over the runs of a world.
type Series struct {
	World   string   `json:"world"`
	Profile string   `json:"profile"`
	Arm     string   `json:"arm"`
	Entry   string   `json:"entry"`
	Metric  string   `json:"metric"`
	Points  []Point  `json:"points"`
	Changes []Change `json:"changes"`
	// Expected is where the latest run was expected, from those of its level
	// before it; null with fewer than ten.
	Expected *[2]float64 `json:"expected95"`
	// Outside counts the latest runs in a row that are beyond what was expected:
	// one may be luck, two are not.
	Outside int `json:"outside"`
}

// Change is a change of level.
type Change struct {
	At     int     `json:"at"` // the first point of the new level
	Before float64 `json:"before"`
	After  float64 `json:"after"`
	Ratio  float64 `json:"ratio"`
	P      float64 `json:"p"`
	// The commit that did it is after the first and not after the last of these:
	// those that fit, with 95 % confidence.
	AfterCommit string `json:"after_commit,omitempty"`
	UpToCommit  string `json:"up_to_commit,omitempty"`
	Runs        [2]int `json:"runs"` // the points that may have been the first of the level
	Note        string `json:"note,omitempty"`
}

// metrics are what is followed, and what of it.
var metrics = []struct {
	name string
	of   func(p *result.PathResult) (v *float64, n uint64)
	rate bool
}{
	{"p50", func(p *result.PathResult) (*float64, uint64) { return p.Latency.P50, p.Latency.N }, false},
	{"p99", func(p *result.PathResult) (*float64, uint64) {
		return interval(p.Latency.P99, p.Latency.P99CI), p.Latency.N
	}, false},
	{"warm_p99", func(p *result.PathResult) (*float64, uint64) { return interval(p.Warm.P99, p.Warm.P99CI), p.Warm.N }, false},
	{"cold_rate", func(p *result.PathResult) (*float64, uint64) { return p.Cold.Rate, p.Cold.Known }, true},
	{"error_rate", func(p *result.PathResult) (*float64, uint64) { return p.ErrorRate.Rate, p.ErrorRate.N }, true},
	{"throttle_rate", func(p *result.PathResult) (*float64, uint64) { return p.ThrottleRate.Rate, p.ThrottleRate.N }, true},
}

// interval leaves out a quantile of too few requests.
func interval(v *float64, ci *[2]float64) *float64 {
	if ci == nil {
		return nil
	}
	return v
}

// Metrics are the names of what is followed.
func Metrics() (names []string) {
	for _, m := range metrics {
		names = append(names, m.name)
	}
	return names
}

// longest bounds what is looked at of a series: its latest runs.
const longest = 300

// All makes the series of records, which must be sorted: world by world in the
// order of their first run. What may vary makes no other world.
func All(records []*Record, seed uint64, vary ...string) []Series {
	byWorld := map[string][]*Record{}
	var worlds []string
	for _, r := range records {
		if !r.Sound() {
			continue
		}
		w := World(r.Result, vary...)
		if byWorld[w] == nil {
			worlds = append(worlds, w)
		}
		byWorld[w] = append(byWorld[w], r)
	}
	var out []Series
	for _, w := range worlds {
		out = append(out, world(w, byWorld[w], seed)...)
	}
	return out
}

func world(name string, records []*Record, seed uint64) (out []Series) {
	records = records[max(0, len(records)-longest):]
	last := records[len(records)-1].Result
	for i := range last.Arms {
		a := &last.Arms[i]
		for k := range a.Paths {
			for _, m := range metrics {
				if a.Paths[k].Ledger != nil && !m.rate {
					continue
				}
				s := Series{World: name, Profile: last.Run.Profile, Arm: a.Name, Entry: a.Paths[k].Entry, Metric: m.name, Changes: []Change{}}
				var logs []float64
				var of []*Record
				for _, r := range records {
					arm := r.Result.Arm(a.Name)
					if arm == nil || arm.Path(s.Entry) == nil {
						continue
					}
					v, n := m.of(arm.Path(s.Entry))
					if v == nil || n == 0 {
						continue
					}
					s.Points = append(s.Points, Point{ID: r.ID, Added: r.Added, Commit: r.Commit, Verdict: r.Result.Verdict, Value: *v, N: n})
					logs, of = append(logs, logged(*v, n, m.rate)), append(of, r)
				}
				if len(s.Points) > 0 {
					s.study(logs, of, m.rate, seed)
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// logged is the logarithm of a time, or of a share that may be 0.
func logged(v float64, n uint64, rate bool) float64 {
	if rate {
		return dist.Ln((v*float64(n) + .5) / (float64(n) + 1))
	}
	return dist.Ln(math.Max(v, 1e-3))
}

// study finds changes of level, and judges the latest run by its own level.
func (s *Series) study(logs []float64, of []*Record, rate bool, seed uint64) {
	from := 0
	for _, c := range changepoint.Find(logs, seed^dist.Key(s.Arm, s.Entry, s.Metric)) {
		change := Change{
			At: c.At, Before: stats.Round(dist.Exp(c.Before)), After: stats.Round(dist.Exp(c.After)), Ratio: stats.Round(dist.Exp(c.After - c.Before)),
			P: c.P, AfterCommit: of[c.Lo-1].Commit, UpToCommit: of[c.Hi].Commit, Runs: [2]int{c.Lo, c.Hi}, Note: of[c.At].Note,
		}
		s.Changes = append(s.Changes, change)
		from = c.At
	}
	level := logs[from:]
	for k := len(level) - 1; k >= 10; k-- {
		lo, hi := band(level[:k])
		if p := s.Points[from+k]; rate { // a share scatters by its own count at least
			least := stats.Z95 / math.Sqrt(p.Value*float64(p.N)+.5)
			lo, hi = math.Min(lo, (lo+hi)/2-least), math.Max(hi, (lo+hi)/2+least)
		}
		if k == len(level)-1 {
			s.Expected = &[2]float64{stats.Round(dist.Exp(lo)), stats.Round(dist.Exp(hi))}
		}
		if lo <= level[k] && level[k] <= hi {
			break
		}
		s.Outside++
	}
}

// band is where the next value is expected, from medians, which single values
// do not move.
func band(x []float64) (lo, hi float64) {
	m := median(x)
	off := make([]float64, len(x))
	for i, v := range x {
		off[i] = math.Abs(v - m)
	}
	n := float64(len(x))
	half := stats.TQuantile(.975, n-1) * 1.4826 * median(off) * math.Sqrt(1+1/n)
	return m - half, m + half
}

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}
