package calibrate

import (
	"testing"

	"squall/analyze"
)

func ran(p99 float64, n uint64) *analyze.Result {
	q := analyze.Quantiles{N: n, P50: &p99, P99: &p99}
	if n >= 368 {
		q.P99CI = &[2]float64{p99, p99}
	}
	return &analyze.Result{Arms: []analyze.ArmResult{{Name: "base", Paths: []analyze.PathResult{{Entry: "sdk", Latency: q}, {Entry: "events", Ledger: &analyze.Ledger{}, Latency: q}}}}}
}

// The run in the middle counts, and an event's latency does not.
func TestCompare(t *testing.T) {
	rows, worst := Compare(ran(100, 1000), []*analyze.Result{ran(90, 9), ran(500, 9), ran(104, 9)}, "base")
	if len(rows) != 1 || *rows[0].P99[1] != 104 || worst == nil || *worst < 0.0399 || *worst > 0.0401 {
		t.Errorf("%+v, %v", rows, worst)
	}
	if rows, worst := Compare(ran(100, 300), []*analyze.Result{ran(90, 9)}, "base"); len(rows) != 1 || worst != nil || rows[0].Error != nil {
		t.Errorf("of too few: %+v, %v", rows, worst)
	}
	if rows, worst := Compare(ran(100, 1000), nil, "other"); len(rows) > 0 || worst != nil {
		t.Errorf("of no such arm: %+v", rows)
	}
	if rows, worst := Compare(ran(100, 1000), nil, "base"); len(rows) != 1 || worst != nil {
		t.Errorf("beside nothing: %+v", rows)
	}
}
