// Package pace answers one question: when is hit n due? A Schedule goes
// through phases of constant, ramped or waving rates, spread evenly, as a
// Poisson process, as one that is switched on and off, in bursts on the minute,
// or as windows say that are handed in, and gives the due times one by one, in
// order.
//
// It does not wait, send or read a clock: times count from t=0, the end of the
// warm-up. The same seed and phases give the same nanoseconds on every machine.
package pace

import (
	"math"
	"time"

	"squall/profiles/dist"
)

// Kind says how arrivals are spread.
type Kind uint8

// The kinds of arrival.
const (
	Uniform Kind = iota // evenly
	Poisson             // at random, with the phase's rate as the mean
	OnOff               // as Poisson for On, not at all for Off, and again; starts on
	Sine                // as Poisson, with a rate that waves by Amp around From
	Minute              // what From makes in a minute, all at once on every minute from t=0
	Replay              // what Windows give
	Closed              // as soon as one of the caller's workers is free: see Due.Closed
)

var kindNames = [...]string{"uniform", "poisson", "onoff", "sine", "minute", "replay", "closed"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind?"
}

// Phase is a stretch of time in which the rate goes evenly from From to To,
// in arrivals per second.
type Phase struct {
	For      time.Duration
	From, To float64
	Arrival  Kind
	On, Off  time.Duration // OnOff only

	// Sine only: the wave goes Amp above From and below it once in a Period,
	// and begins Shift after it has crossed From on its way up. It is drawn
	// with wave.Lines straight lines.
	Amp           float64
	Period, Shift time.Duration

	// Spread is the time after each minute in which the arrivals of Minute
	// lie, each anywhere in it.
	Spread time.Duration

	// Windows gives, for Replay, one window after the other, from a time on
	// that no earlier one reaches; false after the last one.
	Windows func() (Window, bool)
}

// Window is a number of arrivals that lie anywhere in a span of time.
type Window struct {
	At, For int64 // ns from the start of the phase; a For of 0 has all at once
	N       float64
	Took    int64 // ns that each runs; 0: nobody knows
}

// Due is one arrival.
type Due struct {
	N      uint64 // counts all arrivals of the schedule from 0, warm-up included
	At     int64  // ns from t=0; negative in the warm-up
	Phase  int    // index of its phase; 0 in the warm-up
	Warmup bool
	// Closed marks an arrival of a closed phase, which ends at Until. At is when
	// it began: the caller takes the first time after it at which it has a worker
	// free, and calls Leave when there is none before the end.
	Closed bool
	Until  int64
	Took   int64 // of its window
}

// Schedule streams arrivals. One goroutine at a time may use it.
type Schedule struct {
	gaps     dist.Row // the dice of the gaps between arrivals
	places   dist.Row // and of where in its span an arrival lies
	segments segments
	current  segment
	// need is the rate's integral, from the start of the current segment,
	// at which the next arrival is due. What a segment does not cover is
	// carried to the next one, so no fraction of an arrival is lost.
	need float64
	n    uint64
	last int64
	// spread is where in a segment that scatters its latest arrival lies, as a
	// share of it.
	spread float64
}

// New makes a schedule of the phases, after a warm-up at the rate and with the
// arrivals of the start of the first phase; a replay has no warm-up. Schedules of different seeds or
// ids draw independently.
func New(seed, id uint64, warmup time.Duration, phases []Phase) *Schedule {
	s := &Schedule{gaps: dist.DiceOf(seed, dist.StreamGap).Of(id), places: dist.DiceOf(seed, dist.StreamSpread).Of(id),
		segments: segments{phases: withWarmup(warmup, phases), at: -int64(warmup), warmup: warmup > 0}}
	s.last = s.segments.at
	s.current, _ = s.segments.next()
	s.need = s.first()
	return s
}

// first is the integral of the rate before the first arrival.
func (s *Schedule) first() float64 {
	if s.current.random {
		return s.gap()
	}
	return 0
}

