package analyze

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"squall/attack/hit"
)

// Collectors of single blocks, merged in any order, say the same as one that
// was told everything.
func TestMergedBlocksEqualOneCollector(t *testing.T) {
	p, far := plan(), int64(2000e9) // the timeline doubles its bins, in one of the blocks
	long := aHit(hit.Hit{Arm: 1, Repeat: 1, Due: far, Sent: far, Done: far + 5e6, Status: 200})
	stray := aHit(hit.Hit{Arm: 7})
	want := encoded(t, finish(p, append(run(), long, stray), ending()))
	blocks := [][]record{}
	for arm := range uint16(2) {
		for repeat := range uint16(2) {
			block := append(checkout(arm, repeat), append(limited(arm, repeat), events(arm, repeat)...)...)
			if arm == 1 && repeat == 1 {
				block = append(block, long, stray)
			}
			blocks = append(blocks, block)
		}
	}
	for seed := range uint64(10) {
		whole := collector(p)
		for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(len(blocks)) {
			part := collector(p)
			for _, r := range blocks[i] {
				r(part)
			}
			whole.Merge(part)
		}
		if got := encoded(t, whole.Finish(ending())); !bytes.Equal(got, want) {
			t.Fatal(cmp.Diff(string(want), string(got)))
		}
	}
}

func TestMergeRefusesABlockThatIsCountedTwice(t *testing.T) {
	a, b := collector(plan()), collector(plan())
	for _, c := range []*Collector{a, b} {
		c.Hit(&hit.Hit{Status: 200, Done: 5e6})
	}
	defer func() {
		if recover() == nil {
			t.Error("one block of two collectors was merged")
		}
	}()
	a.Merge(b)
}
