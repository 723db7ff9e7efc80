package check

const second = 1_000_000_000

// bucket is a token bucket: it holds what comes in one period, and is full at
// first. Without a rate there is no limit. It counts what is missing.
type bucket struct {
	made      bool
	rate, per int64
	missing   int64 // in tokens * per
	at        int64
}

func newBucket(rate, per, now int64) bucket {
	return bucket{made: true, rate: rate, per: per, at: now}
}

// turn lets the time pass.
func (b *bucket) turn(now int64) {
	passed := min(now-b.at, b.per)
	b.missing = max(b.missing-passed*b.rate, 0)
	b.at = now
}

func (b *bucket) has(now int64) bool {
	if b.rate == 0 {
		return true
	}
	b.turn(now)
	return b.missing+b.per <= b.rate*b.per
}

func (b *bucket) take(now int64) {
	if b.rate != 0 {
		b.turn(now)
		b.missing += b.per
	}
}

// resize changes the rate: what is gained is there at once, what is lost is
// taken from what is there first.
func (b *bucket) resize(rate, now int64) {
	b.turn(now)
	there := b.rate*b.per - b.missing
	if rate > b.rate {
		there += (rate - b.rate) * b.per
	}
	b.rate = rate
	b.missing = max(rate*b.per-there, 0)
}
