package stats

import (
	"math"
	"slices"
)

// spread is how much a figure of one sample varied over the draws, and what the
// draws were made of.
type spread struct {
	variance         float64 // relative
	clusters, strata int
}

func spreadOf(s Sample, drawn []float64) spread {
	mean, squares := 0.0, 0.0
	for _, x := range drawn {
		mean += x
	}
	mean /= float64(len(drawn))
	for _, x := range drawn {
		squares += float64((x - mean) * (x - mean))
	}
	out := spread{clusters: s.Clusters(), strata: len(s.Strata)}
	if mean > 0 {
		out.variance = squares / (float64(len(drawn)) * mean * mean)
	}
	return out
}

// tail is the share of draws beyond each end of a 95 % interval, less than 2.5 %
// where clusters are few. Drawn again, the m clusters of a stratum show only
// (m-1)/m of the variance, and they tell how large it is no better than m-1
// degrees of freedom do, so that the ends lie further out: the percentile
// interval as expanded by Hesterberg (The American Statistician 69, 2015), with
// the degrees of freedom of Welch and Satterthwaite for several samples.
func tail(of []spread) float64 {
	shown, real, vague := 0.0, 0.0, 0.0
	for _, s := range of {
		df := float64(max(s.clusters-s.strata, 1))
		v := s.variance * float64(s.clusters) / df
		shown += s.variance
		real += v
		vague += float64(v * v / df)
	}
	if shown == 0 {
		return 0.025 // nothing varied, and every draw is an end as good as any
	}
	return 1 - NormalCDF(TQuantile(0.975, float64(real*real)/vague)*math.Sqrt(real/shown))
}

// ends cuts as large a tail off each side of what was drawn.
func ends(drawn []float64, tail float64) Interval {
	slices.Sort(drawn)
	k := max(int(float64(len(drawn)+1)*tail), 1)
	return Interval{Lo: drawn[k-1], Hi: drawn[len(drawn)-k]}
}
