package insights

import (
	"math"
	"slices"
	"strings"
)

// stats is the command stats: aggregates over groups.
type stats struct {
	columns []column
	by      []column
	groups  map[string]*group
}

// column is one figure of stats, or one thing that it groups by.
type column struct {
	name string
	node node                       // of a group: what it is grouped by
	sum  func(g *gathered) value    // of a figure
	args func(r *row) (value, bool) // what is gathered of a row
}

type group struct {
	keys     []value
	gathered []gathered
}

// gathered are the values of one aggregate in one group.
type gathered struct {
	n         int64
	sum       float64
	numbers   []float64
	distinct  map[string]bool
	best      [2]value // least and greatest
	ends      [2]value // earliest and latest
	endsTimes [2]int64
}

func (s *stats) fresh() *stats {
	return &stats{columns: s.columns, by: s.by, groups: map[string]*group{}}
}

func (s *stats) names() (names []string) {
	for _, c := range slices.Concat(s.by, s.columns) {
		names = append(names, c.name)
	}
	return names
}

// maxGroups is how many groups are kept; rows of others are left out.
const maxGroups = 10_000

func (s *stats) add(r *row) {
	keys := make([]value, len(s.by))
	var key strings.Builder
	for i, c := range s.by {
		keys[i] = c.node(r)
		key.WriteString(keys[i].String() + "\x00")
	}
	g := s.groups[key.String()]
	if g == nil {
		if len(s.groups) >= maxGroups {
			return
		}
		g = &group{keys: keys, gathered: make([]gathered, len(s.columns))}
		s.groups[key.String()] = g
	}
	for i, c := range s.columns {
		if v, ok := c.args(r); ok {
			g.gathered[i].add(v, r.event.At)
		}
	}
}

// rows are the groups: those of times with the latest first, others in order.
func (s *stats) rows() []*row {
	if len(s.groups) == 0 && len(s.by) == 0 {
		s.groups[""] = &group{gathered: make([]gathered, len(s.columns))}
	}
	var groups []*group
	for _, g := range s.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		for i := range a.keys {
			c := compare(a.keys[i], b.keys[i])
			if a.keys[i].kind == instant {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	var out []*row
	for _, g := range groups {
		r := &row{vars: map[string]value{}}
		for i, c := range s.by {
			r.vars[c.name] = g.keys[i]
		}
		for i, c := range s.columns {
			r.vars[c.name] = c.sum(&g.gathered[i])
		}
		out = append(out, r)
	}
	return out
}

func (g *gathered) add(v value, at int64) {
	g.n++
	if g.best[0].kind == absent || compare(v, g.best[0]) < 0 {
		g.best[0] = v
	}
	if g.best[1].kind == absent || compare(v, g.best[1]) > 0 {
		g.best[1] = v
	}
	if g.n == 1 || at < g.endsTimes[0] {
		g.ends[0], g.endsTimes[0] = v, at
	}
	if g.n == 1 || at >= g.endsTimes[1] {
		g.ends[1], g.endsTimes[1] = v, at
	}
	if v.kind >= number {
		g.sum += v.number
		g.numbers = append(g.numbers, v.number)
	}
	if len(g.distinct) < 100*maxGroups {
		if g.distinct == nil {
			g.distinct = map[string]bool{}
		}
		g.distinct[v.String()] = true
	}
}

// aggregates are the functions of stats, over what they gathered and, for pct,
// a second argument.
var aggregates = map[string]func(g *gathered, p float64) value{
	"count":          func(g *gathered, _ float64) value { return numberOf(float64(g.n)) },
	"count_distinct": func(g *gathered, _ float64) value { return numberOf(float64(len(g.distinct))) },
	"sum":            func(g *gathered, _ float64) value { return numberOf(g.sum) },
	"avg":            func(g *gathered, _ float64) value { return numberOf(g.sum / float64(len(g.numbers))) },
	"min":            func(g *gathered, _ float64) value { return g.best[0] },
	"max":            func(g *gathered, _ float64) value { return g.best[1] },
	"earliest":       func(g *gathered, _ float64) value { return g.ends[0] },
	"latest":         func(g *gathered, _ float64) value { return g.ends[1] },
	"median":         func(g *gathered, _ float64) value { return g.percentile(50) },
	"pct":            func(g *gathered, p float64) value { return g.percentile(p) },
	"stddev":         func(g *gathered, _ float64) value { return g.deviation() },
}

func (g *gathered) percentile(p float64) value {
	if len(g.numbers) == 0 {
		return value{}
	}
	slices.Sort(g.numbers)
	rank := int(math.Ceil(p / 100 * float64(len(g.numbers))))
	return numberOf(g.numbers[min(max(rank, 1), len(g.numbers))-1])
}

func (g *gathered) deviation() value {
	mean, sum := g.sum/float64(len(g.numbers)), 0.0
	for _, x := range g.numbers {
		sum += float64((x - mean) * (x - mean))
	}
	return numberOf(math.Sqrt(sum / float64(len(g.numbers)-1)))
}
