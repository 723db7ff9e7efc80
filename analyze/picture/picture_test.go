package picture

import (
	"testing"

	"squall/analyze/tally"
	"squall/attack/hit"

	"github.com/google/go-cmp/cmp"
)

// Every time lies above the lower edge of its band and not above the upper one.
func TestBands(t *testing.T) {
	for _, us := range []int64{0, 1, 2, 3, 9, 10, 11, 12, 13, 99, 100, 101, 1_000_000, 999_999_999, 1_000_000_000} {
		b := band(us, 0)
		if us*100 > edge(b+1) || b > 0 && us*100 <= edge(b) {
			t.Errorf("%d us in the band from %d to %d hundredths", us, edge(b), edge(b+1))
		}
	}
	for i := range len(ladder) * decades {
		if edge(i+1) <= edge(i) || float64(edge(i+1)) > 1.28*float64(edge(i)) {
			t.Fatalf("edge %d is %d, the next %d", i, edge(i), edge(i+1))
		}
	}
}

// cell counts ok hits of given latencies in ms, a second apart, each in one of
// four environments.
func cell(ms ...int64) (*tally.Cell, *tally.Timeline) {
	c, line := &tally.Cell{}, tally.NewTimeline()
	for i, l := range ms {
		h := hit.Hit{Due: int64(i) * 1e9, Sent: int64(i) * 1e9, Done: int64(i)*1e9 + l*1e6, Environment: "env" + string(rune('a'+i%7))}
		k := c.Kind(&h, false).Along(line, false)
		k.Add(h.Due, h.Sent, h.Done, 0, k.Environment(h.Environment))
	}
	whole := &tally.Cell{}
	whole.Merge(c)
	return whole, line
}

func TestHeatHoldsEveryHit(t *testing.T) {
	_, line := cell(10, 11, 400, 10, 10)
	h := HeatOf(line)
	want := &Heat{BinS: 1, EdgesMs: []float64{8, 10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400}, Columns: []Column{
		{T: 0, First: 0, Counts: []uint64{1}}, {T: 1, First: 1, Counts: []uint64{1}}, {T: 2, First: 16, Counts: []uint64{1}},
		{T: 3, First: 0, Counts: []uint64{1}}, {T: 4, First: 0, Counts: []uint64{1}}}}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	if h := HeatOf(tally.NewTimeline()); h != nil {
		t.Errorf("nothing was counted, and yet %v", h)
	}
}

func TestHeatJoinsColumns(t *testing.T) {
	many := make([]int64, 1234)
	for i := range many {
		many[i] = int64(1 + i%50)
	}
	_, line := cell(many...)
	h := HeatOf(line)
	n := uint64(0)
	for _, c := range h.Columns {
		for _, k := range c.Counts {
			n += k
		}
	}
	if n != 1234 || len(h.Columns) > heatColumns {
		t.Errorf("%d hits in %d columns", n, len(h.Columns))
	}
}

func TestShift(t *testing.T) {
	slow, fast := make([]int64, 1000), make([]int64, 1000)
	for i := range slow {
		slow[i], fast[i] = int64(100+i%10), int64(80+i%10)
		if i%20 == 0 {
			slow[i], fast[i] = 500, 900
		}
	}
	a, _ := cell(slow...)
	b, _ := cell(fast...)
	s := ShiftOf(1, "base", "other", "x", a, b)
	if len(s.Points) != len(shares) {
		t.Fatalf("%d points", len(s.Points))
	}
	for _, p := range s.Points {
		switch {
		case p.CI == nil || p.CI[0] > p.DiffMs || p.DiffMs > p.CI[1]:
			t.Errorf("p%g: %v outside of %v", 100*p.Share, p.DiffMs, p.CI)
		case p.Share <= .9 && (p.DiffMs > -18 || p.CI[1] > -10):
			t.Errorf("p%g: %v in %v, want 20 ms less", 100*p.Share, p.DiffMs, *p.CI)
		case p.Share == .99 && p.DiffMs < 300:
			t.Errorf("p99: %v, want 400 ms more", p.DiffMs)
		}
	}
	none, _ := cell()
	if s := ShiftOf(1, "base", "other", "x", a, none); len(s.Points) != 0 {
		t.Errorf("an arm without a hit is compared: %v", s)
	}
	few, _ := cell(1, 2, 3)
	for _, p := range ShiftOf(1, "base", "other", "x", a, few).Points {
		if p.Share >= .95 && p.CI != nil {
			t.Errorf("p%g of three hits has an interval %v", 100*p.Share, *p.CI)
		}
	}
}
