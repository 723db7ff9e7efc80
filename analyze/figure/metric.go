package figure

import (
	"math"
	"strconv"
	"strings"
)

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
	case isTime(metric):
		return MsUnit
	case metric == "cost":
		return Dollars
	}
	return Number
}

// isTime says whether a metric is a time: a quantile, the mean or the longest, of
// all requests or of some.
func isTime(metric string) bool {
	for _, of := range []string{"service_", "warm_", "cold_", "init_"} {
		if rest, ok := strings.CutPrefix(metric, of); ok {
			metric = rest
			break
		}
	}
	digits, quantile := strings.CutPrefix(metric, "p")
	return metric == "max" || metric == "mean" || quantile && digits != "" && strings.Trim(digits, "0123456789") == ""
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
