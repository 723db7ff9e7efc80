// Package metrics keeps the measurements of Amazon CloudWatch: values by
// namespace, name, dimensions and unit, gathered by the minute or the second,
// and read as statistics over periods. What was put in the running minute is
// read at once; on AWS it takes a while.
//
// It is pure: the time is an argument. It knows no metric by name, judges
// nothing (package metrics/alarm does) and speaks no HTTP. Everything it keeps
// is bounded: measurements by the minute for 15 days, by the second for three
// hours, and a number of metrics.
package metrics

import (
	"slices"
	"strings"
)

// Scope is one account in one region.
type Scope struct{ Account, Region string }

// Dimension is one name and value that tells metrics of a name apart.
type Dimension struct{ Name, Value string }

// ID names a metric.
type ID struct {
	Namespace, Name string
	Dimensions      []Dimension // in any order; as they were put first
}

// key is one text for an ID, whatever the order of its dimensions.
func (id *ID) key() string {
	dims := id.Dimensions
	if !slices.IsSortedFunc(dims, byName) {
		dims = slices.SortedFunc(slices.Values(dims), byName)
	}
	var b strings.Builder
	b.WriteString(id.Namespace + "\x00" + id.Name)
	for _, d := range dims {
		b.WriteString("\x00" + d.Name + "\x01" + d.Value)
	}
	return b.String()
}

func byName(a, b Dimension) int { return strings.Compare(a.Name, b.Name) }

// MaxMetrics bounds the metrics of one account in one region.
const MaxMetrics = 100_000

// Store holds the metrics of every account and region. It is not safe for
// concurrent use.
type Store struct {
	scopes map[Scope]*scope
	noting bool
	noted  []*Series // in which something has changed
}

type scope struct {
	metrics map[string]*metric
	order   []*metric // by key, while sorted
	sorted  bool
}

// metric is all that was put under one ID, by unit.
type metric struct {
	key    string
	id     ID
	series []*Series
}

// New makes an empty store.
func New() *Store { return &Store{scopes: map[Scope]*scope{}} }

// Series finds the measurements of a metric in a unit, or makes them; nil when
// there are too many metrics. The ID is kept and must not change.
func (s *Store) Series(where Scope, id ID, unit string) *Series {
	sc := s.scopes[where]
	if sc == nil {
		sc = &scope{metrics: map[string]*metric{}}
		s.scopes[where] = sc
	}
	key := id.key()
	m := sc.metrics[key]
	if m == nil {
		if len(sc.metrics) >= MaxMetrics {
			return nil
		}
		m = &metric{key: key, id: id}
		sc.metrics[key] = m
		sc.order = append(sc.order, m)
		sc.sorted = false
	}
	for _, series := range m.series {
		if series.unit == unit {
			return series
		}
	}
	series := &Series{unit: unit, of: s, where: where, id: m.id, key: key}
	m.series = append(m.series, series)
	slices.SortFunc(m.series, func(a, b *Series) int { return strings.Compare(a.unit, b.unit) })
	return series
}

// find is a metric, or nil.
func (s *Store) find(where Scope, id *ID) *metric {
	if sc := s.scopes[where]; sc != nil {
		return sc.metrics[id.key()]
	}
	return nil
}

// Filter selects metrics; what is empty selects all.
type Filter struct {
	Namespace, Name string
	Dimensions      []Dimension // each must be there; without a value, with any
	Since           int64       // s since 1970: metrics without measurements after it are left out
}

// List is the metrics that a filter selects, in the order of their names,
// beginning behind a position of that order. More says that there are others,
// and where they begin.
func (s *Store) List(where Scope, f Filter, after string, limit int) (ids []ID, more string) {
	sc := s.scopes[where]
	if sc == nil {
		return nil, ""
	}
	if !sc.sorted {
		slices.SortFunc(sc.order, func(a, b *metric) int { return strings.Compare(a.key, b.key) })
		sc.sorted = true
	}
	at, found := slices.BinarySearchFunc(sc.order, after, func(m *metric, key string) int { return strings.Compare(m.key, key) })
	if found {
		at++
	}
	last := ""
	for _, m := range sc.order[at:] {
		if !f.selects(m) {
			continue
		}
		if len(ids) == limit {
			return ids, last
		}
		ids, last = append(ids, m.id), m.key
	}
	return ids, ""
}

func (f *Filter) selects(m *metric) bool {
	if f.Namespace != "" && f.Namespace != m.id.Namespace || f.Name != "" && f.Name != m.id.Name {
		return false
	}
	for _, want := range f.Dimensions {
		if !slices.ContainsFunc(m.id.Dimensions, func(d Dimension) bool {
			return d.Name == want.Name && (want.Value == "" || d.Value == want.Value)
		}) {
			return false
		}
	}
	return slices.ContainsFunc(m.series, func(s *Series) bool { return s.latest() > f.Since })
}
