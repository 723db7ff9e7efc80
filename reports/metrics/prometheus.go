package metrics

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"squall/analyze/glance"
)

// Type is the media type of what Prometheus writes.
const Type = "text/plain; version=0.0.4; charset=utf-8"

// Prometheus writes the text format that Prometheus scrapes.
func Prometheus(w io.Writer, s *State) error {
	var b bytes.Buffer
	for _, f := range families(s) {
		name, kind := f.name+"_total", "counter"
		switch {
		case f.gauge:
			name, kind = f.name, "gauge"
		case len(f.histograms) > 0 || strings.HasSuffix(f.name, "_seconds"):
			name, kind = f.name, "histogram"
		}
		if len(f.points)+len(f.histograms) == 0 {
			continue
		}
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, f.help, name, kind)
		for _, p := range f.points {
			fmt.Fprintf(&b, "%s%s %d\n", name, labels(p.labels), p.value)
		}
		for _, h := range f.histograms {
			sum := uint64(0)
			for i, n := range h.counts {
				sum += n
				bound := "+Inf"
				if i < len(glance.Bounds) {
					bound = strconv.FormatFloat(float64(glance.Bounds[i])/1000, 'g', -1, 64)
				}
				fmt.Fprintf(&b, "%s_bucket%s %d\n", name, labels(append(h.labels[:len(h.labels):len(h.labels)], label{"le", bound})), sum)
			}
			fmt.Fprintf(&b, "%s_sum%s %s\n%s_count%s %d\n", name, labels(h.labels), strconv.FormatFloat(h.sum, 'g', -1, 64), name, labels(h.labels), sum)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func labels(all []label) string {
	if len(all) == 0 {
		return ""
	}
	parts := make([]string, len(all))
	for i, l := range all {
		parts[i] = l.name + `="` + quoted.Replace(strings.ToValidUTF8(l.value, "?")) + `"`
	}
	return "{" + strings.Join(parts, ",") + "}"
}
