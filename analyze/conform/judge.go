package conform

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"squall/analyze/stats"
)

// judged is a judgement on n looks.
func judged(agrees bool, book, found string, n int) Seen {
	s := Seen{Book: book, Found: found, N: n, reading: Differs}
	switch {
	case n == 0:
		s.reading, s.Why = Unsure, "nothing was seen"
	case agrees:
		s.reading = Agrees
	}
	return s
}

// Same wants every value to be one.
func Same(want string, seen []string) Seen {
	return judged(!slices.ContainsFunc(seen, func(s string) bool { return s != want }), want, counted(seen), len(seen))
}

// counted lists values with how often each was seen, in the order of the first.
func counted(seen []string) string {
	var order []string
	n := map[string]int{}
	for _, s := range seen {
		if n[s]++; n[s] == 1 {
			order = append(order, s)
		}
	}
	for i, s := range order {
		if len(order) > 1 {
			order[i] = fmt.Sprintf("%s (%d)", s, n[s])
		}
	}
	return strings.Join(order, ", ")
}

// All wants each of n looks to be as the rule says.
func All(book string, k, n int) Seen {
	return judged(k == n, book, fmt.Sprintf("%d of %d", k, n), n)
}

// rarely is how seldom a judgement may be wrong about a rule that holds.
const rarely = 0.001

// Share wants a share that the rule would give more often than rarely; its
// interval of 95 % is told.
func Share(want float64, k, n int) Seen {
	book := percent(want)
	if n == 0 {
		return judged(false, book, "", 0)
	}
	i := stats.Wilson(uint64(k), uint64(n))
	least, most := stats.Binomial(uint64(k), uint64(n), want), 1.0
	if k > 0 {
		most = 1 - stats.Binomial(uint64(k-1), uint64(n), want)
	}
	return judged(2*min(least, most) > rarely, book, fmt.Sprintf("%s [%s, %s]", percent(float64(k)/float64(n)), percent(i.Lo), percent(i.Hi)), n)
}

func percent(f float64) string { return fmt.Sprintf("%.3g %%", f*100) }

// Most wants that at least a share of looks is as the rule says, and tells it
// from chance: fewer looks than it takes are unsure.
func Most(least, chance float64, k, n int) Seen {
	s := judged(float64(k) >= least*float64(n), "at least "+percent(least), fmt.Sprintf("%d of %d", k, n), n)
	p := 1.0
	for range n {
		p *= chance
	}
	if s.reading == Agrees && p > 0.01 {
		s.reading, s.Why = Unsure, fmt.Sprintf("so many would be found by chance once in %.3g times", 1/p)
	}
	return s
}

// Apart wants draws of their own: as many changes from one to the next as a coin
// of this share makes, within three standard errors.
func Apart(share float64, draws []bool) Seen {
	changes := 0
	for i := range draws {
		if i > 0 && draws[i] != draws[i-1] {
			changes++
		}
	}
	n := float64(len(draws) - 1)
	if n < 20 {
		return judged(false, "", "", 0)
	}
	p := 2 * share * (1 - share)
	// Neighbouring changes share a draw, which this leaves out; three errors are
	// wide enough for it.
	low, high := n*p-3*root(n*p*(1-p)), n*p+3*root(n*p*(1-p))
	return judged(float64(changes) >= low && float64(changes) <= high, fmt.Sprintf("%.0f to %.0f changes between neighbours", max(low, 0), high), fmt.Sprintf("%d changes", changes), len(draws))
}

// root is a square root by Newton's method.
func root(x float64) float64 {
	if x <= 0 {
		return 0
	}
	r := x
	for range 40 {
		r = (r + x/r) / 2
	}
	return r
}

// Wait is a wait as the rule has it, and how far off what was seen may be.
type Wait struct{ Want, Slack time.Duration }

