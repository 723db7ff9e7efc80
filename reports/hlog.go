package reports

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"squall/analyze"
)

// HistogramLog writes the latency histograms of every block in the interval
// log format 1.3 that HdrHistogram's tools read: one line a block, tagged
// ARM/ENTRY, values in microseconds.
func HistogramLog(w io.Writer, r *analyze.Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "#[Histogram log format version 1.3]\n#[Run: %s]\n", r.Run.ID)
	b.WriteString("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n")
	for _, arm := range r.Arms {
		span := float64(len(arm.Timeline.Rows)) * arm.Timeline.BinS
		for _, path := range arm.Paths {
			for _, block := range path.Blocks {
				if block.HDR == "" {
					continue
				}
				top := 0.0
				if path.Latency.Max != nil {
					top = *path.Latency.Max * 1000
				}
				fmt.Fprintf(&b, "Tag=%s/%s,%.3f,%.3f,%.3f,%s\n", tag(arm.Name), tag(path.Entry), float64(block.Repeat), span, top, block.HDR)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tag is a name without what ends a field or a line.
func tag(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ',' || r == '=' || unicode.IsSpace(r) || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
}
