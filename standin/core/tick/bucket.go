package tick

import "math"

// Bucket is a token bucket in integers: rate tokens per period, holding at
// most one period's worth, full at the start.
type Bucket struct {
	rate   int64 // tokens per period; 0: no limit
	per    int64 // ns
	credit int64 // tokens * per
	last   int64
}

// most is the highest rate whose credit can be counted: for a second 4.6
// thousand million. More would turn into debt.
func most(rate, per int64) int64 { return min(rate, math.MaxInt64/2/per) }

// NewBucket makes a full one; rate 0 means no limit.
func NewBucket(rate, per, now int64) Bucket {
	rate = most(rate, per)
	return Bucket{rate: rate, per: per, credit: rate * per, last: now}
}

// Resize changes the rate; credit is kept up to the new ceiling, and what the
// ceiling grew by is given at once.
func (b *Bucket) Resize(rate, now int64) {
	b.refill(now)
	rate = most(rate, b.per)
	grown := (rate - b.rate) * b.per
	b.rate = rate
	b.credit += max(grown, 0)
	b.credit = min(b.credit, rate*b.per)
}

func (b *Bucket) refill(now int64) {
	idle := min(now-b.last, b.per)
	b.last = now
	b.credit = min(b.credit+idle*b.rate, b.rate*b.per)
}

// Has says whether a token could be taken now.
func (b *Bucket) Has(now int64) bool {
	if b.rate == 0 {
		return true
	}
	b.refill(now)
	return b.credit >= b.per
}

// Take takes the token that has found.
func (b *Bucket) Take() {
	if b.rate != 0 {
		b.credit -= b.per
	}
}

// Unset says whether the bucket was never made.
func (b *Bucket) Unset() bool { return b.per == 0 }
