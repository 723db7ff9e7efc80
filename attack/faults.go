package attack

import (
	"context"

	"squall/attack/breaks"
	"squall/attack/carry"
)

// faulty makes the faults of a block happen at their times, until ctx ends.
func (b *block) faulty(ctx context.Context) []*carry.Run {
	counts, _ := b.run.opt.Target.(Counter) // else nobody counts
	l := carry.Load{World: b.world, Block: breaks.Block{Arm: b.arm, Repeat: b.repeat, Suffix: b.suffix}, Zero: b.zero, Steps: b.run.opt.Steps,
		Nonce: b.run.opt.Nonce, Gate: b.run.opt.Gate, Changes: b.run.changes, Lock: &b.changing, Counter: counts, Network: b.network}
	return l.Faults(ctx)
}
