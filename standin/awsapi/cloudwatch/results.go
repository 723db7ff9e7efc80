package cloudwatch

import (
	"slices"
	"strconv"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/expr"
)

// labels are the names of the results. Metrics without one are called by their
// names, and by the statistics and periods that are not the same for all of
// them (recorded 2025-09).
func labels(in []metricDataQuery, queries []expr.Query) []string {
	stats, periods := map[string]bool{}, map[int64]bool{}
	for _, q := range queries {
		if q.Expression == "" {
			stats[q.Stat.String()], periods[q.Period] = true, true
		}
	}
	out := make([]string, len(queries))
	for i, q := range queries {
		switch {
		case in[i].Label != "":
			out[i] = in[i].Label
		case q.Expression != "":
			out[i] = q.ID
		default:
			out[i] = q.Metric.Name
			if len(stats) > 1 {
				out[i] += " " + q.Stat.String()
			}
			if len(periods) > 1 {
				out[i] += " " + strconv.FormatInt(q.Period, 10)
			}
		}
	}
	return out
}

func resultOf(id, label string, units []string, samples []expr.Sample, all bool) metricDataResult {
	r := metricDataResult{ID: id, Label: label, StatusCode: "Complete", Timestamps: []wire.Time{}, Values: []float64{}}
	if !all {
		r.StatusCode = "PartialData"
	}
	for _, s := range samples {
		r.Timestamps = append(r.Timestamps, wire.Time(s.At*1000))
		r.Values = append(r.Values, s.V)
	}
	if len(units) > 1 {
		r.Messages = []messageData{{"MultipleUnits", "Multiple units returned: '[" + strings.Join(units, ", ") + "]'"}}
	}
	return r
}

// page is the part of the answer that begins behind as many values as the
// token says.
func (in *getMetricDataInput) page(queries []expr.Query, results []expr.Result) (any, error) {
	skip, room := 0, maxPage
	if in.NextToken != "" {
		n, err := strconv.Atoi(in.NextToken)
		if err != nil || n < 0 {
			return nil, invalidToken()
		}
		skip = n
	}
	if in.MaxDatapoints != nil {
		room = int(*in.MaxDatapoints)
	}
	out := getMetricDataOutput{MetricDataResults: []metricDataResult{}, Messages: []messageData{}}
	passed := skip
	for i, label := range labels(in.MetricDataQueries, queries) {
		if !in.MetricDataQueries[i].returned() {
			continue
		}
		samples := results[i].Samples
		if in.ScanBy != "TimestampAscending" {
			slices.Reverse(samples)
		}
		before := min(passed, len(samples))
		passed -= before
		taken := min(room, len(samples)-before)
		room -= taken
		skip += taken
		out.MetricDataResults = append(out.MetricDataResults,
			resultOf(queries[i].ID, label, results[i].Units, samples[before:before+taken], before+taken == len(samples)))
	}
	if slices.ContainsFunc(out.MetricDataResults, func(r metricDataResult) bool { return r.StatusCode == "PartialData" }) {
		out.NextToken = strconv.Itoa(skip)
	}
	return &out, nil
}
