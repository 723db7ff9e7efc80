package stats

import (
	"math"

	"squall/profiles/dist"
)

// Repeated is a ratio that was measured in several repeats, each under conditions
// of its own: Student's t of their logarithms. It holds however much repeats
// differ. The zero value is none.
type Repeated struct {
	N      int     // pairs, or repeats of the side that has fewer
	mean   float64 // of the logarithm of the ratio
	error  float64 // its standard error
	df     float64
	one    float64 // standard deviation of the logarithm that one more repeat of each side has
	paired bool
}

// InPairs takes a ratio whose two sides took turns: repeat k of both met the same
// hour and machine. Repeats that one side has not, or has as 0, are in no pair;
// ok is false for fewer than two.
func InPairs(num, den []float64) (r Repeated, ok bool) {
	var logs []float64
	for k := range min(len(num), len(den)) {
		if num[k] > 0 && den[k] > 0 {
			logs = append(logs, dist.Ln(num[k]/den[k]))
		}
	}
	if len(logs) < 2 {
		return Repeated{}, false
	}
	mean, variance := spreadOfLogs(logs)
	n := float64(len(logs))
	return Repeated{N: len(logs), mean: mean, error: math.Sqrt(variance / n), df: n - 1, one: math.Sqrt(variance), paired: true}, true
}

// Apart takes a ratio whose two sides were measured one after the other, so that
// their repeats have nothing in common (Welch 1947). A side of one repeat is taken
// to vary as the other does; ok is false when nobody can say how either does.
func Apart(num, den []float64) (r Repeated, ok bool) {
	a, b := positive(num), positive(den)
	if len(a) == 0 || len(b) == 0 || len(a)+len(b) < 3 {
		return Repeated{}, false
	}
	meanA, varA := spreadOfLogs(a)
	meanB, varB := spreadOfLogs(b)
	na, nb := float64(len(a)), float64(len(b))
	r = Repeated{N: min(len(a), len(b)), mean: meanA - meanB}
	switch {
	case len(a) == 1:
		varA, r.df = varB, nb-1
	case len(b) == 1:
		varB, r.df = varA, na-1
	default:
		of := float64(varA*varA)/(na*na*(na-1)) + float64(varB*varB)/(nb*nb*(nb-1))
		if r.df = na + nb - 2; of > 0 {
			r.df = float64((varA/na+varB/nb)*(varA/na+varB/nb)) / of
		}
	}
	r.error, r.one = math.Sqrt(varA/na+varB/nb), math.Sqrt(varA+varB)
	return r, true
}

func positive(values []float64) (logs []float64) {
	for _, v := range values {
		if v > 0 {
			logs = append(logs, dist.Ln(v))
		}
	}
	return logs
}

// spreadOfLogs is 0 for the variance of one.
func spreadOfLogs(logs []float64) (mean, variance float64) {
	for _, l := range logs {
		mean += l / float64(len(logs))
	}
	for _, l := range logs {
		variance += float64((l-mean)*(l-mean)) / float64(max(len(logs)-1, 1))
	}
	return mean, variance
}

// Interval is the 95 % interval of the ratio.
func (r Repeated) Interval() Interval {
	half := TQuantile(0.975, r.df) * r.error
	return Interval{Lo: dist.Exp(r.mean - half), Hi: dist.Exp(r.mean + half)}
}

// Luck is the one-sided p-value of a limit: how likely the ratio lies beyond it
// by luck alone.
func (r Repeated) Luck(limit float64) float64 {
	if r.N == 0 || limit <= 0 {
		return 0
	}
	far := math.Abs(r.mean - dist.Ln(limit))
	switch {
	case far == 0:
		return 0.5
	case r.error == 0:
		return 0
	}
	return 1 - TCDF(far/r.error, r.df)
}

// Differ is by how much one repeat differs from another, as a share.
func (r Repeated) Differ() float64 { return dist.Exp(r.one) - 1 }

// mostRepeats is more than anybody plays.
const mostRepeats = 1000

// Enough is how many repeats of each side would tell the ratio from a limit, were
// it and its spread what they are; 0 when that is out of reach.
func (r Repeated) Enough(limit float64) int {
	if r.N == 0 || limit <= 0 {
		return 0
	}
	far := math.Abs(r.mean - dist.Ln(limit))
	for k := r.N + 1; k <= mostRepeats; k++ {
		df := float64(k - 1)
		if !r.paired {
			df *= 2
		}
		if TQuantile(0.975, df)*r.one < far*math.Sqrt(float64(k)) {
			return k
		}
	}
	return 0
}
