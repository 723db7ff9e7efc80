package tally

import "math/bits"

// counts are the counts of a histogram by bucket, added to in constant time.
type counts struct {
	pages []*[pageSize]uint64 // nil: nothing counted
	n     uint64
}

const pageSize = 64

// add counts n times of the same microseconds.
func (c *counts) add(us int64, n uint64) {
	i := bucketIndex(us)
	c.page(i / pageSize)[i%pageSize] += n
	c.n += n
}

func (c *counts) page(k int) *[pageSize]uint64 {
	if k < len(c.pages) && c.pages[k] != nil {
		return c.pages[k]
	}
	for len(c.pages) <= k {
		c.pages = append(c.pages, nil)
	}
	c.pages[k] = new([pageSize]uint64)
	return c.pages[k]
}

func (c *counts) merge(o *counts) {
	for k, p := range o.pages {
		if p == nil {
			continue
		}
		mine := c.page(k)
		for i, n := range p {
			mine[i] += n
		}
	}
	c.n += o.n
}

// each gives every bucket in use, by its least time, until yield says no.
func (c *counts) each(yield func(us int64, n uint64) bool) {
	for k, p := range c.pages {
		if p == nil {
			continue
		}
		for i, n := range p {
			if n > 0 && !yield(bucketLow(k*pageSize+i), n) {
				return
			}
		}
	}
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
