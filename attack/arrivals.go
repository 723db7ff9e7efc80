package attack

import (
	"fmt"

	"squall/attack/pace"
	"squall/attack/retrace"
	"squall/profiles"
	"squall/profiles/dist"
)

// Arrivals is when the arrivals of an entry are due in a block, with the
// traces that it replays.
type Arrivals struct {
	*pace.Schedule
	replays []*retrace.Replay
	last    uint64 // how many there are data for
}

// Schedule opens the traces of an entry and makes its schedule, which ends with
// the last arrival that there are data for. Close it.
func Schedule(blockSeed uint64, e *profiles.Entry, last uint64) (*Arrivals, error) {
	a := &Arrivals{last: last}
	phases, err := a.phases(e)
	if err != nil {
		a.Close()
		return nil, fmt.Errorf("entry %s: %w", e.Name, err)
	}
	a.Schedule = pace.New(blockSeed, dist.Key(e.Name), e.Warmup, phases)
	return a, nil
}

// Next is the next arrival, as long as there are data for it.
func (a *Arrivals) Next() (pace.Due, bool) {
	due, ok := a.Schedule.Next()
	return due, ok && due.N < a.last
}

// Err is why a trace could not be read to its end, or nil.
func (a *Arrivals) Err() error {
	for _, r := range a.replays {
		if err := r.Err(); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	return nil
}

// Close closes the traces.
func (a *Arrivals) Close() {
	for _, r := range a.replays {
		_ = r.Close() // it was only read
	}
}

func (a *Arrivals) phases(e *profiles.Entry) ([]pace.Phase, error) {
	phases := make([]pace.Phase, len(e.Phases))
	for i, p := range e.Phases {
		phases[i] = pace.Phase{For: p.For, From: p.From, To: p.To, Arrival: kinds[p.Arrival], On: p.On, Off: p.Off,
			Amp: p.Amplitude, Period: p.Period, Shift: p.Shift, Spread: p.Spread}
		if p.Closed {
			phases[i].Arrival = pace.Closed
		}
		if p.Arrival != profiles.ArrivalReplay {
			continue
		}
		r, err := retrace.Open(&p, e.Sourced())
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		a.replays = append(a.replays, r)
		phases[i].Windows = r.Next
	}
	return phases, nil
}

var kinds = map[profiles.Arrival]pace.Kind{
	profiles.ArrivalUniform: pace.Uniform,
	profiles.ArrivalPoisson: pace.Poisson,
	profiles.ArrivalOnOff:   pace.OnOff,
	profiles.ArrivalSine:    pace.Sine,
	profiles.ArrivalMinute:  pace.Minute,
	profiles.ArrivalReplay:  pace.Replay,
}
