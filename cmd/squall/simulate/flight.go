package simulate

import "math"

// flight counts what a line has in flight, by the clock of its client: a
// request that the client has given up is not, though it may still run.
type flight struct {
	limit int
	ends  map[uint64]int64 // by request; at the latest
	first int64            // no request ends before
}

func newFlight(limit int) *flight {
	return &flight{limit: limit, ends: map[uint64]int64{}, first: math.MaxInt64}
}

// take counts a request from now on, or refuses it when there are too many;
// latest is when its client gives it up.
func (f *flight) take(n uint64, now, latest int64) bool {
	if len(f.ends) >= f.limit && f.first <= now {
		f.sweep(now)
	}
	if len(f.ends) >= f.limit {
		return false
	}
	f.set(n, latest)
	return true
}

func (f *flight) set(n uint64, at int64) {
	f.first = min(f.first, at)
	f.ends[n] = at
}

// sweep forgets what has ended.
func (f *flight) sweep(now int64) {
	f.first = math.MaxInt64
	for n, end := range f.ends {
		if end <= now {
			delete(f.ends, n)
			continue
		}
		f.first = min(f.first, end)
	}
}

// end says when a request's client had its answer.
func (f *flight) end(n uint64, at int64) {
	if _, ok := f.ends[n]; ok {
		f.set(n, at)
	}
}
