// Package retrace reads the trace that a phase replays, in the time of the run.
//
// It draws no arrival, and it does not know what is sent.
package retrace

import (
	"fmt"

	"squall/attack/pace"
	"squall/profiles"
	"squall/profiles/trace"
)

// Open opens the trace of a phase; drawn: the model says how long requests run,
// whatever the trace has.
func Open(p *profiles.Phase, drawn bool) (*Replay, error) {
	f, err := trace.Open(p.Trace.Path)
	if err != nil {
		return nil, err
	}
	return &Replay{file: f, trace: p.Trace, length: int64(p.For), speed: p.Speed, scale: p.Scale, drawn: p.Drawn || drawn}, nil
}

// Err is why the trace could not be read to its end, or nil.
func (r *Replay) Err() error { return r.err }

// Close closes the file.
func (r *Replay) Close() error { return r.file.Close() }

// Replay reads one trace, row by row as the schedule comes to them.
type Replay struct {
	file         *trace.File
	trace        profiles.Trace
	length       int64 // ns of the run
	speed, scale float64
	drawn        bool // the model says how long requests run
	err          error
}

// Next is the next row in the time of the run. At its end the file must still
// be what was checked.
func (r *Replay) Next() (pace.Window, bool) {
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

func (r *Replay) time(ns int64) int64 {
	if r.speed == 1 {
		return ns
	}
	return int64(float64(ns) / r.speed)
}
