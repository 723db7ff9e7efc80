package changepoint

import (
	"cmp"
	"slices"
	"testing"

	"squall/profiles/dist"
)

// noisy is a series around levels, each with so many values.
func noisy(seed uint64, sd float64, levels ...[2]float64) (out []float64) {
	for _, l := range levels {
		for range int(l[0]) {
			u := dist.U(seed, dist.StreamBootstrap, uint64(len(out)), 7)
			out = append(out, l[1]+sd*dist.Probit(u))
		}
	}
	return out
}

// A change of three standard deviations is found at its place, or its place is
// among those that fit as well.
func TestFind(t *testing.T) {
	held, found := 0, 0
	const trials = 12
	for seed := range uint64(trials) {
		changes := Find(noisy(seed, .05, [2]float64{30, 4}, [2]float64{20, 4.15}), seed)
		if len(changes) == 0 {
			continue
		}
		found++
		c := slices.MaxFunc(changes, func(a, b Change) int { return cmp.Compare(a.After-a.Before, b.After-b.Before) })
		if c.Lo <= 30 && 30 <= c.Hi {
			held++
		}
		if c.Before > c.After || c.P > .01 || c.Lo > c.At || c.Hi < c.At {
			t.Errorf("seed %d: %+v", seed, c)
		}
	}
	if found < trials*9/10 || held < found*8/10 {
		t.Errorf("found %d of %d, the place among those that fit in %d", found, trials, held)
	}
}

func TestFindTwo(t *testing.T) {
	changes := Find(noisy(1, .02, [2]float64{15, 1}, [2]float64{15, 1.3}, [2]float64{15, .9}), 1)
	if len(changes) != 2 || changes[0].At != 15 || changes[1].At != 30 {
		t.Fatalf("%+v", changes)
	}
	if a, b := changes[0].After, changes[1].Before; a != b || a < 1.28 || a > 1.32 {
		t.Errorf("the level between them is %g and %g", a, b)
	}
}

// A series without a change has one once in about 500, and never by a few
// values alone.
func TestFindNothing(t *testing.T) {
	luck := 0
	for seed := range uint64(40) {
		luck += len(Find(noisy(seed, 1, [2]float64{40, 0}), seed))
	}
	if luck > 1 {
		t.Errorf("%d changes in 40 series that have none", luck)
	}
	for name, x := range map[string][]float64{"nothing": nil, "one": {1}, "three": {1, 1, 9}, "constant": slices.Repeat([]float64{5}, 30)} {
		if c := Find(x, 1); len(c) != 0 {
			t.Errorf("%s: %+v", name, c)
		}
	}
	for i, c := range Find(noisy(3, .01, [2]float64{9, 0}, [2]float64{9, 1}), 5) {
		if again := Find(noisy(3, .01, [2]float64{9, 0}, [2]float64{9, 1}), 5)[i]; c != again {
			t.Error("the same seed finds something else")
		}
	}
}
