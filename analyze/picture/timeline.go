// Package picture samples what was counted for charts: a latency curve, a
// timeline, a heat map of latencies over time, and how far the quantiles of two
// arms lie apart. What it gives is small, however many hits there were.
//
// It judges nothing and draws nothing.
package picture

import (
	"cmp"
	"maps"
	"slices"

	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/profiles/dist"
)

// Point is one point of a latency curve.
type Point struct {
	Share float64 `json:"share"` // 0..1
	Ms    float64 `json:"ms"`
}

// Timeline is at most 600 rows, whatever the span.
type Timeline struct {
	BinS float64 `json:"bin_s"`
	Rows []Row   `json:"rows"`
	// Refusals are the throttled ones of the rows by what was said of them, the
	// commonest first; the rest, and what nobody explained, have a name of their
	// own.
	Refusals []Refusals `json:"refusals,omitempty"`
}

// Refusals are those with one reason, a count for each row.
type Refusals struct {
	Reason string   `json:"reason"`
	N      []uint64 `json:"n"`
}

// mostReasons is how many reasons a timeline tells apart; what is beyond is
// Others.
const mostReasons = 6

// What stands in place of a reason.
const (
	Others      = "other"
	Unexplained = "not explained"
)

// Row is one bin, summed over the repeats of an arm; concurrency is
// the mean of what the client had in flight.
type Row struct {
	T               float64  `json:"t"`
	Sent            uint64   `json:"sent"`
	OK              uint64   `json:"ok"`
	Throttled       uint64   `json:"throttled"`
	Cold            uint64   `json:"cold"`
	P99             *float64 `json:"p99"`
	Concurrency     float64  `json:"concurrency"`
	ProvisionedBusy float64  `json:"provisioned_busy"`
	Spillover       uint64   `json:"spillover"`
}

const (
	curvePoints = 60
	curveEnd    = 0.001 // share beyond the last point
)

// Curve samples the latency distribution evenly on the logarithm of the tail,
// as far out as the sample holds a request beyond the point.
func Curve(t *tally.Times) []Point {
	out := []Point{}
	n := t.N()
	if n == 0 {
		return out
	}
	for k := range curvePoints {
		tail := dist.Exp(float64(k) / (curvePoints - 1) * dist.Ln(curveEnd))
		if k > 0 && tail*float64(n) < 1 {
			break
		}
		share := 1 - tail
		out = append(out, Point{Share: stats.Round(share), Ms: ms(t.Quantile(share))})
	}
	return out
}

// Over lays out a timeline that several repeats were counted in.
func Over(t *tally.Timeline, repeats int) Timeline {
	out := Timeline{BinS: stats.Round(float64(t.Bin) / 1e9), Rows: make([]Row, 0, len(t.Rows))}
	span := float64(t.Bin) * float64(max(repeats, 1))
	for i := range t.Rows {
		r := &t.Rows[i]
		row := Row{
			T: start(t, i), Sent: r.Sent, OK: r.OK, Throttled: r.Throttled, Cold: r.Cold,
			Concurrency: stats.Round(float64(r.Busy) / span), ProvisionedBusy: stats.Round(float64(r.ProvisionedBusy) / span),
			Spillover: r.Spillover,
		}
		if r.Latency.N() > 0 {
			p99 := ms(r.Latency.Quantile(.99))
			row.P99 = &p99
		}
		out.Rows = append(out.Rows, row)
	}
	out.Refusals = refusals(t)
	return out
}

// refusals are the columns of the commonest reasons.
func refusals(t *tally.Timeline) []Refusals {
	total := map[string]uint64{}
	for i := range t.Rows {
		for _, s := range t.Rows[i].Refusals {
			total[cmp.Or(s.Reason, Unexplained)] += s.N
		}
	}
	names := slices.SortedFunc(maps.Keys(total), func(a, b string) int { return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a, b)) })
	if len(names) > mostReasons {
		names = append(names[:mostReasons], Others)
	}
	var out []Refusals
	for _, name := range names {
		out = append(out, Refusals{Reason: name, N: make([]uint64, len(t.Rows))})
	}
	for i := range t.Rows {
		for _, s := range t.Rows[i].Refusals {
			at := slices.Index(names, cmp.Or(s.Reason, Unexplained))
			if at < 0 {
				at = mostReasons
			}
			out[at].N[i] += s.N
		}
	}
	return out
}

// start is when a row of a timeline begins, in seconds.
func start(t *tally.Timeline, row int) float64 {
	return stats.Round(float64(int64(row)*t.Bin) / 1e9)
}

// ms turns microseconds into milliseconds.
func ms(us int64) float64 { return stats.Round(float64(us) / 1000) }
