// Package expr evaluates what is asked of metrics: statistics of them, and
// expressions over these in a part of CloudWatch's metric math.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
//
// It is pure. Functions of metric math that it does not know are ErrNotBuilt,
// never a guess.
package expr

import (
	"errors"
	"fmt"
	"slices"

	"squall/standin/metrics"
)

// Query is one thing to compute.
type Query struct {
	ID         string
	Expression string     // or, when it is empty, a statistic of a metric
	Metric     metrics.ID //
	Unit       string     // "": of any
	Stat       metrics.Statistic
	Period     int64 // s
}

// Sample is one value of a series.
type Sample struct {
	At int64 // s since 1970, of the period's beginning
	V  float64
}

// Result is what a query is.
type Result struct {
	Samples []Sample // the oldest first
	Units   []string // of a metric: those that it has
}

// ErrNotBuilt is wrapped by errors about what AWS can do and squall cannot.
var ErrNotBuilt = errors.New("not built in squall")

// Error is what is wrong with an expression.
type Error struct{ ID, Message string }

func (e *Error) Error() string { return "Error in expression '" + e.ID + "': " + e.Message }

// evaluation is one answer in the making.
type evaluation struct {
	store      *metrics.Store
	where      metrics.Scope
	start, end int64
	queries    map[string]*Query
	order      []string // of metrics, for METRICS()
	done       map[string]value
	units      map[string][]string
	open       map[string]bool
	id         string // of the expression in hand
	work       int64  // samples made so far
}

// Evaluate computes queries over the periods from start on and up to end.
func Evaluate(store *metrics.Store, where metrics.Scope, queries []Query, start, end int64) ([]Result, error) {
	e := &evaluation{store: store, where: where, start: start, end: end, queries: map[string]*Query{},
		done: map[string]value{}, units: map[string][]string{}, open: map[string]bool{}}
	for i := range queries {
		e.queries[queries[i].ID] = &queries[i]
		if queries[i].Expression == "" {
			e.order = append(e.order, queries[i].ID)
		}
	}
	out := make([]Result, len(queries))
	for i, q := range queries {
		v, err := e.value(q.ID)
		if err != nil {
			return nil, err
		}
		if v.kind == list {
			return nil, &Error{q.ID, "the expression must be one time series, not several"}
		}
		if v.kind == scalar {
			return nil, &Error{q.ID, "the expression must be a time series, not a number"}
		}
		out[i] = Result{slices.Clone(v.series), e.units[q.ID]}
	}
	return out, nil
}

// maxWork is how many samples one evaluation makes, so that none holds the
// stand-in up for long; maxExpression is how long an expression is.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
const (
	maxWork       = 3_000_000
	maxExpression = 2048
)

func (e *evaluation) spend(samples int64) error {
	if e.work += samples; e.work > maxWork {
		return fmt.Errorf("the request makes more than %d values: ask for less, or for longer periods", maxWork)
	}
	return nil
}

// value computes a query once.
func (e *evaluation) value(id string) (value, error) {
	if v, ok := e.done[id]; ok {
		return v, nil
	}
	q := e.queries[id]
	if q == nil {
		return value{}, &Error{e.id, "there is no metric or expression " + id}
	}
	if e.open[id] {
		return value{}, &Error{id, "it refers to itself"}
	}
	v := value{kind: series, period: q.Period}
	if q.Expression == "" {
		points, units := e.store.Read(e.where, q.Metric, q.Unit, e.start, e.end, q.Period)
		for i := range points {
			if f, ok := points[i].Value(q.Stat); ok {
				v.series = append(v.series, Sample{points[i].At, f})
			}
		}
		e.units[id] = units
		if err := e.spend(int64(len(v.series))); err != nil {
			return v, wrap(id, err)
		}
	} else {
		if len(q.Expression) > maxExpression {
			return v, &Error{id, "it is longer than 2,048 characters"}
		}
		run, err := parse(q.Expression)
		if err != nil {
			return v, wrap(id, err)
		}
		e.open[id] = true
		outer := e.id
		e.id = id
		v, err = run(e)
		e.id = outer
		e.open[id] = false
		if err != nil {
			return v, wrap(id, err)
		}
	}
	e.done[id] = v
	return v, nil
}

// wrap says which expression an error is about, unless it says so.
func wrap(id string, err error) error {
	var known *Error
	if errors.As(err, &known) || errors.Is(err, ErrNotBuilt) {
		return err
	}
	return &Error{id, err.Error()}
}
