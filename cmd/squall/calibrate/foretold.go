package calibrate

import (
	"math"
	"slices"

	"squall/analyze"
)

// Foretold is one entry as it was measured, and as runs with the calibration
// have it: the one in the middle.
type Foretold struct {
	Entry    string
	P50, P99 [2]*float64 // measured, foretold, in ms
	Error    *float64    // of p99, as a share; nil where there is none
}

// Compare sets what was measured beside what was foretold; worst is the largest
// error at p99, nil where no entry has one.
func Compare(measured *analyze.Result, runs []*analyze.Result, arm string) (rows []Foretold, worst *float64) {
	m := measured.Arm(arm)
	if m == nil {
		return nil, nil
	}
	for i := range m.Paths {
		p := &m.Paths[i]
		if p.Ledger != nil {
			continue // an accepted event's latency is that of accepting it
		}
		row := Foretold{Entry: p.Entry, P50: [2]*float64{p.Latency.P50, nil}, P99: [2]*float64{p.Latency.P99, nil}}
		row.P50[1] = middle(runs, arm, p.Entry, func(q *analyze.Quantiles) *float64 { return q.P50 })
		row.P99[1] = middle(runs, arm, p.Entry, func(q *analyze.Quantiles) *float64 { return q.P99 })
		// Below the sample that a p99 takes it is one unlucky request.
		if a, b := row.P99[0], row.P99[1]; a != nil && b != nil && *a > 0 && p.Latency.P99CI != nil {
			off := math.Abs(*b / *a - 1)
			row.Error = &off
			if worst == nil || off > *worst {
				worst = &off
			}
		}
		rows = append(rows, row)
	}
	return rows, worst
}

// middle is the median of a figure over runs.
func middle(runs []*analyze.Result, arm, entry string, of func(*analyze.Quantiles) *float64) *float64 {
	var values []float64
	for _, r := range runs {
		a := r.Arm(arm)
		if a == nil || a.Path(entry) == nil {
			continue
		}
		if v := of(&a.Path(entry).Latency); v != nil {
			values = append(values, *v)
		}
	}
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	return &values[len(values)/2]
}
