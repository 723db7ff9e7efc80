// Package trust says what on the generator's side kept a measurement from being
// one of the target: a limit of its machine, or a way there that changed
// meanwhile. It decides no verdict.
package trust

import (
	"fmt"
	"math"
	"strings"

	"squall/analyze/figure"
	"squall/analyze/result"
)

// busy is the share of all cores above which nobody can say that requests were
// sent and read in time.
const busy = 0.95

// limits are what systems say when a machine has no more of something.
// https://man7.org/linux/man-pages/man3/errno.3.html
var limits = []struct{ text, limit string }{
	{"too many open files", "file descriptors"},
	{"cannot assign requested address", "local ports"},
	{"address already in use", "local ports"},
	{"no buffer space available", "buffers of the system"},
	{"cannot allocate memory", "memory"},
	// as Windows has it
	{"Only one usage of each socket address", "local ports"},
}

// Limit is the limit of the generator's machine that a transport error speaks
// of, "" for any other error.
func Limit(reason string) string {
	for _, l := range limits {
		if strings.Contains(reason, l.text) {
			return l.limit
		}
	}
	return ""
}

// Limits says which limits of its machine the generator met, given how often
// each reason came.
func Limits(reasons map[string]uint64) []string {
	met := map[string]uint64{}
	for reason, n := range reasons {
		if l := Limit(reason); l != "" {
			met[l] += n
		}
	}
	var out []string
	for _, l := range limits {
		if n := met[l.limit]; n > 0 {
			out = append(out, fmt.Sprintf("%s were the limit: %d requests found none free", l.limit, n))
			delete(met, l.limit)
		}
	}
	return out
}

// CPU says that the processor was the limit, or nothing; share is of all cores.
func CPU(share float64) string {
	if share < busy {
		return ""
	}
	return fmt.Sprintf("the processor was the limit: %.0f %% of all cores were busy", 100*share)
}

// Road is how long connecting to an entry's target took, in milliseconds: the
// median before its load, during it and after it.
type Road struct {
	Where                 string
	Before, During, After float64
}

// Drift says that the way to a target changed by more than what is allowed, in
// milliseconds, or nothing: then part of what was measured is the way.
func (r Road) Drift(allowed float64) string {
	for _, part := range []struct {
		when string
		ms   float64
	}{{"during", r.During}, {"after", r.After}} {
		if d := part.ms - r.Before; d > allowed || -d > allowed {
			return fmt.Sprintf("%s: connecting took %s before the load and %s %s it, a drift of more than %s",
				r.Where, figure.MsUnit(&r.Before), figure.MsUnit(&part.ms), part.when, figure.MsUnit(&allowed))
		}
	}
	return ""
}

// Moved says that a percentile is larger from the due time than from the send
// by more than a floor and a share of it, so that the generator made part of
// it, or nothing. A lag that a slow tail hides may still move the middle.
func Moved(where string, floor, share float64, due, sent *result.Quantiles) string {
	for _, q := range []struct {
		name      string
		due, sent *float64
	}{{"p50", due.P50, sent.P50}, {"p90", due.P90, sent.P90}, {"p95", due.P95, sent.P95}, {"p99", due.P99, sent.P99}} {
		if q.due == nil || q.sent == nil {
			continue
		}
		if by := *q.due - *q.sent; by > floor && by > share**q.due {
			return fmt.Sprintf("%s: being sent late made its %s %s longer, which is more than %.0f %% of it (%s)",
				where, q.name, figure.MsUnit(&by), 100*share, figure.MsUnit(q.due))
		}
	}
	return ""
}

// SmallestP99 looks at synchronous entries whose p99 has an interval, and at
// all synchronous ones when there is none.
func SmallestP99(arms []result.ArmResult) (least float64, where string) {
	for _, judgedOnly := range []bool{true, false} {
		least = math.Inf(1)
		for _, a := range arms {
			for i := range a.Paths {
				p := &a.Paths[i]
				if p.Ledger != nil || p.Latency.P99 == nil || judgedOnly && p.Latency.P99CI == nil {
					continue
				}
				if *p.Latency.P99 < least {
					least, where = *p.Latency.P99, "arm "+a.Name+", entry "+p.Entry
				}
			}
		}
		if where != "" {
			break
		}
	}
	return least, where
}