// Next gives the next arrival, and false after the last one.
func (s *Schedule) Next() (d Due, ok bool) {
	ok = s.Fill(&d)
	return d, ok
}

// Fill is Next for those with so many arrivals that copies of them cost: it
// writes into a place of the caller's.
func (s *Schedule) Fill(d *Due) bool {
	for !s.current.closed && !s.current.holds(s.need) {
		if !s.proceed() {
			return false
		}
	}
	if s.current.closed {
		*d = s.whenever()
		return true
	}
	at := int64(0)
	if s.current.scatter {
		at = s.scattered()
	} else {
		at = s.current.when(s.need)
	}
	s.last = max(s.last, s.current.start+at)
	d.N, d.At, d.Phase, d.Warmup, d.Took = s.n, s.last, s.current.phase, s.current.warmup, s.current.took
	d.Closed, d.Until = false, 0
	s.n++
	s.need += s.gap()
	return true
}

// whenever is an arrival of a closed phase.
func (s *Schedule) whenever() Due {
	s.last = max(s.last, s.current.start)
	d := Due{N: s.n, At: s.last, Phase: s.current.phase, Warmup: s.current.warmup, Closed: true, Until: s.current.start + s.current.span}
	s.n++
	return d
}

// Leave ends a closed phase. The latest arrival was not used: its number is
// the next one's.
func (s *Schedule) Leave() {
	if s.current.closed {
		s.n--
		s.proceed()
	}
}

// proceed goes on to the next segment.
func (s *Schedule) proceed() bool {
	next, ok := s.segments.next()
	switch {
	case !ok:
		s.need, s.current = 0, segment{}
		return false
	case s.current.random && next.scatter, next.closed:
		s.need = 0 // a gap of a Poisson process takes nothing from a fixed number
	case s.current.closed, s.current.scatter && next.random:
		s.current = next
		s.need = s.first()
	default:
		s.need = max(0, s.need-s.current.area)
	}
	s.current, s.spread = next, 0
	return true
}

// scattered is where the next arrival of a segment lies of which only the
// number is given. Of k points that lie anywhere between the last one and the
// end, the first is beyond a share x of that stretch with probability
// (1-x)^k: so one after the other they come in order, and none is kept.
func (s *Schedule) scattered() int64 {
	if s.current.span <= 1 {
		return 0
	}
	left := max(1, math.Ceil(s.current.area-s.need-float64(slack*s.current.area)))
	beyond := dist.Exp(dist.Ln(dist.Unit(s.places.Hash(s.n))) / left)
	s.spread += float64((1 - s.spread) * (1 - beyond))
	return min(s.current.span-1, int64(s.spread*float64(s.current.span)))
}

// gap is the rate's integral between two arrivals: 1 when they are even,
// exponential with mean 1 in a Poisson process, whatever the rate does.
func (s *Schedule) gap() float64 {
	if !s.current.random {
		return 1
	}
	return -dist.Ln(dist.Unit(s.gaps.Hash(s.n)))
}

// Count is the expected number of arrivals of a schedule, those of the warm-up
// included; pass no warm-up to count those from t=0. Of closed phases it counts
// none: their number is what they find out. It uses up the windows of
// phases that have some.
func Count(warmup time.Duration, phases []Phase) float64 {
	all := segments{phases: withWarmup(warmup, phases), at: -int64(warmup)}
	sum := 0.0
	for s, ok := all.next(); ok; s, ok = all.next() {
		sum += s.area
	}
	return sum
}

func withWarmup(warmup time.Duration, phases []Phase) []Phase {
	if warmup <= 0 || len(phases) == 0 {
		return phases
	}
	first := phases[0]
	switch first.Arrival {
	case Sine:
		first = Phase{From: first.wave(0), Arrival: Poisson}
	case Replay:
		first = Phase{}
	}
	first.For, first.To = warmup, first.From
	return append([]Phase{first}, phases...)
}
