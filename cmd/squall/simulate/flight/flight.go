// Package flight counts the requests that a line of traffic has in flight, of
// at most so many, by the clock of their client.
//
// It sends nothing and knows no request but its number.
package flight

import "math"

// Flight is what a line has in flight: a request that the client has given up
// is not, though it may still run.
type Flight struct {
	limit int
	ends  []end          // a heap, the earliest on top
	place map[uint64]int // of a request in it
}

// end is when a request ends, at the latest.
type end struct {
	n  uint64
	at int64
}

// New allows so many requests at once.
func New(limit int) *Flight {
	return &Flight{limit: limit, place: map[uint64]int{}}
}

// Take counts a request from now on, or refuses it when there are too many;
// latest is when its client gives it up.
func (f *Flight) Take(n uint64, now, latest int64) bool {
	for len(f.ends) > 0 && f.ends[0].at <= now {
		f.drop()
	}
	if len(f.ends) >= f.limit {
		return false
	}
	f.ends = append(f.ends, end{n, latest})
	f.up(len(f.ends) - 1)
	return true
}

// Free is when there is room for a request: any time, or when the first of
// those in flight has ended, as far as is known.
func (f *Flight) Free() int64 {
	if len(f.ends) < f.limit {
		return math.MinInt64 / 2 // any sum with it is still long ago
	}
	return f.ends[0].at
}

// End says when a request's client had its answer.
func (f *Flight) End(n uint64, at int64) {
	if i, ok := f.place[n]; ok {
		f.ends[i].at = at
		f.up(i)
		f.down(f.place[n])
	}
}

// drop forgets the request that ends first.
func (f *Flight) drop() {
	last := len(f.ends) - 1
	delete(f.place, f.ends[0].n)
	if f.ends[0] = f.ends[last]; last > 0 {
		f.place[f.ends[0].n] = 0
	}
	f.ends = f.ends[:last]
	f.down(0)
}

func (f *Flight) up(i int) {
	for ; i > 0 && f.ends[i].at < f.ends[(i-1)/2].at; i = (i - 1) / 2 {
		f.swap(i, (i-1)/2)
	}
	f.place[f.ends[i].n] = i
}

func (f *Flight) down(i int) {
	for {
		least := 2*i + 1
		if least >= len(f.ends) {
			return
		}
		if right := least + 1; right < len(f.ends) && f.ends[right].at < f.ends[least].at {
			least = right
		}
		if f.ends[i].at <= f.ends[least].at {
			return
		}
		f.swap(i, least)
		i = least
	}
}

func (f *Flight) swap(i, j int) {
	f.ends[i], f.ends[j] = f.ends[j], f.ends[i]
	f.place[f.ends[i].n], f.place[f.ends[j].n] = i, j
}
