package compare

import (
	"strings"
	"testing"

	"squall/analyze/result"
)

// Of several runs the mean is the base, and how much they differ is in the
// interval: with the same candidate a wide pool is open where a narrow one
// fails it.
func TestPool(t *testing.T) {
	pool := func(p99s ...float64) Side {
		s := Side{Label: "the last runs"}
		for _, v := range p99s {
			s.Pool = append(s.Pool, made(20000, 10, 0, 50, v, .01))
		}
		s.Result = s.Pool[0]
		return s
	}
	o := Usual()
	for _, c := range []struct {
		name string
		base Side
		p99  float64
		want result.Verdict
		says string
	}{
		{"like the others", pool(200, 202, 198, 201, 199), 203, result.Pass, "all 3"},
		{"far from all", pool(200, 202, 198, 201, 199), 250, result.Fail, "250 ms after 200 ms, ratio 1.25 [1.22,1.28]"},
		{"runs that differ much", pool(160, 240, 190, 230, 170), 250, result.Inconclusive, "the interval lies across the margin"},
		{"too few of them", pool(200, 202), 203, result.Inconclusive, "no data: 2 runs of the base have it"},
	} {
		got := Of(c.base, Side{Result: made(20000, 10, 0, 50, c.p99, .01), Label: "b"}, o)
		r := row(t, got, "p99")
		if r.Verdict != c.want || !strings.Contains(strings.Join(got.Why, "; "), c.says) {
			t.Errorf("%s: %s %v, interval %v", c.name, r.Verdict, got.Why, r.CI)
		}
		if rate := row(t, got, "error_rate"); rate.BaseN != uint64(20000*len(c.base.Pool)) || *rate.BaseValue != .0005 {
			t.Errorf("%s: an error rate of %v in %d", c.name, *rate.BaseValue, rate.BaseN)
		}
		if len(got.Base.Pool) != len(c.base.Pool) {
			t.Errorf("%s: the base names %v", c.name, got.Base.Pool)
		}
	}
	// The candidate's own uncertainty is never narrowed by a pool of equals.
	wide := Of(pool(200, 200, 200), Side{Result: made(2000, 1, 0, 50, 200, .2), Label: "b"}, o)
	if r := row(t, wide, "p99"); r.CI[0] > .81 || r.CI[1] < 1.19 {
		t.Errorf("interval %v", *r.CI)
	}
}
