// Package lag counts how late something was done. It decides nothing about it.
package lag

import (
	"math/bits"
	"sync"
	"time"
)

// Meter counts how late timers were served, in buckets of an eighth of a power
// of two of microseconds. Safe for concurrent use.
type Meter struct {
	mu     sync.Mutex
	counts [8 * 40]uint64
	n      uint64
	max    int64
}

// Record counts one timer.
func (l *Meter) Record(ns int64) {
	us := uint64(max(ns, 0)) / 1000
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[slot(us)]++
	l.n++
	l.max = max(l.max, ns)
}

// Reset forgets what was recorded.
func (l *Meter) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts, l.n, l.max = [8 * 40]uint64{}, 0, 0
}

// slot is the bucket of a number of microseconds.
func slot(us uint64) int {
	if us < 8 {
		return int(us)
	}
	e := bits.Len64(us) - 4
	return min(8*(e+1)+int(us>>e)-8, 8*40-1)
}

// upper is the largest number of microseconds in a bucket.
func upper(s int) uint64 {
	if s < 8 {
		return uint64(s)
	}
	e := s/8 - 1
	return uint64(8+s%8+1)<<e - 1
}

// Lag is how late timers were served.
type Lag struct {
	N             uint64
	P50, P99, Max time.Duration
}

// Read is what was recorded since the last reset.
func (l *Meter) Read() Lag {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Lag{N: l.n, P50: l.quantile(0.50), P99: l.quantile(0.99), Max: time.Duration(l.max)}
}

func (l *Meter) quantile(q float64) time.Duration {
	rank := uint64(q*float64(l.n)) + 1
	var seen uint64
	for s, n := range l.counts {
		if seen += n; seen >= rank {
			return min(time.Duration(upper(s))*time.Microsecond, time.Duration(l.max))
		}
	}
	return time.Duration(l.max)
}
