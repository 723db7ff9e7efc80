package stats

import (
	"math"

	"squall/profiles/dist"
)

// Pairs is the 95 % interval of a ratio that was measured in pairs, each under
// conditions of its own: Student's t of their logarithms. It holds however much
// pairs differ, and needs two of them, all above 0.
func Pairs(ratios []float64) Interval {
	mean, spread := logs(ratios)
	n := float64(len(ratios))
	half := TQuantile(0.975, n-1) * math.Sqrt(spread/n)
	return Interval{Lo: dist.Exp(mean - half), Hi: dist.Exp(mean + half)}
}

// logs are the mean and the variance of logarithms.
func logs(ratios []float64) (mean, variance float64) {
	for _, r := range ratios {
		mean += dist.Ln(r)
	}
	mean /= float64(len(ratios))
	for _, r := range ratios {
		d := dist.Ln(r) - mean
		variance += float64(d * d)
	}
	return mean, variance / float64(len(ratios)-1)
}

// Drift says whether ratios measured in pairs differ by more than the variances
// of their logarithms explain, which luck alone does once in a hundred times
// (Cochran's Q; its distribution by Wilson and Hilferty).
func Drift(ratios, variances []float64) bool {
	weights, mean := 0.0, 0.0
	for i, r := range ratios {
		weights += 1 / variances[i]
		mean += dist.Ln(r) / variances[i]
	}
	mean /= weights
	q := 0.0
	for i, r := range ratios {
		d := dist.Ln(r) - mean
		q += float64(d*d) / variances[i]
	}
	k := float64(len(ratios) - 1)
	root := 1 - 2/(9*k) + float64(dist.Probit(0.99)*math.Sqrt(2/(9*k)))
	return q > k*root*root*root
}

// LogVariance is the variance of the logarithm of stat(num)/stat(den) when the
// clusters of both are drawn again. ok is false when there are too few to tell,
// or nothing varied.
func LogVariance(d Dice, stat Statistic, num, den Sample) (v float64, ok bool) {
	const draws, fewest = 100, 5
	if num.Clusters() < fewest || den.Clusters() < fewest {
		return 0, false
	}
	a, b := newPool(num), newPool(den)
	timesA, timesB := make([]uint32, len(a.below)), make([]uint32, len(b.below))
	ratios := make([]float64, draws)
	for k := range ratios {
		d.draw(k, num, den, timesA, timesB)
		top, bottom := stat.of(a, timesA), stat.of(b, timesB)
		if top <= 0 || bottom <= 0 {
			return 0, false
		}
		ratios[k] = top / bottom
	}
	_, v = logs(ratios)
	m := float64(min(num.Clusters(), den.Clusters()))
	return v * m / (m - 1), v > 0
}
