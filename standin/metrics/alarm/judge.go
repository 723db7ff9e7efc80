package alarm

import (
	"math"
	"slices"

	"squall/standin/metrics"
	"squall/standin/metrics/expr"
)

// extra is by how many periods more than asked for an alarm looks back when
// some are without data. The guide's example has two; how many AWS takes, it
// does not say.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
const extra = 2

// comparisons are the operators that are built, and their words.
var comparisons = map[string]struct {
	holds func(v, threshold float64) bool
	words string
}{
	"GreaterThanThreshold":          {func(v, t float64) bool { return v > t }, "greater than"},
	"GreaterThanOrEqualToThreshold": {func(v, t float64) bool { return v >= t }, "greater than or equal to"},
	"LessThanThreshold":             {func(v, t float64) bool { return v < t }, "less than"},
	"LessThanOrEqualToThreshold":    {func(v, t float64) bool { return v <= t }, "less than or equal to"},
}

// verdict is what the datapoints of an alarm say.
type verdict struct {
	state   string // "": it stays as it is
	used    []expr.Sample
	breach  int64
	missing int64
}

// judge looks at the periods that ended by now. They are counted back from the
// instant of judging, so that those of more than a minute overlap from one look
// to the next.
func (s *Alarms) judge(now int64, store *metrics.Store, a *Alarm, shown func(start, end int64) int64) {
	end := now/second - now/second%a.every()
	start := end - (a.Evaluated+extra)*a.Period
	until := end
	if shown != nil {
		until = shown(start, end)
	}
	results, err := expr.Evaluate(store, a.Where, a.Queries, start, until)
	var samples []expr.Sample
	if err == nil { // it was checked when the alarm was put
		for i, q := range a.Queries {
			if q.ID == a.Watched {
				samples = results[i].Samples
			}
		}
	}
	samples = slices.DeleteFunc(samples, func(s expr.Sample) bool { return math.IsNaN(s.V) || math.IsInf(s.V, 0) })
	v := a.verdict(samples)
	if v.state == "" || v.state == a.State {
		return
	}
	s.Set(now, a, State{Value: v.state, Reason: a.reason(v), Data: a.reasonData(now, start, v)})
}

// verdict follows the guide's tables for missing data: when there are enough
// datapoints, the latest ones count; else those there are, and as few missing
// ones as possible.
func (a *Alarm) verdict(samples []expr.Sample) verdict {
	n, m := a.Evaluated, a.Datapoints
	if m == 0 {
		m = n
	}
	v := verdict{used: samples[max(0, len(samples)-int(n)):]}
	for _, s := range v.used {
		if comparisons[a.Comparison].holds(s.V, a.Threshold) {
			v.breach++
		}
	}
	real := int64(len(v.used))
	v.missing = n - real
	switch {
	case v.breach >= m:
		v.state = Alarmed
	case v.missing == 0 || a.Missing == "notBreaching":
		v.state = OK
	case a.Missing == "breaching":
		v.state = OK
		if v.breach+v.missing >= m {
			v.state = Alarmed
		}
	case v.breach < real:
		v.state = OK // a datapoint that is well
	case a.Missing == "ignore":
	case real == 0:
		v.state = Insufficient
	default:
		v.state = Alarmed // every datapoint there is
	}
	return v
}
