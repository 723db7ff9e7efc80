package fit

import "slices"

// mostKept is how many times of a series are kept: of more, every second, then
// every fourth and so on.
const mostKept = 1 << 16

// Series is a sample of times in nanoseconds, in the order they came.
type Series struct {
	N     uint64 // that there were
	times []int64
	every uint64
	left  uint64 // until the next one is kept
}

// Add counts a time. One below 0 comes of clocks and rounding: it counts as 0.
func (s *Series) Add(ns int64) {
	s.N++
	if s.left > 0 {
		s.left--
		return
	}
	s.every = max(s.every, 1)
	s.left = s.every - 1
	s.times = append(s.times, max(ns, 0))
	if len(s.times) < mostKept {
		return
	}
	half := s.times[:0]
	for i := 0; i < len(s.times); i += 2 {
		half = append(half, s.times[i])
	}
	s.times, s.every = half, 2*s.every
	s.left = s.every - 1
}

// sorted gives the times that were kept, the shortest first.
func (s *Series) sorted() []int64 {
	out := slices.Clone(s.times)
	slices.Sort(out)
	return out
}

// at is the time that a share of sorted times does not exceed.
func at(sorted []int64, share float64) int64 {
	i := int(share * float64(len(sorted)))
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// spread are so many quantiles of sorted times, each in the middle of its
// share.
func spread(sorted []int64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(at(sorted, (float64(i)+0.5)/float64(n)))
	}
	return out
}
