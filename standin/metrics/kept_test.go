package metrics

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// figures are what a statistic shows; what is long past keeps fewer values apart,
// and does so again.
var figures = cmp.Transformer("figures", func(s Stat) [4]float64 { return [4]float64{s.Count, s.Sum, s.Min, s.Max} })

// What a store notes bit by bit makes another one with the same figures: what was
// added to, what became minutes, and what is gone.
func TestNotedIsTheStore(t *testing.T) {
	s, records := New(), map[string][]byte{}
	s.Note()
	noted := func() {
		if err := s.Noted(func(key string, value []byte) {
			if records[key] = value; value == nil {
				delete(records, key)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	id := ID{Namespace: "N", Name: "m", Dimensions: []Dimension{{"b", "2"}, {"a", "1"}}}
	const start = 1_000_020
	fine, coarse := s.Series(here, id, "Count"), s.Series(here, id, "Seconds")
	for i := range int64(300) {
		fine.Stat(start+i, true).Add(float64(i), 1)
		coarse.Stat(start+i, false).Add(float64(i), 2)
		if i%70 == 0 {
			noted()
		}
	}
	fine.Stat(start+keptBySecond+200, true).Add(1, 1)    // the first become minutes
	coarse.Stat(start+keptByMinute+100, false).Add(1, 1) // the first are gone
	coarse.Raise(start+keptByMinute+100, 7)
	noted()
	if n := len(records); n != len(fine.buckets)+len(coarse.buckets) || n > 150 {
		t.Errorf("%d records of %d and %d buckets", n, len(fine.buckets), len(coarse.buckets))
	}
	next := New()
	next.Note()
	for _, key := range slices.Sorted(maps.Keys(records)) {
		if err := next.Kept(records[key]); err != nil {
			t.Fatal(err)
		}
	}
	for _, unit := range []string{"Count", "Seconds"} {
		want, _ := s.Read(here, id, unit, 0, 1<<40, 60)
		got, _ := next.Read(here, id, unit, 0, 1<<40, 60)
		if diff := cmp.Diff(want, got, figures); diff != "" || len(want) == 0 {
			t.Errorf("%s (- before, + after):\n%s", unit, diff)
		}
	}
	if err := next.Noted(func(key string, _ []byte) { t.Errorf("%s is noted, and was kept", key) }); err != nil {
		t.Error(err)
	}
}
