// Package family judges several tests together: by how many at once the chance
// grows that one of them is unlucky, so much more each must show.
//
// It makes no test itself, and knows only their p-values.
package family

import (
	"cmp"
	"slices"
)

// Alpha is the chance that a family may have to find something where there is
// nothing, on one side: half of what a 95 % interval leaves out.
const Alpha = 0.025

// Holm says which p-values hold among m tests, of which those not given found
// nothing, so that the chance of any false one stays below alpha (Holm 1979).
// level is what each had to stay below.
func Holm(ps []float64, m int, alpha float64) (holds []bool, level []float64) {
	m = max(m, len(ps))
	holds, level = make([]bool, len(ps)), make([]float64, len(ps))
	going := true
	for rank, i := range ordered(ps) {
		level[i] = alpha / float64(m-rank)
		going = going && ps[i] <= level[i]
		holds[i] = going
	}
	return holds, level
}

// Expected says which p-values hold among m tests, so that of those that do the
// share of false ones stays below q on average (Benjamini and Hochberg 1995).
func Expected(ps []float64, m int, q float64) []bool {
	m = max(m, len(ps))
	holds := make([]bool, len(ps))
	order := ordered(ps)
	for rank := len(order) - 1; rank >= 0; rank-- {
		if ps[order[rank]] <= q*float64(rank+1)/float64(m) {
			for _, i := range order[:rank+1] {
				holds[i] = true
			}
			break
		}
	}
	return holds
}

// ordered gives the places of values from the smallest on; equal ones in the
// order given.
func ordered(ps []float64) []int {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ps[a], ps[b]) })
	return order
}
