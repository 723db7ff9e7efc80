package picture

import (
	"squall/analyze/stats"
	"squall/analyze/tally"
)

// Heat counts ok hits by when they were due and by their latency.
type Heat struct {
	BinS float64 `json:"bin_s"`
	// EdgesMs are the ends of the bands of latency, ten to a factor of ten:
	// band i holds what is above edge i and not above edge i+1.
	EdgesMs []float64 `json:"edges_ms"`
	Columns []Column  `json:"columns"` // those with a hit
}

// Column is one stretch of time.
type Column struct {
	T      float64  `json:"t"`
	First  int      `json:"first"`  // band of the first count
	Counts []uint64 `json:"counts"` // of this and the following bands
}

const (
	heatColumns = 120 // at most
	decades     = 9   // from 1 us to 1000 s
)

// ladder is what divides a factor of ten into ten like factors, in hundredths.
var ladder = [...]int64{100, 125, 160, 200, 250, 315, 400, 500, 630, 800}

// edge is the end of a band in hundredths of a microsecond.
func edge(i int) int64 {
	v := ladder[i%len(ladder)]
	for range i / len(ladder) {
		v *= 10
	}
	return v
}

// edges are the ends of all bands.
var edges = func() (e [len(ladder)*decades + 2]int64) {
	for i := range e {
		e[i] = edge(i)
	}
	return e
}()

// band is the one a time is in, which is not below the band from.
func band(us int64, from int) int {
	for from < len(ladder)*decades && us*100 > edges[from+1] {
		from++
	}
	return from
}

// HeatOf counts the latencies of a timeline's rows, several of which make a
// column where there are many; nil when there was no ok hit.
func HeatOf(t *tally.Timeline) *Heat {
	join := max(1, (len(t.Rows)+heatColumns-1)/heatColumns)
	var columns [][]uint64 // by band
	low, high := len(ladder)*decades, -1
	for i := range t.Rows {
		if i%join == 0 {
			columns = append(columns, make([]uint64, len(ladder)*decades+1))
		}
		b := 0
		for us, n := range t.Rows[i].Latency.Each { // ascending
			b = band(us, b)
			columns[i/join][b] += n
			low, high = min(low, b), max(high, b)
		}
	}
	if high < 0 {
		return nil
	}
	h := &Heat{BinS: stats.Round(float64(t.Bin) * float64(join) / 1e9), Columns: []Column{}}
	for i := low; i <= high+1; i++ {
		h.EdgesMs = append(h.EdgesMs, stats.Round(float64(edge(i))/1e5))
	}
	for i, counts := range columns {
		if c, any := column(counts[low : high+1]); any {
			c.T = start(t, i*join)
			h.Columns = append(h.Columns, c)
		}
	}
	return h
}

// column leaves out the empty bands at both ends.
func column(counts []uint64) (c Column, any bool) {
	last := -1
	for i, n := range counts {
		if n == 0 {
			continue
		}
		if last < 0 {
			c.First = i
		}
		last = i
	}
	if last < 0 {
		return c, false
	}
	c.Counts = counts[c.First : last+1]
	return c, true
}
