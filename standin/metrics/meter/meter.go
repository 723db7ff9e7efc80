// Package meter measures what the rule book does, as the metrics of the
// namespace AWS/Lambda: it counts by function, by the name that was asked for
// and by the version that ran, and hands the sums to package metrics whenever
// somebody is to read them.
//
// It is pure and decides nothing. The facts are those of
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html.
// That Errors and Throttles are 0, and not absent, in minutes with invocations
// is how alarms on them are seen to work; it is not documented.
package meter

import (
	"squall/standin/core"
	"squall/standin/metrics"
)

// Subject is what requests are for: a function by one of its names.
type Subject struct {
	Where     metrics.Scope
	Region    int32 // account and region, by number
	Fn        int32
	Function  string
	Qual      core.Qual
	Qualifier string // as it was asked for
}

// Meters measures every function. It is not safe for concurrent use.
type Meters struct {
	store     *metrics.Store
	meters    map[key]*Meter
	functions map[int32]*level
	regions   map[int32]*level
	order     []*Meter // as they were made
	levels    []*level // as they were made
	minute    int64    // the running one, s since 1970
}

type key struct {
	fn   int32
	qual core.Qual
}

// Meter measures the requests for one name of a function.
type Meter struct {
	all                    *Meters
	region, function, name *level
	alias                  bool
	versions               []version // behind an alias
	windows                []window
}

// version is where the requests of an alias are counted that one version ran.
type version struct {
	number int32
	sink   sink
}

// New makes the meters that write into a store.
func New(store *metrics.Store) *Meters {
	return &Meters{store: store, meters: map[key]*Meter{}, functions: map[int32]*level{}, regions: map[int32]*level{}}
}

// Find is the meter of a name, or nil.
func (m *Meters) Find(fn int32, q core.Qual) *Meter { return m.meters[key{fn, q}] }

// Make makes the meter of a name.
func (m *Meters) Make(s Subject) *Meter {
	function := metrics.Dimension{Name: "FunctionName", Value: s.Function}
	if m.regions[s.Region] == nil {
		m.regions[s.Region] = m.level(s.Where)
	}
	if m.functions[s.Fn] == nil {
		m.functions[s.Fn] = m.level(s.Where, function)
	}
	resource := s.Function
	if s.Qual.Kind != core.Latest {
		resource += ":" + s.Qualifier
	}
	made := &Meter{all: m, alias: s.Qual.Kind == core.Alias, region: m.regions[s.Region], function: m.functions[s.Fn],
		name: m.level(s.Where, function, metrics.Dimension{Name: "Resource", Value: resource})}
	m.meters[key{s.Fn, s.Qual}] = made
	m.order = append(m.order, made)
	return made
}

// executed is where the requests are counted that a version ran, beside the
// name's own.
func (m *Meter) executed(number int32) *sink {
	for i := range m.versions {
		if m.versions[i].number == number {
			return &m.versions[i].sink
		}
	}
	dims := append(m.name.sink.dims[:2:2], metrics.Dimension{Name: "ExecutedVersion", Value: versionName(number)})
	m.versions = append(m.versions, version{number, sink{store: m.name.sink.store, where: m.name.sink.where, dims: dims}})
	return &m.versions[len(m.versions)-1].sink
}
