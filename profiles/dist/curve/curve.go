// Package curve makes draws from a distribution cheap: a table of polynomials
// gives the time in whole microseconds wherever it is certain of it, and says
// so where it is not.
//
// It knows no distribution. What it gives is what rounding the exact time would
// give, so a seed means the same times with and without it.
package curve

import "math"

const (
	cells = 256 // of equal shares
	// doubt is how near to the middle between two microseconds a time may come
	// before its rounding is left to the exact function; fit is how far from
	// that function a polynomial may be between its points.
	doubt = 1.0 / 512
	fit   = doubt / 4
)

// Curve is the quantile function of one distribution. Nothing changes it.
type Curve struct{ of [cells]cell }

// cell holds the powers of a position in the cell, from -1 to 1; NaN where the
// function is none that a polynomial comes near enough to. The last place
// makes a cell one line of a cache.
type cell [8]float64

// New makes the curve of a function that gives the time in nanoseconds that a
// share of all times does not exceed.
func New(exact func(share float64) float64) *Curve {
	c := &Curve{}
	for i := range c.of {
		at := func(t float64) float64 {
			middle := float64((float64(i) + 0.5) / cells)
			share := middle + float64(t/(2*cells))
			return float64(exact(share)/1000) + 0.5
		}
		c.of[i] = through(at)
		for k := range 9 {
			// Between the points and at both ends, as far out as a draw comes.
			t := float64(float64(k-4)/4) * (1 - 0x1p-43)
			if !(math.Abs(c.of[i].at(t)-at(t)) < fit) {
				c.of[i][0] = math.NaN()
			}
		}
	}
	return c
}

// At gives the time of 64 random bits, of which the upper 52 count, in
// microseconds.
func (c *Curve) At(bits uint64) (us int64, ok bool) {
	t := float64((float64(int64(bits>>12&(1<<44-1)))+0.5)*0x1p-43) - 1
	y := c.of[bits>>56].at(t)
	us = int64(y)
	rest := y - float64(us)
	return us, rest > doubt && rest < 1-doubt
}

func (w *cell) at(t float64) float64 {
	z := float64(t * t)
	return w[0] + float64(w[1]*t) + float64(z*(w[2]+float64(w[3]*t)+float64(z*(w[4]+float64(w[5]*t)+float64(z*w[6])))))
}

// through interpolates at Chebyshev's points: divided differences, then the
// powers.
func through(f func(t float64) float64) (c cell) {
	const n = 7
	at := [n]float64{-0.9749279121818236, -0.7818314824680298, -0.4338837391175582, 0, 0.4338837391175582, 0.7818314824680298, 0.9749279121818236}
	var d [n]float64
	for i := range d {
		d[i] = f(at[i])
	}
	for k := 1; k < n; k++ {
		for i := n - 1; i >= k; i-- {
			d[i] = (d[i] - d[i-1]) / (at[i] - at[i-k])
		}
	}
	for i := n - 1; i >= 0; i-- { // Horner's rule, in polynomials
		for k := n - 1; k > 0; k-- {
			c[k] = c[k-1] - float64(c[k]*at[i])
		}
		c[0] = d[i] - float64(c[0]*at[i])
	}
	return c
}
