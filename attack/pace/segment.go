package pace

import (
	"math"
	"time"

	"squall/profiles/dist/wave"
)

// segment is a stretch in which the rate is one straight line: a phase, one
// state of an on/off phase, one line of a wave; or one that holds a given number
// of arrivals.
type segment struct {
	start    int64   // ns from t=0
	span     int64   // ns
	length   float64 // s
	from, to float64 // arrivals per second at its ends
	area     float64 // arrivals in all of it: length * (from+to)/2
	random   bool
	scatter  bool // its arrivals, in number as if even, lie anywhere in it
	closed   bool // its arrivals come when the caller has a worker free
	phase    int
	warmup   bool
	took     int64 // ns that its arrivals run; 0: nobody knows
}

func newSegment(start int64, length time.Duration, from, to float64) segment {
	l := float64(length) / 1e9
	return segment{start: start, span: int64(length), length: l, from: from, to: to, area: l * ((from + to) / 2)}
}

// slack is how much of an area rounding may take or add.
const slack = 1e-14

// holds says whether an arrival at integral x lies in the segment. One that is
// due at its very end is the next segment's; rounding in the last digits of
// the area must not decide that.
func (s *segment) holds(x float64) bool {
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
		switch p.Arrival {
		case Replay:
			if s, ok := w.window(p); ok {
				return s, true
			}
			w.at += int64(length)
			w.inside = p.For
			continue
		case OnOff:
			length = min(length, w.state(p))
		case Sine:
			length = min(length, p.line(w.inside))
		case Minute:
			length = min(length, w.beat(p))
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
	switch p.Arrival {
	case OnOff:
		if w.off {
			from, to = 0, 0
		}
		w.off = !w.off
	case Sine:
		from, to = p.wave(w.inside), p.wave(w.inside+length)
	case Minute, Closed:
		from, to = 0, 0
	}
	s := newSegment(w.at, length, from, to)
	w.mark(&s)
	s.random = p.Arrival == Poisson || p.Arrival == OnOff || p.Arrival == Sine
	s.closed = p.Arrival == Closed
	if p.Arrival == Minute {
		s.scatter = true
		if w.at%int64(time.Minute) == 0 {
			s.area = float64(p.From * 60)
		}
	}
	return s
}

// mark says which phase a segment belongs to.
func (w *segments) mark(s *segment) {
	s.phase = w.phase
	if w.warmup {
		s.warmup = w.phase == 0
		s.phase = max(0, w.phase-1)
	}
}

// window is the next window of a replay that has arrivals and begins before
// the end of the phase.
func (w *segments) window(p *Phase) (segment, bool) {
	begin := w.at - int64(w.inside)
	for {
		win, ok := p.Windows()
		if !ok || win.At >= int64(p.For) && win.N > 0 {
			return segment{}, false
		}
		if win.N <= 0 {
			continue
		}
		at := max(win.At, int64(w.inside))
		span := min(win.For, int64(p.For)-at)
		s := newSegment(begin+at, time.Duration(max(1, span)), 0, 0)
		s.area, s.scatter, s.took = win.N, true, win.Took
		w.mark(&s)
		w.at, w.inside = begin+at+span, time.Duration(at+span)
		return s, true
	}
}

// rate is exact at both ends, and everywhere when it is constant.
func (p *Phase) rate(t time.Duration) float64 {
	if p.From == p.To {
		return p.From
	}
	f := float64(t) / float64(p.For)
	return float64(p.From*(1-f)) + float64(p.To*f)
}

// line is how much is left, t into a sine phase, of the straight line it is on.
func (p *Phase) line(t time.Duration) time.Duration {
	if p.Period < wave.Lines {
		return p.For
	}
	into, k := p.turn(t)
	return p.corner(k+1) - into
}

// wave is the rate of a sine phase at time t.
func (p *Phase) wave(t time.Duration) float64 {
	if p.Period < wave.Lines {
		return p.From
	}
	into, k := p.turn(t)
	f := float64(into-p.corner(k)) / float64(p.corner(k+1)-p.corner(k))
	height := float64(wave.Corner(k)*(1-f)) + float64(wave.Corner(k+1)*f)
	return max(0, p.From+float64(p.Amp*height))
}

// turn is how far into its turn a wave is at time t, and on which line.
func (p *Phase) turn(t time.Duration) (into time.Duration, k int) {
	into = (t%p.Period + p.Shift%p.Period) % p.Period
	k = min(int(float64(into)/float64(p.Period)*wave.Lines), wave.Lines-1)
	for k > 0 && p.corner(k) > into {
		k--
	}
	for p.corner(k+1) <= into {
		k++
	}
	return into, k
}

// corner is when line k of a turn begins. A period of 20 years times the
// number of lines would not fit.
func (p *Phase) corner(k int) time.Duration {
	n := time.Duration(k)
	return p.Period/wave.Lines*n + p.Period%wave.Lines*n/wave.Lines
}

// beat is how long it is, in a phase of bursts, to the end of a burst that
// begins now or to the next minute.
func (w *segments) beat(p *Phase) time.Duration {
	const minute = int64(time.Minute)
	into := w.at % minute
	if into < 0 {
		into += minute
	}
	if into == 0 {
		return min(max(1, p.Spread), time.Minute)
	}
	return time.Duration(minute - into)
}
