package dist

import "math"

// The functions of this file use additions, multiplications, divisions and
// square roots only, and every product is rounded by a conversion before it is
// added to anything. The compiler may otherwise fuse the two on some
// processors, and package math has assembly of its own on others; either would
// make one seed give different times on different machines.

const (
	ln2Hi = 6.93147180369123816490e-01 // ln 2 without its low 21 bits, so that k*ln2Hi is exact
	ln2Lo = 1.90821492927058770002e-10
	sqrt2 = math.Sqrt2
)

// madd is a*b + c, rounded twice.
func madd(a, b, c float64) float64 { return float64(a*b) + c }

// Ln is the natural logarithm of a positive, finite x; the same bits on every
// machine.
func Ln(x float64) float64 {
	m, k := math.Frexp(x)
	if m < sqrt2/2 {
		m *= 2
		k--
	}
	// ln m = 2 atanh(s), s = (m-1)/(m+1), |s| <= 0.1716: eleven terms of
	// the series leave less than 2^-57.
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	p := 2.0 / 23
	p = madd(p, z, 2.0/21)
	p = madd(p, z, 2.0/19)
	p = madd(p, z, 2.0/17)
	p = madd(p, z, 2.0/15)
	p = madd(p, z, 2.0/13)
	p = madd(p, z, 2.0/11)
	p = madd(p, z, 2.0/9)
	p = madd(p, z, 2.0/7)
	p = madd(p, z, 2.0/5)
	p = madd(p, z, 2.0/3)
	f := float64(k)
	tail := madd(float64(s*z), p, float64(f*ln2Lo))
	return float64(f*ln2Hi) + (s + s + tail)
}

// Exp is e to the power of x; the same bits on every machine. It is +Inf above
// 709 and 0 below -708.
func Exp(x float64) float64 {
	switch {
	case x > 709:
		return math.Inf(1)
	case x < -708:
		return 0
	}
	k := math.Floor(madd(x, 1/math.Ln2, 0.5))
	r := x - float64(k*ln2Hi) - float64(k*ln2Lo)
	// Taylor to the thirteenth power for |r| <= 0.347, as even + r*odd so
	// that both halves are computed at once.
	z := float64(r * r)
	even := madd(1.0/479001600, z, 1.0/3628800)
	odd := madd(1.0/6227020800, z, 1.0/39916800)
	even = madd(even, z, 1.0/40320)
	odd = madd(odd, z, 1.0/362880)
	even = madd(even, z, 1.0/720)
	odd = madd(odd, z, 1.0/5040)
	even = madd(even, z, 1.0/24)
	odd = madd(odd, z, 1.0/120)
	even = madd(even, z, 1.0/2)
	odd = madd(odd, z, 1.0/6)
	y := 1 + (r + madd(z, even, float64(float64(r*z)*odd)))
	return math.Float64frombits(math.Float64bits(y) + uint64(int64(k))<<52)
}

// polynomials of algorithm AS 241 (PPND16), Wichura 1988: numerator and
// denominator, highest power first.
var (
	centreNum = [8]float64{2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
		1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080}
	centreDen = [8]float64{5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
		5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1}
	midNum = [8]float64{7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
		3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734}
	midDen = [8]float64{1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
		6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1}
	farNum = [8]float64{2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
		2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720}
	farDen = [8]float64{2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
		1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1}
)

// Probit is the quantile function of the standard normal distribution for
// 0 < p < 1; the same bits on every machine.
func Probit(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * ratio(&centreNum, &centreDen, r)
	}
	r := p
	if q > 0 {
		r = 1 - p
	}
	r = math.Sqrt(-Ln(r))
	z := 0.0
	if r <= 5 {
		z = ratio(&midNum, &midDen, r-1.6)
	} else {
		z = ratio(&farNum, &farDen, r-5)
	}
	if q < 0 {
		return -z
	}
	return z
}

func ratio(num, den *[8]float64, r float64) float64 {
	n, d := num[0], den[0]
	for i := 1; i < len(num); i++ {
		n = madd(n, r, num[i])
		d = madd(d, r, den[i])
	}
	return n / d
}
