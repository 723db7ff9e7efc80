package stats

import (
	"math"

	"squall/profiles/dist"
)

// Power is what a planned comparison asks for.
type Power struct {
	Alpha float64 // two-sided error of the first kind: 0.05
	Power float64 // chance to see the change when it is there: 0.8
}

// Usual is the power that plans are made with: 5 % two-sided, 80 %.
var Usual = Power{Alpha: 0.05, Power: 0.8}

// QuantileShift is the sample per arm that shows a relative shift (0.1 for
// 10 %) of the p-quantile of a lognormal time with the given sigma, never below
// the sample that an interval of the quantile needs at all.
func (w Power) QuantileShift(p, sigma, shift float64) uint64 {
	zp := dist.Probit(p)
	density := dist.Exp(-zp*zp/2) / math.Sqrt(2*math.Pi)
	z := dist.Probit(1-w.Alpha/2) + dist.Probit(w.Power)
	l := dist.Ln(1 + shift)
	n := 2 * z * z * p * (1 - p) * sigma * sigma / (density * density * l * l)
	return max(uint64(math.Ceil(n-1e-9)), MinN(p, 1-w.Alpha))
}

// RateShift is the sample per arm that tells a share of p1 from one of p2.
func (w Power) RateShift(p1, p2 float64) uint64 {
	mean := (p1 + p2) / 2
	a := dist.Probit(1-w.Alpha/2) * math.Sqrt(2*mean*(1-mean))
	b := dist.Probit(w.Power) * math.Sqrt(p1*(1-p1)+p2*(1-p2))
	d := p1 - p2
	return uint64(math.Ceil((a + b) * (a + b) / (d * d)))
}

// RateBelow is the smallest sample whose 95 % interval lies below the limit
// when it holds no event at all.
func RateBelow(limit float64) uint64 {
	return uint64(math.Floor(Z95*Z95*(1-limit)/limit)) + 1
}

// ErlangB is the share of Poisson arrivals that find all servers busy, when
// they offer the given load in Erlangs and the refused ones do not come back.
func ErlangB(offered float64, servers int) float64 {
	b := 1.0
	for k := 1; k <= servers; k++ {
		b = offered * b / (float64(k) + offered*b)
	}
	return b
}
