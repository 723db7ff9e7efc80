package tally

import "math/bits"

// front takes counts in constant time and hands them to the histogram behind
// it when somebody looks: that one is sorted, and slow to add to.
type front struct {
	pages []*[pageSize]uint64 // by bucket; nil: nothing counted
	n     uint64
}

const pageSize = 64

// add counts one time in microseconds.
func (f *front) add(us int64) {
	i := bucketIndex(us)
	for len(f.pages) <= i/pageSize {
		f.pages = append(f.pages, nil)
	}
	p := f.pages[i/pageSize]
	if p == nil {
		p = new([pageSize]uint64)
		f.pages[i/pageSize] = p
	}
	p[i%pageSize]++
	f.n++
}

// empty hands on every count, smallest time first, and forgets it.
func (f *front) empty(take func(us int64, n uint64)) {
	if f.n == 0 {
		return
	}
	for k, p := range f.pages {
		if p == nil {
			continue
		}
		for i, n := range p {
			if n > 0 {
				take(bucketLow(k*pageSize+i), n)
			}
		}
		*p = [pageSize]uint64{}
	}
	f.n = 0
}

// bucketIndex numbers the buckets of the histogram: as many for each power of
// two as half of those that have a bucket for every microsecond.
func bucketIndex(us int64) int {
	shift := max(bits.Len64(uint64(us))-half, 0)
	return shift<<(half-1) + int(us>>shift)
}

// bucketLow is the least time of a bucket.
func bucketLow(i int) int64 {
	shift := max(i>>(half-1)-1, 0)
	return int64(i-shift<<(half-1)) << shift
}
