package from

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
)

func knowsCloudWatch(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) && bytes.Contains(head, []byte(`"MetricDataResults"`))
}

// series is one entry of MetricDataResults.
type series struct {
	Id, Label  string
	Timestamps []json.RawMessage
	Values     []float64
	StatusCode string
}

// mostPoints is how many a series may have: two weeks of seconds.
const mostPoints = 1_500_000

// metric finds the metric and the statistic in a series' label or id.
var (
	isInvocations = regexp.MustCompile(`(?i)invocations?`)
	isDuration    = regexp.MustCompile(`(?i)duration`)
	isPercentile  = regexp.MustCompile(`(?i)\bp_?([0-9]{1,2}(?:[._][0-9]+)?|100)\b`)
	statistics    = map[string]float64{"median": 0.5, "maximum": 1, "max": 1, "minimum": 0, "min": 0}
)

// cloudWatch reads Invocations, a number in each period, and percentiles of
// Duration. One series after the other is in memory.
func cloudWatch(d *decoder) error {
	j := json.NewDecoder(d.in)
	if err := d.enter(j, "MetricDataResults"); err != nil {
		return err
	}
	for n := 1; j.More(); n++ {
		var s series
		if err := j.Decode(&s); err != nil {
			return fmt.Errorf("%s: series %d: %w", d.rep.File, n, err)
		}
		if len(s.Values) > mostPoints {
			return fmt.Errorf("%s: series %s has %d points, at most %d are read", d.rep.File, s.Id, len(s.Values), mostPoints)
		}
		d.rep.Records += uint64(len(s.Values))
		if len(s.Timestamps) != len(s.Values) {
			return fmt.Errorf("%s: series %s has %d timestamps and %d values", d.rep.File, s.Id, len(s.Timestamps), len(s.Values))
		}
		if s.StatusCode == "PartialData" {
			d.remark("series %s is partial: get-metric-data had more pages", s.Id)
		}
		if err := d.series(&s); err != nil {
			return err
		}
	}
	return d.leave(j)
}

func (d *decoder) series(s *series) error {
	words := strings.ReplaceAll(s.Id, "_", " ") + " " + s.Label
	switch {
	case isDuration.MatchString(words):
		d.durations(s, words)
		d.rep.Skipped += uint64(len(s.Values))
		return nil
	case isInvocations.MatchString(words):
		return d.invocations(s)
	}
	d.remark("series %s (%s) is neither Invocations nor Duration by its name, and left out", s.Id, s.Label)
	d.rep.Skipped += uint64(len(s.Values))
	return nil
}

// name is what the label says besides the metric and the statistic.
func (s *series) name() string {
	label := isPercentile.ReplaceAllString(isDuration.ReplaceAllString(isInvocations.ReplaceAllString(s.Label, ""), ""), "")
	words := strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune(" :/,()", r) })
	words = slices.DeleteFunc(words, func(w string) bool {
		_, stat := statistics[strings.ToLower(w)]
		return stat || slices.Contains([]string{"sum", "average", "aws", "lambda"}, strings.ToLower(w))
	})
	return cmp.Or(strings.Join(words, "-"), "function")
}

// invocations hands on what each period had. CloudWatch leaves out periods
// without data and does not say how long one is: it is the shortest time
// between two.
func (d *decoder) invocations(s *series) error {
	type point struct {
		at int64
		n  float64
	}
	points := make([]point, 0, len(s.Values))
	for i, raw := range s.Timestamps {
		at, err := metricTime(raw)
		if n := s.Values[i]; err != nil || !(n >= 0 && n <= 1e9) {
			if err := d.bad(i+1, "series %s: %s at %s is not a number of invocations at a time", s.Id, strconv.FormatFloat(n, 'g', -1, 64), raw); err != nil {
				return err
			}
			continue
		}
		points = append(points, point{at, s.Values[i]})
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	period := int64(math.MaxInt64)
	for i := 1; i < len(points); i++ {
		if gap := points[i].at - points[i-1].at; gap > 0 {
			period = min(period, gap)
		}
	}
	if period == math.MaxInt64 {
		period = int64(time.Minute)
		d.remark("series %s has a single period, which is taken for a minute", s.Id)
	}
	e := Event{Function: s.name(), For: period, Duration: Unknown, Init: Unknown}
	for i, p := range points {
		e.At, e.Count = p.at, math.Floor(p.n+0.5)
		if err := d.event(i+1, &e); err != nil {
			return err
		}
	}
	return nil
}

// durations takes the mean of a statistic over all periods for the statistic
// of the whole.
func (d *decoder) durations(s *series, words string) {
	share := -1.0
	if m := isPercentile.FindStringSubmatch(words); m != nil {
		p, _ := strconv.ParseFloat(strings.ReplaceAll(m[1], "_", "."), 64)
		share = p / 100
	}
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if p, ok := statistics[word]; ok && share < 0 {
			share = p
		}
	}
	sum, n, high := 0.0, 0.0, 0.0
	for _, v := range s.Values {
		if v >= 0 && v < 1e9 {
			sum, n, high = sum+v, n+1, max(high, v)
		}
	}
	switch {
	case n == 0:
		return
	case share < 0:
		d.remark("series %s (%s) is left out: of Duration, percentiles, Minimum and Maximum are understood", s.Id, s.Label)
		return
	case share == 1:
		sum = high * n
	}
	d.remark("a percentile of Duration is the mean of those of its periods")
	d.sink.Quantiles(Quantiles{Function: s.name(), Weight: 1,
		Points: []dist.Point{{P: share, D: time.Duration(sum / n * 1e6)}}})
}

func metricTime(raw json.RawMessage) (int64, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		t, err := time.Parse(time.RFC3339Nano, text)
		return t.UnixNano(), err
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err == nil && !(v >= 0 && v < 1e10) {
		err = strconv.ErrRange
	}
	return int64(v * 1e9), err
}
