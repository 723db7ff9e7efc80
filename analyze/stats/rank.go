package stats

import (
	"math"

	"squall/profiles/dist"
)

// Rank is the 1-based rank of the p-quantile in a sample of n: the smallest
// one with at least the share p at or below it.
func Rank(n uint64, p float64) uint64 {
	r := uint64(math.Ceil(float64(n)*p - 1e-9))
	return min(max(r, 1), max(n, 1))
}

// QuantileRanks gives the 1-based ranks of the order statistics that bound the
// p-quantile with at least the given confidence (0.95), without assuming a
// distribution, and the exact confidence of the pair. ok is false when the
// sample is too small to have both limits.
func QuantileRanks(n uint64, p, confidence float64) (lo, hi uint64, exact float64, ok bool) {
	alpha := 1 - confidence
	if n < MinN(p, confidence) {
		return 0, 0, 0, false
	}
	lo = BinomialQuantile(alpha/2, n, p)
	hi = BinomialQuantile(1-alpha/2, n, p) + 1
	if lo < 1 || hi > n {
		return 0, 0, 0, false
	}
	return lo, hi, Binomial(hi-1, n, p) - Binomial(lo-1, n, p), true
}

// MinN is the smallest sample in which the p-quantile has a finite two-sided
// interval of the given confidence.
func MinN(p, confidence float64) uint64 {
	tail := math.Max(p, 1-p)
	return uint64(math.Ceil(dist.Ln((1-confidence)/2) / dist.Ln(tail)))
}
