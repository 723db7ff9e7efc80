package recommend

import (
	"testing"

	"pgregory.net/rapid"
)

// The smallest number is found wherever it is, few are asked about, and always
// the same ones.
func TestLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(0, 50).Draw(t, "low")
		high := low + rapid.IntRange(0, 5000).Draw(t, "span")
		from := rapid.IntRange(low, high+1).Draw(t, "from")
		asked := 0
		n, ok := least(low, high, func(all []int) []bool {
			var out []bool
			if len(all) == 0 || len(all) > atOnce {
				t.Fatalf("asked about %v", all)
			}
			for i, v := range all {
				if v < low || v > high || i > 0 && v <= all[i-1] {
					t.Fatalf("asked about %v from %d to %d", all, low, high)
				}
				out = append(out, v >= from)
			}
			asked += len(all)
			return out
		})
		if ok != (from <= high) || ok && n != from {
			t.Fatalf("from %d to %d: %d %v, want %d", low, high, n, ok, from)
		}
		if asked > 40 {
			t.Fatalf("asked about %d numbers", asked)
		}
	})
}

func TestNothingToSearch(t *testing.T) {
	if n, ok := least(5, 4, func([]int) []bool { t.Fatal("asked"); return nil }); ok {
		t.Error(n)
	}
}

// Where more is worse again, the first stretch is found.
func TestAStretch(t *testing.T) {
	n, ok := least(0, 1000, func(all []int) (out []bool) {
		for _, v := range all {
			out = append(out, v >= 20 && v <= 40)
		}
		return out
	})
	if !ok || n != 20 {
		t.Errorf("%d %v", n, ok)
	}
}
