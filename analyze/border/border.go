// Package border finds the rate up to which conditions hold, when every look at
// a rate may err: it brackets the border, halves the bracket, and then looks at
// both of its ends once more with fresh draws, since what was found by choosing
// among many looks proves nothing by those looks alone.
//
// It runs nothing; whoever asks for the border carries out the looks.
package border

import (
	"math"
	"slices"
)

// Answer is what a look showed.
type Answer uint8

// The answers.
const (
	Unclear   Answer = iota // too few requests to tell
	Holds                   // all conditions hold, with their intervals
	Fails                   // one does not, with its interval
	Untrusted               // the measurement itself cannot be trusted at this rate
)

func (a Answer) String() string {
	return [...]string{"unclear", "holds", "fails", "untrusted"}[a]
}

// Look is what is asked.
type Look struct {
	Rate float64
	Size int // times as much load as the profile's own
	Draw int // no two looks share it, so none shares its dice
	Last bool
}

// Options bound the search.
type Options struct {
	Start    float64 // where it begins
	From, To float64 // lowest and highest rate
	Within   float64 // how near the two ends must come, as a share
	Most     int     // largest size of a look
}

// tries is how many looks may confirm an end before it is given up.
const tries = 4

// risk is the chance that one look errs for good or for bad: a condition's
// interval has 95 %, so each of its sides 2.5 %.
const risk = 0.025

// End is one side of the border.
type End struct {
	Rate      float64
	Known     bool // there is one
	Confirmed bool // by a look of its own
	Untrusted bool // the generator ended there, not the target
	looks     int
}

// Found is where the border is: conditions hold at Low and fail at High.
type Found struct {
	Low, High  End
	Confidence float64 // that both ends are right; 0 when one is not confirmed
	Odd        []float64
	Stopped    bool // somebody ended the search
}

// Ask looks at a rate. need is how many times as many requests it would take;
// 0 when nobody knows. ok is false when there is no answer and the search ends.
type Ask func(l Look) (a Answer, need float64, ok bool)

// Find searches.
func Find(o Options, ask Ask) Found {
	s := &search{Options: o, ask: ask, seen: map[float64]Answer{}, size: 1}
	s.bracket()
	s.halve()
	f := Found{Low: s.low(), High: s.high()}
	if !s.stopped {
		s.confirm(&f)
	}
	for _, r := range s.rates {
		if f.Low.Known && r < f.Low.Rate && s.seen[r] == Fails {
			f.Odd = append(f.Odd, r)
		}
	}
	slices.Sort(f.Odd)
	f.Stopped = s.stopped
	return f
}

type search struct {
	Options
	ask     Ask
	seen    map[float64]Answer
	rates   []float64 // keys of seen
	size    int       // that the last clear look needed
	draw    int
	stopped bool
}

// look asks about a rate until the answer is clear or the look as large as it
// may be. A measurement that cannot be trusted is made once more: the machine
// may have been busy with something else.
func (s *search) look(rate float64) Answer {
	if a, ok := s.seen[rate]; ok {
		return a
	}
	a, again := Unclear, true
	for size := s.size; ; {
		var need float64
		if a, need = s.once(rate, size, false); s.stopped {
			return a
		}
		if a == Untrusted && again {
			again = false
			continue
		}
		if s.size = size; a != Unclear || size >= s.Most {
			break
		}
		size = min(s.Most, max(2*size, int(math.Ceil(float64(size)*min(need, float64(s.Most))))))
	}
	s.seen[rate] = a
	s.rates = append(s.rates, rate)
	return a
}

func (s *search) once(rate float64, size int, last bool) (Answer, float64) {
	s.draw++
	a, need, ok := s.ask(Look{Rate: rate, Size: size, Draw: s.draw, Last: last})
	s.stopped = s.stopped || !ok
	return a, need
}

