// Package breaks says when the faults of a block begin and end, and what became
// of them.
//
// It carries out none.
package breaks

import (
	"cmp"
	"slices"
	"time"

	"squall/attack/local"
	"squall/profiles"
)

// Made is one fault as it was carried out.
type Made struct {
	Arm, Repeat int
	Kind        string
	Target      string
	At, For     time.Duration // measured
	Undone      bool
	Index       int           // into the faults of the arm's world
	Struck      *local.Struck // what the stand-in says that it did; nil: it cannot tell
	Error       string
}

// Early is why a fault was not carried out whose time never came.
const Early = "the load ended before its time"

// Planned is fault n of a block as it is to be.
func Planned(w *profiles.World, b Block, n int) Made {
	f := &w.Faults[n]
	on := f.Function
	if f.Alias != "" {
		on += ":" + f.Alias
	}
	return Made{Arm: b.Arm, Repeat: b.Repeat, Kind: f.Kind, Target: on, Index: n, At: f.At, For: f.Length(w.LoadTime()), Undone: true}
}

// Fail says why a fault was not carried out.
func (m *Made) Fail(why string) { m.At, m.For, m.Error = 0, 0, why }

// Cut makes of a fault as it was to be what it was in a load that ended early.
func (m *Made) Cut(end time.Duration) {
	switch {
	case m.Error != "":
	case m.At >= end:
		m.Fail(Early)
	default:
		m.For = min(m.For, end-m.At)
	}
}

// Block says where in a run faults happen.
type Block struct {
	Arm, Repeat int
	Suffix      string // of its aliases
}

// Changes are what a fault of a block changes: those of the steps, where a run
// has steps of its own, else the world's.
func Changes(steps []profiles.Step, w *profiles.World, b Block, fault int) []profiles.Change {
	for i := range steps {
		if s := &steps[i]; s.Kind == profiles.StepFault && s.Arm == b.Arm && s.Repeat == b.Repeat && s.Fault == fault {
			return s.Changes
		}
	}
	apply, _ := profiles.FaultChanges(fault, w, b.Suffix)
	return apply
}

// Moment is when a fault begins or ends.
type Moment struct {
	At    time.Duration // from t=0
	Fault int
	End   bool
}

// Moments lists when the faults of a world begin and end, in order; one
// without a length ends with the load.
func Moments(w *profiles.World) []Moment {
	var acts []Moment
	load := w.LoadTime()
	for i, f := range w.Faults {
		end := load
		if f.For > 0 {
			end = min(load, f.At+f.For)
		}
		acts = append(acts, Moment{f.At, i, false}, Moment{end, i, true})
	}
	slices.SortStableFunc(acts, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	return acts
}
