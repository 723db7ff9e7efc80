package expr

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// functions are those of metric math that are built, by what they are of.
var (
	// gathering take a list to a series, and a series to a number.
	gathering = map[string]func(all []float64) float64{
		"SUM": sum, "MIN": slices.Min[[]float64], "MAX": slices.Max[[]float64],
		"AVG": func(all []float64) float64 { return sum(all) / float64(len(all)) },
	}
	// mapping take each value to another.
	mapping = map[string]func(float64) float64{"ABS": math.Abs, "CEIL": math.Ceil, "FLOOR": math.Floor}
	// walking take each value and the one before to another.
	walking = map[string]func(before, now Sample) float64{
		"DIFF": func(b, n Sample) float64 { return n.V - b.V },
		"RATE": func(b, n Sample) float64 { return (n.V - b.V) / float64(n.At-b.At) },
	}
)

func sum(all []float64) (total float64) {
	for _, v := range all {
		total += v
	}
	return total
}

// call is a function of arguments.
func call(name string, args []node) (node, error) {
	want := 1
	var run func(e *evaluation, v []value) (value, error)
	switch {
	case gathering[name] != nil:
		run = func(_ *evaluation, v []value) (value, error) { return gather(v[0], gathering[name]) }
	case mapping[name] != nil:
		run = func(_ *evaluation, v []value) (value, error) {
			return combine(v[0], value{kind: scalar}, func(a, _ float64) (float64, bool) { return mapping[name](a), true })
		}
	case walking[name] != nil:
		run = func(_ *evaluation, v []value) (value, error) { return walk(v[0], walking[name]) }
	case name == "RUNNING_SUM":
		run = func(_ *evaluation, v []value) (value, error) { return runningSum(v[0]) }
	case name == "PERIOD":
		run = func(_ *evaluation, v []value) (value, error) {
			return value{kind: scalar, number: float64(v[0].period)}, nil
		}
	case name == "FILL":
		want, run = 2, fill
	case name == "IF":
		want, run = 3, choose
	case name == "METRICS":
		want, run = 0, metricsOf
	default:
		return nil, fmt.Errorf("the function %s of metric math is %w", name, ErrNotBuilt)
	}
	if len(args) != want {
		return nil, fmt.Errorf("%s takes %d arguments here, not %d", name, want, len(args))
	}
	return func(e *evaluation) (value, error) {
		v := make([]value, len(args))
		for i, arg := range args {
			var err error
			if v[i], err = arg(e); err != nil {
				return v[i], err
			}
		}
		return run(e, v)
	}, nil
}

var errNoSeries = errors.New("a time series belongs here")

func gather(v value, f func([]float64) float64) (value, error) {
	switch v.kind {
	case series:
		if len(v.series) == 0 {
			return value{kind: scalar}, nil
		}
		all := make([]float64, len(v.series))
		for i, s := range v.series {
			all[i] = s.V
		}
		return value{kind: scalar, number: f(all)}, nil
	case list:
		byTime := map[int64][]float64{}
		for _, one := range v.list {
			for _, s := range one.series {
				byTime[s.At] = append(byTime[s.At], s.V)
			}
		}
		out := value{kind: series, period: v.period}
		for _, when := range slices.Sorted(maps.Keys(byTime)) {
			out.series = append(out.series, Sample{when, f(byTime[when])})
		}
		return out, nil
	}
	return v, errNoSeries
}

func walk(v value, f func(before, now Sample) float64) (value, error) {
	if v.kind != series {
		return v, errNoSeries
	}
	out := value{kind: series, period: v.period}
	for i := 1; i < len(v.series); i++ {
		out.series = append(out.series, Sample{v.series[i].At, f(v.series[i-1], v.series[i])})
	}
	return out, nil
}

func runningSum(v value) (value, error) {
	if v.kind != series {
		return v, errNoSeries
	}
	out, total := value{kind: series, period: v.period}, 0.0
	for _, s := range v.series {
		total += s.V
		out.series = append(out.series, Sample{s.At, total})
	}
	return out, nil
}

// metricsOf is METRICS(): every metric of the request.
func metricsOf(e *evaluation, _ []value) (value, error) {
	out := value{kind: list}
	for _, id := range e.order {
		v, err := e.value(id)
		if err != nil {
			return v, err
		}
		out.list = append(out.list, v)
		out.period = max(out.period, v.period)
	}
	return out, nil
}

// choose is IF(condition, then, else).
func choose(_ *evaluation, v []value) (value, error) {
	if v[0].kind == scalar {
		if v[0].number != 0 {
			return v[1], nil
		}
		return v[2], nil
	}
	if v[0].kind != series {
		return v[0], errNoSeries
	}
	out := value{kind: series, period: v[0].period}
	for _, s := range v[0].series {
		from := v[2]
		if s.V != 0 {
			from = v[1]
		}
		f, ok := from.number, from.kind == scalar
		if from.kind == series {
			f, ok = at(from.series, s.At)
		}
		if ok {
			out.series = append(out.series, Sample{s.At, f})
		}
	}
	return out, nil
}

// fill is FILL(series, number, REPEAT or LINEAR): a value for every period.
func fill(e *evaluation, v []value) (value, error) {
	if v[0].kind != series || v[0].period <= 0 {
		return v[0], errNoSeries
	}
	if err := e.spend((e.end - e.start) / v[0].period); err != nil {
		return v[0], err
	}
	out := value{kind: series, period: v[0].period}
	for when := e.start; when < e.end; when += v[0].period {
		if f, ok := at(v[0].series, when); ok {
			out.series = append(out.series, Sample{when, f})
		} else if f, ok := between(v[0].series, when, v[1]); ok {
			out.series = append(out.series, Sample{when, f})
		}
	}
	return out, nil
}

// between is what fills a gap.
func between(samples []Sample, when int64, how value) (float64, bool) {
	if how.kind == scalar {
		return how.number, true
	}
	i := slices.IndexFunc(samples, func(s Sample) bool { return s.At > when })
	if i < 0 {
		i = len(samples)
	}
	switch {
	case i == 0:
		return 0, false
	case how.word == "REPEAT":
		return samples[i-1].V, true
	case how.word == "LINEAR" && i < len(samples):
		a, b := samples[i-1], samples[i]
		return a.V + float64((b.V-a.V)*float64(when-a.At))/float64(b.At-a.At), true
	}
	return 0, false
}
