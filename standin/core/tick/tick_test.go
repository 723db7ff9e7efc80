package tick

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The heap is compared with a sorted list under every operation.
func TestTimersAgainstASortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var timers Timers
		type entry struct {
			at, seq int64
			handle  int32
		}
		var model []entry
		var handles []int32
		seq := int64(0)
		drop := func(h int32) {
			model = slices.DeleteFunc(model, func(e entry) bool { return e.handle == h })
		}
		t.Repeat(map[string]func(*rapid.T){
			"own": func(t *rapid.T) {
				h := timers.Own(1, int32(len(handles)))
				if kind, index := timers.Owner(h); kind != 1 || index != int32(len(handles)) {
					t.Fatalf("owner of %d is %d/%d", h, kind, index)
				}
				handles = append(handles, h)
			},
			"set": func(t *rapid.T) {
				if len(handles) == 0 {
					t.Skip()
				}
				h := rapid.SampledFrom(handles).Draw(t, "handle")
				at := rapid.Int64Range(0, 20).Draw(t, "at")
				drop(h)
				seq++
				model = append(model, entry{at, seq, h})
				timers.Set(h, at)
			},
			"clear": func(t *rapid.T) {
				if len(handles) == 0 {
					t.Skip()
				}
				h := rapid.SampledFrom(handles).Draw(t, "handle")
				drop(h)
				timers.Clear(h)
			},
			"disown": func(t *rapid.T) {
				if len(handles) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(handles)-1).Draw(t, "i")
				drop(handles[i])
				timers.Disown(handles[i])
				handles = slices.Delete(handles, i, i+1)
			},
			"": func(t *rapid.T) {
				slices.SortFunc(model, func(a, b entry) int {
					if a.at != b.at {
						return int(a.at - b.at)
					}
					return int(a.seq - b.seq)
				})
				first, ok := timers.First()
				if ok != (len(model) > 0) {
					t.Fatalf("First is %v with %d entries", ok, len(model))
				}
				if ok && (first.At != model[0].at || first.Handle != model[0].handle) {
					t.Fatalf("first is %d of %d, want %d of %d", first.At, first.Handle, model[0].at, model[0].handle)
				}
			},
		})
	})
}

func TestBucket(t *testing.T) {
	const second = 1_000_000_000
	b := NewBucket(10, second, 0)
	take := func(now int64) bool {
		if !b.Has(now) {
			return false
		}
		b.Take()
		return true
	}
	for i := range 10 {
		if !take(0) {
			t.Fatalf("token %d of a full bucket is missing", i)
		}
	}
	if take(0) || take(second/10-1) {
		t.Error("an empty bucket gave a token")
	}
	if !take(second / 10) {
		t.Error("no token after a tenth of the period")
	}
	if !take(1000*second) || b.credit > 9*second {
		t.Errorf("the bucket holds more than one period: %d", b.credit)
	}
	b.Resize(2, 1000*second)
	for i, want := range []bool{true, true, false} {
		if take(1000*second) != want {
			t.Errorf("token %d of a bucket of two: want %v", i+1, want)
		}
	}
	unlimited := NewBucket(0, second, 0)
	if !unlimited.Has(0) {
		t.Error("rate 0 is no limit")
	}
}

// No bucket gives more than its burst and its rate, however it is asked.
func TestBucketNeverGivesTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Int64Range(1, 2000).Draw(t, "rate")
		per := rapid.Int64Range(1, 10_000_000_000).Draw(t, "per")
		b := NewBucket(rate, per, 0)
		now, given := int64(0), int64(0)
		for range rapid.IntRange(1, 200).Draw(t, "asks") {
			now += rapid.Int64Range(0, per).Draw(t, "gap")
			if b.Has(now) {
				b.Take()
				given++
			}
		}
		if float64(given) > float64(rate)+float64(now)*float64(rate)/float64(per)+1e-6 {
			t.Fatalf("%d tokens in %d ns", given, now)
		}
	})
}

// A rate that no one could reach is a limit like any other, not a debt.
func TestBucketsOfAnySize(t *testing.T) {
	const second, six = 1_000_000_000, 6 * 3600 * 1_000_000_000
	for _, per := range []int64{1, second, six} {
		b := NewBucket(math.MaxInt64, per, 0)
		for now := range int64(3) {
			if !b.Has(now * per) {
				t.Fatalf("a full bucket of %d ns refuses at %d", per, now*per)
			}
			b.Take()
		}
		b.Resize(1, 3*per)
		b.Resize(math.MaxInt32*10, 3*per)
		if !b.Has(4 * per) {
			t.Fatalf("a resized bucket of %d ns refuses", per)
		}
	}
}
