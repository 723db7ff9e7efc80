package attack

import (
	"fmt"

	"squall/attack/pace"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/trace"
)

// Arrivals is when the arrivals of an entry are due in a block, with the
// traces that it replays.
type Arrivals struct {
	*pace.Schedule
	replays []*replay
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
		if r.err != nil {
			return fmt.Errorf("replay: %w", r.err)
		}
	}
	return nil
}

// Close closes the traces.
func (a *Arrivals) Close() {
	for _, r := range a.replays {
		_ = r.file.Close() // it was only read
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
		f, err := trace.Open(p.Trace.Path)
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		r := &replay{file: f, trace: p.Trace, length: int64(p.For), speed: p.Speed, scale: p.Scale, drawn: p.Drawn || e.Sourced()}
		a.replays = append(a.replays, r)
		phases[i].Windows = r.next
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

// replay reads one trace, row by row as the schedule comes to them.
type replay struct {
	file         *trace.File
	trace        profiles.Trace
	length       int64 // ns of the run
	speed, scale float64
	drawn        bool // the model says how long requests run
	err          error
}

// next is the next row in the time of the run. At its end the file must still
// be what was checked.
func (r *replay) next() (pace.Window, bool) {
	row, ok := r.file.Next()
	if ok && r.trace.Until > 0 {
		row, ok = row.Until(r.trace.Until)
	}
	if r.drawn {
		row.Took = 0
	}
	if w := (pace.Window{At: r.time(row.At), For: r.time(row.For), N: row.Count * r.scale, Took: row.Took}); ok && (w.At < r.length || w.N == 0) {
		return w, true
	}
	if r.err != nil {
		return pace.Window{}, false
	}
	sum, err := r.file.Sum()
	switch {
	case r.file.Err() != nil:
		r.err = r.file.Err()
	case err != nil:
		r.err = err
	case sum != r.trace.SHA256:
		r.err = fmt.Errorf("%s is no longer what it was when the profile was checked", r.trace.Path)
	}
	return pace.Window{}, false
}

func (r *replay) time(ns int64) int64 {
	if r.speed == 1 {
		return ns
	}
	return int64(float64(ns) / r.speed)
}
