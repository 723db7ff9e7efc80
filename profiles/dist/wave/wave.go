// Package wave is the wave that arrivals of kind sine follow, drawn with straight
// lines: the same bits on every machine.
package wave

import "math"

// Lines is how many straight lines draw one turn of the wave. The lines
// stay within 0.0006 of the sine, and over whole turns they have its integral.
const Lines = 96

// corners are the sines at the ends of the lines, and areas their integrals
// from 0 to each, in turns.
var corners, areas = lines()

func lines() (at, area [Lines + 1]float64) {
	const quarter = Lines / 4
	for k := 1; k <= quarter; k++ {
		s := sine(float64(float64(k)*(2*math.Pi)) / Lines)
		at[k], at[2*quarter-k] = s, s
		at[2*quarter+k], at[Lines-k] = -s, -s
	}
	at[quarter], at[3*quarter] = 1, -1
	for k := 1; k <= Lines; k++ {
		area[k] = area[k-1] + (at[k-1]+at[k])/(2*Lines)
	}
	area[Lines] = 0
	return at, area
}

// sine is the Taylor series to the 21st power; x is at most a quarter turn.
func sine(x float64) float64 {
	z := float64(x * x)
	sum, term := x, x
	for k := 2.0; k <= 20; k += 2 {
		term = -float64(term*z) / (k * (k + 1))
		sum += term
	}
	return sum
}

// Corner is the height of the wave where line k begins, for k from 0 to
// Lines.
func Corner(k int) float64 { return corners[k] }

// At is the height of the wave at x, in turns.
func At(x float64) float64 {
	k, f := line(x)
	return corners[k] + float64(f*(corners[k+1]-corners[k]))
}

// Area is the integral of the wave from 0 to x, both in turns.
func Area(x float64) float64 {
	k, f := line(x)
	rise := corners[k+1] - corners[k]
	return areas[k] + float64(f*corners[k])/Lines + float64(float64(f*f)*rise)/(2*Lines)
}

// line is the line that x lies on, and the share of it before x.
func line(x float64) (k int, f float64) {
	x = float64((x - math.Floor(x)) * Lines)
	k = min(int(x), Lines-1)
	return k, x - float64(k)
}
