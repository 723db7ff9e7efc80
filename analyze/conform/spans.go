package conform

import (
	"fmt"
	"slices"
	"time"
)

// noise is a look that a busy machine may have spoilt: no difference is read
// out of it.
func noise(s Seen, late time.Duration) Seen {
	return Partly(s.Book, s.Found, s.N, "noise: this machine was up to "+short(late)+" late; what is off by no more than that tells nothing")
}

// Between wants something to have come between two times; it came after one look
// and by the next.
func Between(low, high, after, by time.Duration) Seen {
	return judged(by >= low && after <= high, short(low)+" to "+short(high), "after "+short(after)+", by "+short(by), 1)
}

// Gap is a time in which an environment was idle, of which only bounds are known.
type Gap struct {
	Least, Most time.Duration
	Kept        bool // it was there afterwards
}

// Expiry wants environments to be kept for a time, and never for longer than
// another.
func Expiry(low, high time.Duration, gaps []Gap) Seen {
	agrees, kept, gone := true, time.Duration(0), time.Duration(0)
	for _, g := range gaps {
		if g.Kept {
			agrees = agrees && g.Least <= high
			kept = max(kept, g.Least)
			continue
		}
		agrees = agrees && g.Most >= low
		if gone == 0 || g.Most < gone {
			gone = g.Most
		}
	}
	var found string
	switch {
	case kept == 0 && gone > 0:
		found = "gone after " + short(gone) + " and more"
	case gone == 0:
		found = "kept for " + short(kept) + " and less"
	default:
		found = fmt.Sprintf("kept for up to %s, gone from %s", short(kept), short(gone))
	}
	s := judged(agrees, short(low)+" to "+short(high), found, len(gaps))
	if s.reading == Agrees && (gone == 0 || kept == 0) {
		s.reading, s.Why = Unsure, "nothing was seen on the other side"
	}
	return s
}

// Nearer wants the median of some times to be near one rather than another. By
// late it may be off without telling anything.
func Nearer(want, other time.Duration, late time.Duration, seen []time.Duration) Seen {
	book := short(want) + " rather than " + short(other)
	if len(seen) == 0 {
		return judged(false, book, "", 0)
	}
	// A third of the way is as far as it may be off.
	median, third := slices.Sorted(slices.Values(seen))[(len(seen)-1)/2], (other-want).Abs()/3
	s := judged((median-want).Abs() <= third, book, between(seen), len(seen))
	switch {
	case s.reading == Agrees:
	case (median - want).Abs() <= third+late:
		return noise(s, late)
	case (median-other).Abs() > third && (median > want) != (median > other):
		s.reading, s.Why = Unsure, "it is between the two"
	}
	return s
}
