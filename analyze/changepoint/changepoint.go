// Package changepoint finds where a series changed its level: the E-divisive
// method of Matteson and James (2014), which assumes no distribution, with a
// test by permutations whose luck is a keyed draw.
//
// It does not know what the values are, and does not say whether a change is
// good.
package changepoint

import (
	"math"

	"squall/profiles/dist"
)

// permutations of a segment, none of which may be as far apart as the segment
// itself is: a change is found by luck once in 500 segments.
const permutations = 499

// shortest is how many values a level has at least.
const shortest = 2

// Change is a change of level before value At.
type Change struct {
	At     int
	Lo, Hi int     // the places where it may as well have been, with 95 % confidence
	P      float64 // that a series without a change looks like this, at most
	Before float64 // mean of the level before
	After  float64
}

// Find gives the changes of a series in its order.
func Find(values []float64, seed uint64) []Change {
	var cuts []int
	segments := [][2]int{{0, len(values)}}
	for len(segments) > 0 {
		s := segments[0]
		segments = segments[1:]
		part := values[s[0]:s[1]]
		at, q := best(part)
		if at == 0 || !real(part, q, dist.Hash(seed, dist.StreamBootstrap, uint64(s[0]), uint64(s[1]))) {
			continue
		}
		cuts = insert(cuts, s[0]+at)
		segments = append(segments, [2]int{s[0], s[0] + at}, [2]int{s[0] + at, s[1]})
	}
	return described(values, cuts)
}

func insert(cuts []int, at int) []int {
	i := len(cuts)
	for i > 0 && cuts[i-1] > at {
		i--
	}
	cuts = append(cuts, 0)
	copy(cuts[i+1:], cuts[i:])
	cuts[i] = at
	return cuts
}

// described measures each change between its neighbours.
func described(values []float64, cuts []int) []Change {
	var out []Change
	for i, at := range cuts {
		from, to := 0, len(values)
		if i > 0 {
			from = cuts[i-1]
		}
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		c := Change{At: at, P: 1.0 / (permutations + 1), Before: mean(values[from:at]), After: mean(values[at:to])}
		c.Lo, c.Hi = plausible(values[from:to], at-from)
		c.Lo, c.Hi = c.Lo+from, c.Hi+from
		out = append(out, c)
	}
	return out
}

// best is the place of a segment whose two sides are furthest apart, and how
// far; 0 where a segment is too short. The far side may end before the segment
// does.
func best(x []float64) (at int, q float64) {
	n := len(x)
	if n < 2*shortest {
		return 0, 0
	}
	within := distances(x)
	q = math.Inf(-1)
	for k := 2 * shortest; k <= n; k++ {
		for t := shortest; t <= k-shortest; t++ {
			left, right := within[0][t], within[t][k]
			cross := within[0][k] - left - right
			a, b := float64(t), float64(k-t)
			d := a * b / (a + b) * (2*cross/(a*b) - left/(a*(a-1)/2) - right/(b*(b-1)/2))
			if d > q {
				at, q = t, d
			}
		}
	}
	return at, q
}

// distances gives at [a][b] the sum of the distances of all pairs of x[a:b].
func distances(x []float64) [][]float64 {
	n := len(x)
	flat := make([]float64, (n+1)*(n+1))
	w := make([][]float64, n+1)
	for i := range w {
		w[i] = flat[i*(n+1) : (i+1)*(n+1)]
	}
	for b := 1; b < n; b++ {
		sum := 0.0 // of the distances of x[b] to x[a:b]
		for a := b - 1; a >= 0; a-- {
			sum += math.Abs(x[a] - x[b])
			w[a][b+1] = w[a][b] + sum
		}
	}
	return w
}

// real says whether no permutation is as far apart.
func real(x []float64, q float64, key uint64) bool {
	if q <= 0 {
		return false
	}
	p := make([]float64, len(x))
	for k := range uint64(permutations) {
		copy(p, x)
		for i := len(p) - 1; i > 0; i-- {
			j := int(dist.Hash(key, dist.StreamBootstrap, k, uint64(i)) % uint64(i+1))
			p[i], p[j] = p[j], p[i]
		}
		if _, other := best(p); other >= q*(1-1e-12) {
			return false
		}
	}
	return true
}

// plausible gives the places of a change that fit nearly as well: those that a
// test of likelihood would not tell from the place found.
func plausible(x []float64, at int) (lo, hi int) {
	least := spread(x, at)
	lo, hi = at, at
	fits := func(t int) bool {
		s := spread(x, t)
		return s == least || least > 0 && float64(len(x))*dist.Ln(s/least) <= 3.84
	}
	for lo > 1 && fits(lo-1) {
		lo--
	}
	for hi < len(x)-1 && fits(hi+1) {
		hi++
	}
	return lo, hi
}

// spread is the sum of squares about the means of both sides.
func spread(x []float64, at int) float64 {
	sum := 0.0
	for _, side := range [...][]float64{x[:at], x[at:]} {
		m := mean(side)
		for _, v := range side {
			sum += (v - m) * (v - m)
		}
	}
	return sum
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
