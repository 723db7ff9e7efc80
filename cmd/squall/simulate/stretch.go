package simulate

import (
	"slices"
	"time"

	"squall/attack"
	"squall/profiles"
)

// stretch is a part of a plan in a world of its own: the setup, some blocks one
// after another, and the teardown.
type stretch struct {
	steps  []profiles.Step
	seed   uint64        // of the rule book
	begins time.Duration // by the plan's timeline: when the world's time 0 is
	number uint32
}

// mostStretches bounds what a run is split into: each keeps counts of its own.
const mostStretches = 64

// whole is the plan as one stretch.
func whole(plan *profiles.Plan) stretch {
	return stretch{steps: plan.Steps(""), seed: plan.Seed}
}

// split parts a plan into stretches that have nothing to do with each other:
// where all arms have new environments, a block finds nothing of those before
// it. It depends on the plan alone, so what a run shows does not depend on how
// many cores work on it. A watcher sees one world, unless
// it takes them apart.
func split(plan *profiles.Plan, opt Options) []stretch {
	kept := slices.ContainsFunc(plan.Arms, func(a profiles.Arm) bool { return !a.NewEnvironments })
	all := whole(plan)
	blocks := blocksOf(all.steps)
	if kept || opt.Watcher != nil && !opt.Apart || len(blocks) < 2 {
		return []stretch{all}
	}
	setup, teardown := all.steps[0], all.steps[len(all.steps)-1]
	var out []stretch
	for i := range min(len(blocks), mostStretches) {
		n := min(len(blocks), mostStretches)
		mine := slices.Concat(blocks[i*len(blocks)/n : (i+1)*len(blocks)/n]...)
		out = append(out, stretch{
			steps:  slices.Concat([]profiles.Step{setup}, mine, []profiles.Step{teardown}),
			seed:   attack.BlockSeed(plan, mine[0].Arm, mine[0].Repeat),
			begins: mine[0].At,
			number: uint32(i),
		})
	}
	return out
}

// blocksOf are the steps of each block.
func blocksOf(steps []profiles.Step) (blocks [][]profiles.Step) {
	for _, s := range steps {
		if s.Arm < 0 {
			continue
		}
		if last := len(blocks) - 1; last >= 0 && blocks[last][0].Arm == s.Arm && blocks[last][0].Repeat == s.Repeat {
			blocks[last] = append(blocks[last], s)
			continue
		}
		blocks = append(blocks, []profiles.Step{s})
	}
	return blocks
}
