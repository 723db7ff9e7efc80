package metrics

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"squall/analyze/glance"
)

// object is a message of OTLP in JSON, in which 64-bit numbers are texts.
type object = map[string]any

// OTLP is what is posted to /v1/metrics of a collector: sums since the start of
// the run.
func OTLP(s *State, start, now time.Time) ([]byte, error) {
	var all []object
	for _, f := range families(s) {
		if len(f.points)+len(f.histograms) == 0 {
			continue
		}
		at := func(attributes []label) object {
			return object{"attributes": attributesOf(attributes), "startTimeUnixNano": nano(start), "timeUnixNano": nano(now)}
		}
		var points []object
		for _, p := range f.points {
			o := at(p.labels)
			o["asInt"] = strconv.FormatInt(p.value, 10)
			points = append(points, o)
		}
		for _, h := range f.histograms {
			o, sum := at(h.labels), uint64(0)
			var counts []string
			for _, n := range h.counts {
				sum += n
				counts = append(counts, strconv.FormatUint(n, 10))
			}
			o["count"], o["sum"], o["bucketCounts"], o["explicitBounds"] = strconv.FormatUint(sum, 10), h.sum, counts, bounds()
			points = append(points, o)
		}
		m := object{"name": strings.ReplaceAll(strings.TrimSuffix(f.name, "_seconds"), "_", "."), "description": f.help, "unit": f.unit}
		switch {
		case f.gauge:
			m["gauge"] = object{"dataPoints": points}
		case len(f.histograms) > 0:
			m["histogram"] = object{"dataPoints": points, "aggregationTemporality": cumulative}
		default:
			m["sum"] = object{"dataPoints": points, "aggregationTemporality": cumulative, "isMonotonic": true}
		}
		all = append(all, m)
	}
	resource := attributesOf([]label{{"service.name", "squall"}, {"service.version", s.Version}, {"squall.profile", s.Profile}, {"squall.run", s.Run}})
	return json.Marshal(object{"resourceMetrics": []object{{
		"resource":     object{"attributes": resource},
		"scopeMetrics": []object{{"scope": object{"name": "squall", "version": s.Version}, "metrics": all}},
	}}})
}

const cumulative = 2

func nano(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }

func bounds() []float64 {
	var out []float64
	for _, b := range glance.Bounds {
		out = append(out, float64(b)/1000)
	}
	return out
}

func attributesOf(all []label) []object {
	out := []object{}
	for _, l := range all {
		out = append(out, object{"key": l.name, "value": object{"stringValue": strings.ToValidUTF8(l.value, "?")}})
	}
	return out
}
