package cloud

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// Tally is what CloudWatch has counted of a version since it was asked last.
type Tally struct{ N, Errors, Throttled uint64 }

// Meter asks CloudWatch what it counts of an alias by the minute, for each of
// the versions that the alias leads to. One goroutine may use it.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
type Meter struct {
	client          *cloudwatch.Client
	function, alias string
	versions        [2]string
	from            time.Time // the minute in which it was made: what was counted in it by then is not new
	primed          bool
	taken           map[point]float64
	sums            map[string]*sum // by version, "" for the alias
}

// point is a minute of a series.
type point struct {
	series string
	minute int64
}

// sum is what was counted and what was handed on.
type sum struct{ n, errors, throttled, given, givenErrors, givenThrottled float64 }

// Meter makes one from now on.
func (s *Session) Meter(function, alias string, versions [2]string, now time.Time) *Meter {
	m := &Meter{client: cloudwatch.NewFromConfig(s.Config), function: function, alias: alias, versions: versions,
		from: now.Truncate(time.Minute), taken: map[point]float64{}, sums: map[string]*sum{"": {}}}
	for _, v := range versions {
		m.sums[v] = &sum{}
	}
	return m
}

// late is after how long a minute is whole: points come minutes late.
const late = 3 * time.Minute

// query is one series: of the alias, or of one of the versions behind it.
func (m *Meter) query(id, metric string, version string) types.MetricDataQuery {
	dims := []types.Dimension{{Name: aws.String("FunctionName"), Value: &m.function}, {Name: aws.String("Resource"), Value: aws.String(m.function + ":" + m.alias)}}
	if version != "" {
		dims = append(dims, types.Dimension{Name: aws.String("ExecutedVersion"), Value: &version})
	}
	return types.MetricDataQuery{Id: &id, MetricStat: &types.MetricStat{Period: aws.Int32(60), Stat: aws.String("Sum"),
		Metric: &types.Metric{Namespace: aws.String("AWS/Lambda"), MetricName: &metric, Dimensions: dims}}}
}

// Read gives what is new of each version, and under "" what the alias counts
// that neither version does, in minutes that are whole.
func (m *Meter) Read(ctx context.Context, now time.Time) (map[string]Tally, error) {
	in := &cloudwatch.GetMetricDataInput{StartTime: &m.from, EndTime: aws.Time(now.Truncate(time.Minute).Add(time.Minute))}
	type series struct{ version, metric string }
	known := map[string]series{}
	for i, v := range []string{m.versions[0], m.versions[1], ""} {
		for k, metric := range []string{"Invocations", "Errors", "Throttles"} {
			if metric == "Throttles" && v != "" {
				continue // a request that is refused has no version
			}
			id := "m" + strconv.Itoa(3*i+k)
			known[id] = series{v, metric}
			in.MetricDataQueries = append(in.MetricDataQueries, m.query(id, metric, v))
		}
	}
	pages := cloudwatch.NewGetMetricDataPaginator(m.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("CloudWatch's figures of %s:%s: %w", m.function, m.alias, Explained(err))
		}
		for _, r := range page.MetricDataResults {
			s := known[aws.ToString(r.Id)]
			for i, at := range r.Timestamps {
				m.add(s.version, s.metric, at, r.Values[i])
			}
		}
	}
	m.strangers(now)
	return m.give(), nil
}

// add counts what of a minute was not counted yet.
func (m *Meter) add(version, metric string, at time.Time, value float64) {
	p := point{version + " " + metric, at.Unix()}
	grown := value - m.taken[p]
	if grown <= 0 {
		return
	}
	m.taken[p] = value
	switch s := m.sums[version]; {
	case metric == "Throttles":
		s.throttled += grown
	case version == "": // strangers counts these
	case metric == "Invocations":
		s.n += grown
	default:
		s.errors += grown
	}
}

// strangers counts what the alias counts and neither version does, in minutes
// that are whole and that the release had all of.
func (m *Meter) strangers(now time.Time) {
	s := m.sums[""]
	s.n, s.errors = 0, 0
	for p, value := range m.taken {
		metric, alias := strings.CutPrefix(p.series, " ")
		if !alias || metric == "Throttles" || p.minute <= m.from.Unix() || now.Sub(time.Unix(p.minute, 0)) < late+time.Minute {
			continue
		}
		for _, v := range m.versions {
			value -= m.taken[point{v + " " + metric, p.minute}]
		}
		if metric == "Invocations" {
			s.n += max(0, value)
		} else {
			s.errors += max(0, value)
		}
	}
}

// give hands on what is new. An error that is counted before its request waits
// for that.
func (m *Meter) give() map[string]Tally {
	out := map[string]Tally{}
	for v, s := range m.sums {
		fresh := max(0, s.n-s.given)
		failed := max(0, min(s.errors-s.givenErrors, fresh))
		refused := s.throttled - s.givenThrottled
		s.given, s.givenErrors, s.givenThrottled = s.given+fresh, s.givenErrors+failed, s.throttled
		if m.primed && fresh+failed+refused > 0 {
			out[v] = Tally{uint64(fresh), uint64(failed), uint64(refused)}
		}
	}
	m.primed = true
	return out
}
