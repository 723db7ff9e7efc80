package record

import (
	"errors"

	"squall/analyze"
	"squall/cmd/squall/folder"
)

// Part is a recorder for a part of a run, on a goroutine of its own.
type Part struct {
	Recorder
	whole *Recorder
	files *folder.Part // nil: nothing is written
}

// Fork makes a recorder for blocks that no other one is told of. There must be
// no stop rule and no experiment, which look at a run in its order.
func (r *Recorder) Fork() *Part {
	p := &Part{whole: r, Recorder: Recorder{experiment: &experiment{}}}
	p.figures, p.choice, p.cancel = analyze.New(r.plan, r.meta), r.choice, func(error) {}
	p.experiment = &experiment{} // that looks at a run in its order, too
	if r.out == nil {
		return p
	}
	if p.files, p.broken = r.folder.Part(); p.broken == nil {
		p.out = &output{hits: p.files.Hits, sightings: p.files.Sightings}
	}
	return p
}

// Join hands everything to the whole recorder, in its turn.
func (p *Part) Join() {
	r := p.whole
	r.figures.Merge(p.figures)
	err := p.broken
	if p.files != nil {
		err = errors.Join(err, p.files.Join())
	}
	if r.broken == nil {
		r.broken = err
	}
}

// Drop throws everything away.
func (p *Part) Drop() {
	if p.files != nil {
		p.files.Drop()
	}
}
