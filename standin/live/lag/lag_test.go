package lag

import "testing"

// TestLagQuantiles: a quantile is at most an eighth of a power of two too large.
func TestLagQuantiles(t *testing.T) {
	var l Meter
	for i := range 1000 {
		l.Record(int64(i) * 1000)
	}
	for _, c := range []struct{ q, want float64 }{{0.5, 500}, {0.99, 990}} {
		got := float64(l.quantile(c.q)) / 1000
		if got < c.want*0.99 || got > c.want*1.14 {
			t.Errorf("quantile %v is %v us, want about %v", c.q, got, c.want)
		}
	}
	if slot(7) != 7 || slot(8) != 8 || upper(slot(1000)) < 1000 || upper(slot(1000)-1) >= 1000 {
		t.Error("buckets do not join")
	}
}
