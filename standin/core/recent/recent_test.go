package recent

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Two lists over one range of indices are compared with slices.
func TestAgainstSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var links Links
		var lists [2]List
		var want [2][]int32
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			i, which := rapid.Int32Range(0, 9).Draw(t, "index"), rapid.IntRange(0, 1).Draw(t, "list")
			if at := slices.Index(want[which], i); at >= 0 {
				links.Remove(&lists[which], i)
				want[which] = slices.Delete(want[which], at, at+1)
			} else if !slices.Contains(want[1-which], i) {
				links.Push(&lists[which], i)
				want[which] = slices.Insert(want[which], 0, i)
			}
			for k := range lists {
				var got []int32
				last := int32(None)
				for i := lists[k].First(); i != None; i = links.After(i) {
					got, last = append(got, i), i
				}
				if !slices.Equal(got, want[k]) || lists[k].Last() != last {
					t.Fatalf("list %d is %v to %d, want %v", k, got, lists[k].Last(), want[k])
				}
			}
		}
	})
}
