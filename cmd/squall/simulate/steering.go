package simulate

import (
	"slices"
	"time"

	"squall/profiles"
)

// steered lets the steering make its first changes, before the load.
func (b *block) steered() error {
	s := b.run.opt.Steering
	if s == nil {
		return nil
	}
	if err := b.run.changes.Apply(s.Begin(b.step.Suffix, b.run.local.Applier.Number)); err != nil {
		return err
	}
	b.looks()
	return nil
}

// looks puts the next look among what is to happen.
func (b *block) looks() {
	at := b.zero + int64(b.run.opt.Steering.Next())
	i := 0
	for i < len(b.faults) && b.faults[i].at <= at {
		i++
	}
	b.faults = slices.Insert(b.faults, i, fault{at: at, row: look})
}

// steer asks the steering what is to change at an instant.
func (b *block) steer(at int64) {
	list, over := b.run.opt.Steering.Look(time.Duration(at - b.zero))
	b.shift(list)
	switch {
	case over:
		b.over, b.faults = at, nil
	case b.over == 0:
		b.looks()
	}
}

// shift makes changes of the steering; one that is refused ends the load.
func (b *block) shift(list []profiles.Change) {
	if err := b.run.changes.Apply(list); err != nil {
		b.run.opt.Steering.Refused(err)
		b.over, b.faults = b.run.local.World.Now(), nil
	}
}