// Waits wants the waits of each look to be those that the rule says, in order. By
// late each may be off without telling anything.
func Waits(want []Wait, late time.Duration, seen [][]time.Duration) Seen {
	agrees, noisy := true, true
	var book, found []string
	for i, w := range want {
		book = append(book, short(w.Want))
		var these []time.Duration
		for _, gaps := range seen {
			if i >= len(gaps) {
				agrees, noisy = false, false
				continue
			}
			d := (gaps[i] - w.Want).Abs()
			agrees, noisy = agrees && d <= w.Slack, noisy && d <= w.Slack+late
			these = append(these, gaps[i])
		}
		found = append(found, between(these))
	}
	for _, gaps := range seen {
		agrees, noisy = agrees && len(gaps) == len(want), noisy && len(gaps) == len(want)
	}
	s := judged(agrees, strings.Join(book, ", "), strings.Join(found, ", "), len(seen))
	if s.reading == Differs && noisy {
		return noise(s, late)
	}
	return s
}

// Soonest is the shortest of each wait over all looks: a machine that is busy
// only makes waits longer.
func Soonest(seen [][]time.Duration) (out []time.Duration) {
	for i := 0; ; i++ {
		var these []time.Duration
		for _, gaps := range seen {
			if i < len(gaps) {
				these = append(these, gaps[i])
			}
		}
		if len(these) == 0 {
			return out
		}
		out = append(out, slices.Min(these))
	}
}

// between is the smallest and the largest of some times.
func between(d []time.Duration) string {
	if len(d) == 0 {
		return "none"
	}
	low, high := short(slices.Min(d)), short(slices.Max(d))
	if low == high {
		return low
	}
	return low + " to " + high
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

// Median wants the median of some times: it is in their 95 % interval.
func Median(want time.Duration, seen []time.Duration) Seen {
	book := "median " + short(want)
	sorted := slices.Sorted(slices.Values(seen))
	lo, hi, _, ok := stats.QuantileRanks(uint64(len(sorted)), 0.5, 0.95)
	if !ok {
		s := judged(false, book, between(sorted), 0)
		s.N = len(sorted)
		return s
	}
	low, high := sorted[lo-1], sorted[hi-1]
	return judged(low <= want && want <= high, book, fmt.Sprintf("median %s [%s, %s]", short(sorted[(len(sorted)-1)/2]), short(low), short(high)), len(sorted))
}

// Sent is one of many requests, one after the other.
type Sent struct {
	At time.Duration
	OK bool
}

// Bucket wants a bucket that begins with so many credits and gets so many a
// second. A client that is too slow for it sees nothing.
func Bucket(depth, rate float64, sent []Sent) (bucket, refill Seen) {
	book := fmt.Sprintf("%.4g at once, then %.4g/s", depth, rate)
	first := slices.IndexFunc(sent, func(s Sent) bool { return !s.OK })
	if len(sent) < 2 {
		return judged(false, book, "", 0), judged(false, book, "", 0)
	}
	length := sent[len(sent)-1].At
	pace := float64(len(sent)) / length.Seconds()
	if first < 0 && pace < rate+depth/length.Seconds()+1 {
		no := Partly(book, fmt.Sprintf("no refusal of %.4g requests a second", pace), len(sent), "from here requests take too long to go beyond the limit")
		return no, no
	}
	if first < 0 {
		no := judged(false, book, fmt.Sprintf("no refusal of %.4g requests a second", pace), len(sent))
		return no, no
	}
	// What was answered before the first refusal is the credit and its refill;
	// less than one was left.
	credit := float64(first) - rate*sent[first].At.Seconds() + 0.5
	answered := 0
	for _, s := range sent[first:] {
		if s.OK {
			answered++
		}
	}
	rest := (length - sent[first].At).Seconds()
	// A client that stood still may have lost what came meanwhile.
	var still time.Duration
	for i := range sent[1:] {
		still = max(still, sent[i+1].At-sent[i].At)
	}
	lost := rate * still.Seconds()
	near := func(got, want, slack, lost, error float64, unit string) Seen {
		off := got - want
		if off < 0 {
			off = -off
		}
		s := judged(off <= slack, fmt.Sprintf("%.4g%s", want, unit), fmt.Sprintf("%.3g%s [%.3g, %.3g]", got, unit, max(got-error, 0), got+error), len(sent))
		if s.reading == Differs && off <= slack+lost {
			return noise(s, still)
		}
		return s
	}
	bucket = near(credit, depth, 1.5+0.15*depth, lost, 0.5+lost, " at once")
	if rest < 1 {
		return bucket, judged(false, book, "", 0)
	}
	return bucket, near(float64(answered)/rest, rate, 0.2*rate+1/rest, lost/rest, 1/rest, "/s")
}
