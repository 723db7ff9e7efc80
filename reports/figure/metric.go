package figure

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// milliseconds are the metrics that are times.
var milliseconds = []string{"p50", "p90", "p95", "p99", "p999", "max", "mean",
	"service_p99", "warm_p50", "warm_p99", "cold_p99", "init_p50"}

// Observed returns the formatter of the figure that an expectation compares,
// told from its text: times in milliseconds, rates as percentages, ratios of
// two arms and counts as they are.
func Observed(expr string) func(*float64) string {
	left := expr
	if i := strings.IndexAny(expr, "<>=!"); i >= 0 {
		left = expr[:i]
	}
	parts := strings.Split(strings.TrimSpace(left), ".")
	metric := parts[len(parts)-1]
	of := func(noun string) bool { return len(parts) > 1 && parts[len(parts)-2] == noun }
	switch {
	case strings.Contains(left, "/"):
		return Ratio
	case of("status"), of("reason"):
		return Number
	case of("version"), strings.HasSuffix(metric, "_rate"):
		return Percent
	case slices.Contains(milliseconds, metric):
		return MsUnit
	case metric == "cost":
		return Dollars
	}
	return Number
}

// Number writes a count that came as a float, or any other plain number.
func Number(v *float64) string {
	if v == nil || !finite(*v) {
		return None
	}
	if *v == math.Trunc(*v) && math.Abs(*v) < 1e15 {
		return separate(strconv.FormatFloat(*v, 'f', 0, 64))
	}
	return Ratio(v)
}

// Dollars writes an amount of money, finer below one cent.
func Dollars(v *float64) string {
	if v == nil || !finite(*v) {
		return None
	}
	if a := math.Abs(*v); a > 0 && a < 0.01 {
		return "$" + strconv.FormatFloat(*v, 'f', 6, 64)
	}
	return "$" + separate(strconv.FormatFloat(*v, 'f', 2, 64))
}
