package tick

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// sortedList does what Timers does, slowly.
type sortedList struct {
	entries  []listed
	seq, now int64
}

type listed struct {
	at, seq int64
	handle  int32
}

func (l *sortedList) drop(h int32) {
	l.entries = slices.DeleteFunc(l.entries, func(e listed) bool { return e.handle == h })
}

func (l *sortedList) set(h int32, at, seq int64) {
	l.drop(h)
	l.entries = append(l.entries, listed{at, seq, h})
	slices.SortFunc(l.entries, func(a, b listed) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
}

func (l *sortedList) stamp() int64 {
	l.seq++
	return l.seq
}

// anyTime is near or far, but never over.
func (l *sortedList) anyTime(t *rapid.T) int64 {
	span := int64(1) << rapid.IntRange(1, 62).Draw(t, "bits")
	return l.now + rapid.Int64Range(0, min(span, math.MaxInt64-l.now)).Draw(t, "in")
}

func (l *sortedList) check(t *rapid.T, timers *Timers) {
	first, ok := timers.First()
	if ok != (len(l.entries) > 0) {
		t.Fatalf("First is %v with %d entries", ok, len(l.entries))
	}
	if ok && (first.At != l.entries[0].at || first.Handle != l.entries[0].handle) {
		t.Fatalf("first is %d of %d, want %d of %d", first.At, first.Handle, l.entries[0].at, l.entries[0].handle)
	}
}

// The timers are compared with a sorted list under every operation, at times
// near each other and of every size. Time never goes back.
func TestTimersAgainstASortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var timers Timers
		var list sortedList
		var handles []int32
		some := func(t *rapid.T) int32 {
			if len(handles) == 0 {
				t.Skip()
			}
			return rapid.SampledFrom(handles).Draw(t, "handle")
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
				h, at := some(t), list.anyTime(t)
				list.set(h, at, list.stamp())
				timers.Set(h, at)
			},
			"set as stamped": func(t *rapid.T) {
				first, second, at := some(t), some(t), list.now+rapid.Int64Range(0, 3).Draw(t, "in")
				early, stamp := list.stamp(), timers.Stamp()
				list.set(second, at, list.stamp())
				timers.Set(second, at)
				list.set(first, at, early)
				timers.SetAs(first, at, stamp)
			},
			"pass": func(t *rapid.T) {
				if first, ok := timers.First(); ok {
					list.now = max(list.now, first.At)
					list.drop(first.Handle)
					timers.Clear(first.Handle)
				}
			},
			"clear": func(t *rapid.T) {
				h := some(t)
				list.drop(h)
				timers.Clear(h)
			},
			"disown": func(t *rapid.T) {
				h := some(t)
				list.drop(h)
				timers.Disown(h)
				handles = slices.DeleteFunc(handles, func(o int32) bool { return o == h })
			},
			"": func(t *rapid.T) { list.check(t, &timers) },
		})
	})
}

// What is taken back does not pile up, and nothing is lost when it is swept.
func TestTimersTakenBack(t *testing.T) {
	var timers Timers
	h, kept := timers.Own(1, 1), timers.Own(1, 2)
	timers.Set(kept, 1e15)
	for i := range int64(100_000) {
		timers.Set(h, 1e12+i*1e6)
	}
	if timers.far.n > 2*sweepFrom {
		t.Errorf("%d entries of two timers", timers.far.n)
	}
	timers.Clear(h)
	if e, ok := timers.First(); !ok || e.Handle != kept || e.At != 1e15 {
		t.Errorf("%+v %t", e, ok)
	}
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
