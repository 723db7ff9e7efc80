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

// lnCells are the 128 stretches of a mantissa from 1 to 2, which goes on as a
// half from sqrt(2), so that logarithms near 0 are precise.
var lnCells = func() (cells [128]lnCell) {
	for j := range cells {
		c := 1 + float64((float64(j)+0.5)/128)
		cells[j] = lnCell{centre: c, inverse: 1 / c, ln: lnNear(c)}
		if c > sqrt2 {
			cells[j].carry, cells[j].ln = 1, lnNear(float64(c/2))
		}
	}
	return cells
}()

type lnCell struct{ centre, inverse, ln, carry float64 }

// Ln is the natural logarithm of a positive, finite x; the same bits on every
// machine.
func Ln(x float64) float64 {
	const near, normal = 1.0 / 64, 1 << 52
	b := math.Float64bits(x)
	if d := x - 1; d > -near && d < near {
		return lnNear(x)
	}
	if b < normal {
		return Ln(x*normal) - float64(52*ln2Hi)
	}
	c := &lnCells[b>>45&127]
	f := float64(int(b>>52)-1023) + c.carry
	// ln(1+r), |r| <= 2^-8: seven terms leave less than 2^-66.
	r := float64((math.Float64frombits(b&(normal-1)|1023<<52) - c.centre) * c.inverse)
	z := float64(r * r)
	p := float64(r*(-1.0/3)) + 1.0/2 + float64(z*(float64(r*(-1.0/5))+1.0/4+float64(z*(float64(r*(-1.0/7))+1.0/6))))
	return float64(f*ln2Hi) + (c.ln + (r - float64(z*p) + float64(f*ln2Lo)))
}

// lnNear is Ln for x from sqrt(2)/2 to sqrt(2).
func lnNear(x float64) float64 {
	// ln x = 2 atanh(s), s = (x-1)/(x+1), |s| <= 0.1716: eleven terms of
	// the series leave less than 2^-57.
	s := (x - 1) / (x + 1)
	z := float64(s * s)
	p := 2.0 / 23
	for n := 21; n >= 3; n -= 2 {
		p = madd(p, z, 2/float64(n))
	}
	return s + s + float64(float64(s*z)*p)
}

// powers are 2 to the power of j/128.
var powers = func() (t [128]float64) {
	for j := range t {
		r := float64(j) / 128 * math.Ln2
		for n := 20; n >= 0; n-- {
			t[j] = 1 + float64(r/float64(n+1)*t[j])
		}
	}
	return t
}()

// Exp is e to the power of x; the same bits on every machine. It is +Inf above
// 709 and 0 below -708.
func Exp(x float64) float64 {
	switch {
	case x > 709:
		return math.Inf(1)
	case x < -708:
		return 0
	}
	// Added to this number, another one loses what is behind its point.
	const whole = 3 << 51
	v := float64(x*(128/math.Ln2)) + whole
	n := int64(int32(math.Float64bits(v)))
	f := v - whole
	// e^r - 1, |r| <= 2^-8 * ln 2: five terms leave less than 2^-60.
	r := x - float64(f*(ln2Hi/128)) - float64(f*(ln2Lo/128))
	z := float64(r * r)
	p := r + float64(z*(float64(r*(1.0/6))+1.0/2+float64(z*(float64(r*(1.0/120))+1.0/24))))
	y := powers[n&127]
	y += float64(y * p)
	return math.Float64frombits(math.Float64bits(y) + uint64(n>>7)<<52)
}

// probitCells are polynomials for shares from 2^-13 to a half: 32 for each
// power of two, through seven points of the exact function each.
var probitCells = func() (cells [12 * 32]probitCell) {
	for i := range cells {
		width := math.Ldexp(1, i/32-13) // of an octave
		cells[i] = newProbitCell(width+float64((float64(i%32)+0.5)*width/32), width/64)
	}
	return cells
}()

// probitCell holds the powers of the distance from its centre.
type probitCell struct {
	centre float64
	power  [7]float64
}

// newProbitCell interpolates at Chebyshev's points within half on both sides of
// the centre: divided differences, then the powers of the distance.
func newProbitCell(centre, half float64) probitCell {
	c := probitCell{centre: centre}
	const n = len(c.power)
	at := [n]float64{-0.9749279121818236, -0.7818314824680298, -0.4338837391175582, 0, 0.4338837391175582, 0.7818314824680298, 0.9749279121818236}
	var d [n]float64
	for i := range d {
		d[i] = wichura(centre + float64(at[i]*half))
	}
	for k := 1; k < n; k++ {
		for i := n - 1; i >= k; i-- {
			d[i] = (d[i] - d[i-1]) / (at[i] - at[i-k])
		}
	}
	for i := n - 1; i >= 0; i-- { // Horner's rule, in polynomials
		for k := n - 1; k > 0; k-- {
			c.power[k] = c.power[k-1] - float64(c.power[k]*at[i])
		}
		c.power[0] = d[i] - float64(c.power[0]*at[i])
	}
	scale := 1.0
	for k := range c.power {
		c.power[k] *= scale
		scale /= half
	}
	return c
}

// Probit is the quantile function of the standard normal distribution for
// 0 < p < 1; the same bits on every machine.
func Probit(p float64) float64 {
	const least = 1.0 / (1 << 13)
	q := min(p, 1-p)
	if q < least || q >= 0.5 {
		return wichura(p)
	}
	c := &probitCells[math.Float64bits(q)>>47-(1023-13)<<5]
	t := q - c.centre
	z := float64(t * t)
	w := &c.power
	y := w[0] + float64(w[1]*t) + float64(z*(w[2]+float64(w[3]*t)+float64(z*(w[4]+float64(w[5]*t)+float64(z*w[6])))))
	return math.Copysign(y, p-0.5)
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

// wichura is Probit by that algorithm, precise to 1 part in 10^16.
func wichura(p float64) float64 {
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
