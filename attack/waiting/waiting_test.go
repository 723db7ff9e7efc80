package waiting

import (
	"slices"
	"squall/attack/hit"
	"squall/attack/payload"
	"testing"
	"time"
)

func TestCount(t *testing.T) {
	var c Count
	ms := func(n int64) int64 { return n * int64(time.Millisecond) }
	for _, due := range []int64{-5, 0, 50, 99, 100, 950, 1_000_000} {
		c.Sent(ms(due))
	}
	c.Done(ms(50))
	c.Done(ms(-5))
	c.Done(ms(1_000_000))
	type seen struct{ due, n int64 }
	var got []seen
	c.Each(ms(980), func(due int64, n int) { got = append(got, seen{due / 1e6, int64(n)}) })
	if want := []seen{{980, 1}, {200, 1}, {100, 2}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Arrivals are counted from when they are built to when they are answered,
// where somebody wants to know.
func TestBoard(t *testing.T) {
	var told []Open
	zero := time.Unix(1000, 0)
	b := Board{To: func(arm, repeat int, now int64, open []Open) { told = open }}
	built := 0
	build := b.Watch(3, func() time.Time { return zero }, func(*payload.Request, uint64, int64) { built++ })
	for n := range int64(3) {
		build(nil, uint64(n), zero.UnixNano()+n*slice)
	}
	b.Done(&hit.Hit{Entry: 3, Due: slice})
	b.Done(&hit.Hit{Entry: 3, Due: 2 * slice, Warmup: true})
	b.Done(&hit.Hit{Entry: 4})
	b.Tell(0, 0, 5*slice)
	if want := []Open{{3, 3 * slice, 1}, {3, slice, 1}}; !slices.Equal(told, want) || built != 3 {
		t.Errorf("%v after %d, want %v", told, built, want)
	}
	var nobody Board
	nobody.Watch(0, nil, func(*payload.Request, uint64, int64) { built++ })(nil, 0, 0)
	nobody.Done(&hit.Hit{})
	if nobody.Tell(0, 0, 0); built != 4 {
		t.Errorf("built %d", built)
	}
}
