package canary

import (
	"math"

	"squall/profiles/dist"
)

// A spread counts times in buckets of equal width on a logarithmic scale.
type spread map[int32]uint32

const (
	perE    = 256              // buckets in each factor of e: 0.4 % wide
	buckets = 23 * perE        // up to e^23 us, 2.7 hours
	narrow  = 1.0 / (2 * perE) // half a bucket: nothing is known more exactly
)

func bucketOf(ns int64) int32 {
	us := float64(max(ns, 1000)) / 1000
	return min(int32(dist.Ln(us)*perE), buckets-1)
}

func (s spread) add(ns int64) { s[bucketOf(ns)]++ }

// curve is a weighted sum of spreads.
type curve struct {
	weight [buckets]float64
	total  float64
}

func (c *curve) add(s spread, weight float64) {
	// Each bucket is added to once, so that the order does not matter.
	n := uint64(0)
	for b, count := range s {
		c.weight[b] += weight * float64(count)
		n += uint64(count)
	}
	c.total += weight * float64(n)
}

// log is the logarithm of the p-quantile in microseconds, with times spread
// evenly over their bucket.
func (c *curve) log(p float64) float64 {
	want, sum := min(max(p, 0), 1)*c.total, 0.0
	last := 0
	for b, w := range c.weight {
		if w == 0 {
			continue
		}
		last = b
		if sum+w >= want {
			return (float64(b) + (want-sum)/w) / perE
		}
		sum += w
	}
	return float64(last+1) / perE
}

// ms is the p-quantile in milliseconds.
func (c *curve) ms(p float64) float64 { return dist.Exp(c.log(p)) / 1000 }

// above is how many times of a spread lie above a bucket border.
func (s spread) above(border int32) (above, n uint64) {
	for b, count := range s {
		n += uint64(count)
		if b >= border {
			above += uint64(count)
		}
	}
	return above, n
}

// border is the bucket border nearest to a logarithm.
func border(log float64) int32 { return int32(math.Round(log * perE)) }