// bracket doubles or halves the rate until it has been on both sides.
func (s *search) bracket() {
	rate := Round(min(max(s.Start, s.From), s.To))
	first := s.look(rate)
	up := first == Holds || first == Unclear
	for !s.stopped {
		next := Round(min(2*rate, s.To))
		if !up {
			next = Round(max(rate/2, s.From))
		}
		if next == rate {
			return
		}
		rate = next
		switch a := s.look(rate); {
		case up && (a == Fails || a == Untrusted), !up && a == Holds:
			if !up || s.low().Known {
				return
			}
			up, rate = false, Round(s.Start) // it was unclear all the way: look below
		}
	}
}

// halve halves the bracket, on the scale of its ratio, until its ends are near:
// where looks between them stay unclear, each end comes up to those.
func (s *search) halve() {
	for !s.stopped {
		low, high := s.low(), s.high()
		if !low.Known {
			return
		}
		rate, ok := s.between(low.Rate, s.firstOther(low.Rate))
		if !ok && high.Known {
			rate, ok = s.between(s.lastUnclear(low.Rate, high.Rate), high.Rate)
		}
		if !ok {
			return
		}
		s.look(rate)
	}
}

// between is the middle of two rates, if they are not near enough yet.
func (s *search) between(low, high float64) (float64, bool) {
	if math.IsInf(high, 1) || high <= low*(1+s.Within) {
		return 0, false
	}
	mid := Round(math.Sqrt(low * high))
	_, seen := s.seen[mid]
	return mid, !seen && mid > low && mid < high
}

// firstOther is the lowest rate above one that does not hold.
func (s *search) firstOther(low float64) float64 {
	least := math.Inf(1)
	for _, r := range s.rates {
		if r > low && s.seen[r] != Holds {
			least = min(least, r)
		}
	}
	return least
}

func (s *search) lastUnclear(low, high float64) float64 {
	most := low
	for _, r := range s.rates {
		if r > most && r < high && s.seen[r] == Unclear {
			most = r
		}
	}
	return most
}

// low is the highest rate that holds below the first that fails above it.
func (s *search) low() End {
	var e End
	for _, r := range s.rates {
		if s.seen[r] == Holds && r > e.Rate {
			e = End{Rate: r, Known: true}
		}
	}
	return e
}

// high is the lowest rate above low that fails, or that cannot be trusted.
func (s *search) high() End {
	low, e := s.low().Rate, End{}
	for _, r := range s.rates {
		if a := s.seen[r]; (a == Fails || a == Untrusted) && r > low && (!e.Known || r < e.Rate) {
			e = End{Rate: r, Known: true, Untrusted: a == Untrusted}
		}
	}
	return e
}

// confirm looks at both ends with fresh draws, and gives way where they do not
// hold out.
func (s *search) confirm(f *Found) {
	if f.Low.Known {
		s.settle(&f.Low, Holds, func(rate float64) float64 { return max(s.From, rate/(1+s.Within)) })
	}
	if f.High.Known && !f.High.Untrusted {
		s.settle(&f.High, Fails, func(rate float64) float64 { return min(s.To, rate*(1+s.Within)) })
	}
	if f.Low.Confirmed && (!f.High.Known || f.High.Untrusted || f.High.Confirmed) {
		f.Confidence = 1 - risk*float64(f.Low.looks+f.High.looks)
	}
}

func (s *search) settle(e *End, want Answer, away func(float64) float64) {
	for e.looks < tries && !s.stopped {
		e.looks++
		a, _ := s.once(e.Rate, min(2*s.size, s.Most), true)
		if s.stopped {
			return
		}
		if a == want {
			e.Confirmed = true
			return
		}
		next := Round(away(e.Rate))
		if next == e.Rate {
			return
		}
		e.Rate = next
	}
}

// Round keeps three digits of a rate.
func Round(rate float64) float64 {
	if rate <= 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(rate))-2)
	if unit >= 1 {
		return math.Round(rate/unit) * unit
	}
	per := math.Round(1 / unit)
	return math.Round(rate*per) / per
}
