package tally

import "math/bits"

// pages are counts by a small number, added to in constant time, in memory for
// the stretches of numbers that are in use.
type pages[C uint32 | uint64] []*[pageSize]C

const pageSize = 64

// at is the count of i.
func (p *pages[C]) at(i int) *C {
	if k := i / pageSize; k < len(*p) && (*p)[k] != nil {
		return &(*p)[k][i%pageSize]
	}
	return p.fresh(i)
}

func (p *pages[C]) fresh(i int) *C {
	for len(*p) <= i/pageSize {
		*p = append(*p, nil)
	}
	page := new([pageSize]C)
	(*p)[i/pageSize] = page
	return &page[i%pageSize]
}

// each gives every count that is not 0, in ascending order of their numbers,
// until yield says no.
func (p pages[C]) each(yield func(i int, n C) bool) {
	for k, page := range p {
		if page == nil {
			continue
		}
		for i, n := range page {
			if n > 0 && !yield(k*pageSize+i, n) {
				return
			}
		}
	}
}

// counts are the counts of a histogram by bucket.
type counts struct {
	pages pages[uint64]
	n     uint64
}

// add counts n times of the same microseconds.
func (c *counts) add(us int64, n uint64) {
	*c.pages.at(bucketIndex(us)) += n
	c.n += n
}

func (c *counts) merge(o *counts) {
	for i, n := range o.pages.each {
		*c.pages.at(i) += n
	}
	c.n += o.n
}

// each gives every bucket in use, by its least time, until yield says no.
func (c *counts) each(yield func(us int64, n uint64) bool) {
	for i, n := range c.pages.each {
		if !yield(bucketLow(i), n) {
			return
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
