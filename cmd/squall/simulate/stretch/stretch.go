// Package stretch parts a plan into stretches that have nothing to do with each
// other, so that each can be simulated in a world of its own.
//
// It simulates nothing.
package stretch

import (
	"slices"
	"time"

	"squall/attack"
	"squall/profiles"
)

// Stretch is a part of a plan in a world of its own: the setup, some blocks one
// after another, and the teardown.
type Stretch struct {
	Steps  []profiles.Step
	Seed   uint64        // of the rule book
	Begins time.Duration // by the plan's timeline: when the world's time 0 is
	Number uint32
}

// most bounds what a run is split into: each keeps counts of its own.
const most = 64

// Whole is the plan as one stretch.
func Whole(plan *profiles.Plan) Stretch {
	return Stretch{Steps: plan.Steps(""), Seed: plan.Seed}
}

// Split parts a plan into stretches that have nothing to do with each other:
// where all arms have new environments, a block finds nothing of those before
// it. It depends on the plan alone, so what a run shows does not depend on how
// many cores work on it. one asks for one world all the same.
func Split(plan *profiles.Plan, one bool) []Stretch {
	kept := slices.ContainsFunc(plan.Arms, func(a profiles.Arm) bool { return !a.NewEnvironments })
	all := Whole(plan)
	blocks := Blocks(all.Steps)
	if kept || one || len(blocks) < 2 {
		return []Stretch{all}
	}
	setup, teardown := all.Steps[0], all.Steps[len(all.Steps)-1]
	var out []Stretch
	for i := range min(len(blocks), most) {
		n := min(len(blocks), most)
		mine := slices.Concat(blocks[i*len(blocks)/n : (i+1)*len(blocks)/n]...)
		out = append(out, Stretch{
			Steps:  slices.Concat([]profiles.Step{setup}, mine, []profiles.Step{teardown}),
			Seed:   attack.BlockSeed(plan, mine[0].Arm, mine[0].Repeat),
			Begins: mine[0].At,
			Number: uint32(i),
		})
	}
	return out
}

// Blocks are the steps of each block.
func Blocks(steps []profiles.Step) (blocks [][]profiles.Step) {
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
