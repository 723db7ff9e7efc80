// Package tally counts hits as they stream by: histograms of times, rates,
// environments and a timeline, in memory bounded by entries and environments
// and not by hits. What it counts can be merged: repeats into an entry, entries
// into an arm.
//
// It does not judge, compare or name anything.
package tally

import (
	"fmt"
	"math/bits"

	"github.com/HdrHistogram/hdrhistogram-go"

	"squall/analyze/stats"
)

const (
	lowest  = 1             // us
	highest = 1_000_000_000 // us: 1000 s
	digits  = 3
	half    = 11 // bits of a sub-bucket at three digits: below 2^11 every microsecond has its own
)

// Times is a sample of times: a histogram in microseconds, with the sum and
// the extremes kept exactly. The zero value is an empty sample.
type Times struct {
	counts   counts
	sum      int64 // us
	min, max int64 // us
	// Clamped counts times outside 0 to 1000 s, which are kept at the limit.
	Clamped uint64
}

// Add records one time in nanoseconds.
func (t *Times) Add(ns int64) {
	us, clamped := micros(ns)
	t.add(us, clamped, 1)
}

// micros is a time in microseconds; clamped says that it lay outside of what
// is kept.
func micros(ns int64) (us int64, clamped bool) {
	us = (ns + 500) / 1000
	if ns < 0 || us > highest {
		return min(max(us, 0), highest), true
	}
	return us, false
}

func (t *Times) add(us int64, clamped bool, n uint64) {
	if n == 0 {
		return
	}
	if clamped {
		t.Clamped += n
	}
	if t.counts.n == 0 {
		t.min = us
	}
	t.counts.add(us, n)
	t.sum += us * int64(n)
	t.min, t.max = min(t.min, us), max(t.max, us)
}

// Merge adds another sample, which stays as it is.
func (t *Times) Merge(o *Times) {
	t.Clamped += o.Clamped
	if o.N() == 0 {
		return
	}
	if t.N() == 0 {
		t.min = o.min
	}
	t.counts.merge(&o.counts)
	t.sum += o.sum
	t.min, t.max = min(t.min, o.min), max(t.max, o.max)
}

// N is the number of times in the sample.
func (t *Times) N() uint64 { return t.counts.n }

// Max is the longest time in microseconds, exactly.
func (t *Times) Max() int64 { return t.max }

// Mean is the mean in microseconds; the sample must not be empty.
func (t *Times) Mean() float64 { return float64(t.sum) / float64(t.N()) }

// MeanInterval is the 95 % interval of the mean by the central limit theorem;
// ok is false for fewer than 30 times.
func (t *Times) MeanInterval() (i stats.Interval, ok bool) {
	if t.N() < 30 {
		return i, false
	}
	m, ss := t.Mean(), 0.0
	for v, n := range t.counts.each {
		d := float64(t.top(v)) - m
		ss += d * d * float64(n)
	}
	i = stats.NormalMean(m, ss/float64(t.N()-1), t.N())
	i.Lo = max(i.Lo, 0) // no time is below it, however wide they scatter
	return i, true
}

// Quantile is the p-quantile in microseconds; the sample must not be empty.
func (t *Times) Quantile(p float64) int64 {
	return t.AtRanks(stats.Rank(t.N(), p))[0]
}

// AtRanks gives the times at ascending 1-based ranks, in microseconds: the
// upper end of each one's bucket, within the extremes.
func (t *Times) AtRanks(ranks ...uint64) []int64 {
	out := make([]int64, 0, len(ranks))
	cum := uint64(0)
	for v, n := range t.counts.each {
		cum += n
		for len(out) < len(ranks) && ranks[len(out)] <= cum {
			out = append(out, t.top(v))
		}
		if len(out) == len(ranks) {
			break
		}
	}
	for len(out) < len(ranks) {
		out = append(out, t.max)
	}
	return out
}

// top is the highest value that shares a bucket with v.
func (t *Times) top(v int64) int64 { return min(max(v|(width(v)-1), t.min), t.max) }

// bottom is the lowest value that shares a bucket with v.
func (t *Times) bottom(v int64) int64 { return max(v&^(width(v)-1), t.min) }

// width is how many values share the bucket of v.
func width(v int64) int64 { return 1 << max(bits.Len64(uint64(v))-half, 0) }

// QuantileInterval is the exact 95 % interval of the p-quantile in
// microseconds, from the lower end of the lower rank's bucket to the upper end
// of the upper one's, so that rounding never narrows it; ok is false when the
// sample is too small to have one.
func (t *Times) QuantileInterval(p float64) (i stats.Interval, ok bool) {
	lo, hi, _, ok := stats.QuantileRanks(t.N(), p, 0.95)
	if !ok {
		return i, false
	}
	at := t.AtRanks(lo, hi)
	return stats.Interval{Lo: float64(t.bottom(at[0])), Hi: float64(at[1])}, true
}

// Each gives every bucket in use, by the highest time in it in microseconds,
// until yield says no.
func (t *Times) Each(yield func(us int64, n uint64) bool) {
	for v, n := range t.counts.each {
		if !yield(t.top(v), n) {
			return
		}
	}
}

// HDR is the histogram in the V2 compressed encoding, as base64 text; that of
// an empty sample is empty.
func (t *Times) HDR() string {
	if t.N() == 0 {
		return ""
	}
	h := hdrhistogram.NewPacked(lowest, highest, digits)
	for us, n := range t.counts.each {
		if err := h.RecordValues(us, int64(n)); err != nil {
			panic(fmt.Sprintf("tally: %d us was clamped and still does not fit: %v", us, err))
		}
	}
	b, err := h.EncodeV2()
	if err != nil {
		panic(fmt.Sprintf("tally: encoding a histogram into memory: %v", err))
	}
	return string(b)
}
