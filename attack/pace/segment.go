package pace

import (
	"math"
	"time"
)

// segment is a stretch in which the rate is one straight line: a phase, or one
// state of an on/off phase.
type segment struct {
	start    int64   // ns from t=0
	span     int64   // ns
	length   float64 // s
	from, to float64 // arrivals per second at its ends
	area     float64 // arrivals in all of it: length * (from+to)/2
	random   bool
	phase    int
	warmup   bool
}

func newSegment(start int64, length time.Duration, from, to float64) segment {
	l := float64(length) / 1e9
	return segment{start: start, span: int64(length), length: l, from: from, to: to, area: l * ((from + to) / 2)}
}

// holds says whether an arrival at integral x lies in the segment. One that is
// due at its very end is the next segment's; rounding in the last digits of
// the area must not decide that.
func (s *segment) holds(x float64) bool {
	const slack = 1e-14
	return x < s.area-float64(slack*s.area)
}

// when inverts the integral of the rate:
//
//	rate                      x(t) = from*t + slope*t^2/2
//	  to +          .'
//	     |       .'           t(x) = 2x / (from + sqrt(from^2 + 2*slope*x))
//	from +    .' |
//	     |  .'   |            slope = (to-from)/length
//	     | |  x  |
//	     +-+-----+---> t      The quotient loses no digits for either sign of
//	       0     t            the slope, nor when from is 0.
//
// The answer is in whole nanoseconds from the start of the segment, and before
// its end. Every product is rounded before it is added, so that no processor fuses them.
func (s *segment) when(x float64) int64 {
	if x <= 0 {
		return 0
	}
	t := x / s.from
	if s.from != s.to {
		slope := (s.to - s.from) / s.length
		under := float64(s.from*s.from) + float64(float64(slope*x)*2)
		t = (x + x) / (s.from + math.Sqrt(max(0, under)))
	}
	return min(s.span-1, int64(math.Floor(float64(min(t, s.length)*1e9)+0.5)))
}

// segments walks through phases.
type segments struct {
	phases []Phase
	warmup bool  // the first phase is the warm-up
	at     int64 // where the next segment starts
	phase  int   // the phase it is in
	inside time.Duration
	off    bool // the next state of an on/off phase
}

func (w *segments) next() (segment, bool) {
	for w.phase < len(w.phases) {
		p := &w.phases[w.phase]
		if w.inside >= p.For {
			w.phase++
			w.inside, w.off = 0, false
			continue
		}
		length := p.For - w.inside
		if p.Arrival == OnOff {
			length = min(length, w.state(p))
		}
		s := w.cut(p, length)
		w.at += int64(length)
		w.inside += length
		if s.span > 0 {
			return s, true
		}
	}
	return segment{}, false
}

// state is the length of the coming state. A state without length is skipped;
// when neither has one, the phase is all on.
func (w *segments) state(p *Phase) time.Duration {
	length := p.On
	if w.off {
		length = p.Off
	}
	if p.On <= 0 && p.Off <= 0 {
		return p.For
	}
	return max(0, length)
}

// cut makes the segment of the given length that comes next, and turns the
// state over.
func (w *segments) cut(p *Phase, length time.Duration) segment {
	from, to := p.rate(w.inside), p.rate(w.inside+length)
	if p.Arrival == OnOff {
		if w.off {
			from, to = 0, 0
		}
		w.off = !w.off
	}
	s := newSegment(w.at, length, from, to)
	s.random = p.Arrival != Uniform
	s.phase = w.phase
	if w.warmup {
		s.warmup = w.phase == 0
		s.phase = max(0, w.phase-1)
	}
	return s
}

// rate is exact at both ends, and everywhere when it is constant.
func (p *Phase) rate(t time.Duration) float64 {
	if p.From == p.To {
		return p.From
	}
	f := float64(t) / float64(p.For)
	return float64(p.From*(1-f)) + float64(p.To*f)
}
