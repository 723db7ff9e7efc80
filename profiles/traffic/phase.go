package traffic

import (
	"math"
	"slices"
	"time"

	"squall/profiles/dist/wave"
)

// Arrival names a way in which arrivals are spread.
type Arrival string

// The arrivals built so far.
const (
	ArrivalUniform Arrival = "uniform"
	ArrivalPoisson Arrival = "poisson"
	ArrivalOnOff   Arrival = "onoff"
	ArrivalSine    Arrival = "sine"
	ArrivalMinute  Arrival = "minute"
	ArrivalReplay  Arrival = "replay"
)

// Phase is one stretch of an entry's schedule.
type Phase struct {
	For      time.Duration
	From, To float64 // requests per second at both ends; equal for a constant rate
	Arrival  Arrival

	// Closed is rate: max: each of the entry's workers sends when its last
	// request has ended. From and To are 0.
	Closed bool

	// onoff only: lengths of both states; it starts on, and the rate is the one
	// while on.
	On, Off time.Duration

	// sine only: the rate goes Amplitude above and below its mean once in a
	// Period, and begins Shift after it has crossed the mean on its way up.
	Amplitude     float64
	Period, Shift time.Duration

	// minute only: the time after each minute from t=0 within which that
	// minute's requests come.
	Spread time.Duration

	// replay only: the trace, Speed times as fast, with Scale times as many
	// requests. For is the length of the replay.
	Trace        Trace
	Speed, Scale float64
	Drawn        bool // durations come from the model, and not from the trace
}

// Trace is a file of arrivals as it was when the profile was checked.
type Trace struct {
	Path     string
	SHA256   string  // of the file
	Until    int64   // ns of its own time, where the replay ends; 0: its end
	Requests float64 // of the part that is replayed, before Scale
	Peak     float64 // requests in its busiest second, about
	Timed    bool    // it says of requests how long they ran
}

// Length is the length of an entry's phases, without its warm-up.
func (e Entry) Length() time.Duration {
	var sum time.Duration
	for _, p := range e.Phases {
		sum += p.For
	}
	return sum
}

// Closed says whether a phase of the entry is a closed loop, so that Hits are
// not all of it.
func (e Entry) Closed() bool {
	return slices.ContainsFunc(e.Phases, func(p Phase) bool { return p.Closed })
}

// Hits is the number of requests that the schedule makes due, on average. Of a
// closed loop nobody knows it ahead: it counts for none.
func (e Entry) Hits() float64 {
	var sum float64
	var at time.Duration
	for _, p := range e.Phases {
		sum += p.hits(at)
		at += p.For
	}
	return sum
}

// WarmupHits is the number of requests of the warm-up, on average.
func (e Entry) WarmupHits() float64 {
	if len(e.Phases) == 0 {
		return 0
	}
	p := e.Phases[0]
	switch p.Arrival {
	case ArrivalReplay:
		return 0
	case ArrivalSine:
		p = Phase{From: p.From + p.Amplitude*wave.At(turns(p.Shift, p.Period))}
	case ArrivalOnOff:
		p.To = p.From
	}
	p.For, p.To = e.Warmup, p.From
	return p.hits(-e.Warmup)
}

// hits is the number of requests of a phase that begins at a time from t=0.
func (p Phase) hits(at time.Duration) float64 {
	switch p.Arrival {
	case ArrivalOnOff:
		return p.From * p.onTime().Seconds()
	case ArrivalSine:
		wave := wave.Area(turns(p.Shift+p.For, p.Period)) - wave.Area(turns(p.Shift, p.Period))
		return p.From*p.For.Seconds() + p.Amplitude*p.Period.Seconds()*wave
	case ArrivalMinute:
		return p.From * 60 * float64(minutes(at+p.For)-minutes(at))
	case ArrivalReplay:
		return p.Trace.Requests * p.Scale
	}
	return (p.From + p.To) / 2 * p.For.Seconds()
}

// onTime is how long the phase is on; it starts on.
func (p Phase) onTime() time.Duration {
	cycle := p.On + p.Off
	if cycle <= 0 {
		return 0
	}
	return p.For/cycle*p.On + min(p.For%cycle, p.On)
}

// turns is how often a period fits into a time.
func turns(t, period time.Duration) float64 { return float64(t) / float64(max(1, period)) }

// minutes is how many minutes begin before t, from t=0 on; fewer than none
// when t is before that.
func minutes(t time.Duration) int64 {
	n := int64(t / time.Minute)
	if t > 0 && t%time.Minute > 0 {
		n++
	}
	return n
}

// Peak is the highest rate of the phase, in requests per second; infinite for
// a closed loop.
func (p Phase) Peak() float64 {
	if p.Closed {
		return math.Inf(1)
	}
	switch p.Arrival {
	case ArrivalSine:
		return p.From + p.Amplitude
	case ArrivalMinute:
		return p.From * 60 / max(1, p.Spread.Seconds())
	case ArrivalReplay:
		return p.Trace.Peak * p.Speed * p.Scale
	}
	return max(p.From, p.To)
}
