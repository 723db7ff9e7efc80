package cloudwatch

import (
	"context"
	"fmt"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

type getMetricStatisticsInput struct {
	Namespace, MetricName string
	Dimensions            []dimension
	StartTime, EndTime    *wire.Time
	Period                *int64
	Statistics            []string
	ExtendedStatistics    []string
	Unit                  string
}

type getMetricStatisticsOutput struct {
	Datapoints []datapoint
	Label      string
}

type datapoint struct {
	Timestamp          wire.Time
	Average            *float64
	Sum                *float64
	Minimum            *float64
	Maximum            *float64
	SampleCount        *float64
	ExtendedStatistics map[string]float64
	Unit               string
}

// maxDatapoints is how many one answer may have.
const maxDatapoints = 1440

func (h *handler) getMetricStatistics(_ context.Context, c wire.Call, in *getMetricStatisticsInput) (any, error) {
	m := metricID{in.Namespace, in.MetricName, in.Dimensions}
	id, err := m.read("")
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	stats, err := in.statistics()
	if err != nil {
		return nil, err
	}
	start, end := origin(*in.StartTime, *in.Period), in.EndTime.Seconds()
	if n := (end - start + *in.Period - 1) / *in.Period; n > maxDatapoints {
		return nil, invalidCombination("You have requested up to %d datapoints, which exceeds the limit of %d. "+
			"You may reduce the datapoints requested by increasing Period, or decreasing the time range.", n, maxDatapoints)
	}
	end = h.visible(start, end)
	out := getMetricStatisticsOutput{Label: in.MetricName, Datapoints: []datapoint{}}
	return &out, h.with(func(_ int64, s *metrics.Store) error {
		points, units := s.Read(scope(c), id, in.Unit, start, end, *in.Period)
		for i := range points {
			out.Datapoints = append(out.Datapoints, datapointOf(&points[i], stats, units[0]))
		}
		return nil
	})
}

func (in *getMetricStatisticsInput) check() error {
	switch {
	case in.StartTime == nil:
		return missing("StartTime")
	case in.EndTime == nil:
		return missing("EndTime")
	case in.Period == nil:
		return missing("Period")
	case *in.StartTime >= *in.EndTime:
		return invalidValue("The parameter StartTime must be less than the parameter EndTime.")
	case len(in.Statistics) == 0 && len(in.ExtendedStatistics) == 0:
		return &wire.Error{Status: 400, Code: "MissingRequiredParameterException", Query: "MissingParameter",
			Message: "Must specify either Statistics or ExtendedStatistics"}
	}
	if err := checkPeriod(*in.Period, ""); err != nil {
		return err
	}
	return checkUnit(in.Unit, "unit")
}

func (in *getMetricStatisticsInput) statistics() (stats []metrics.Statistic, err error) {
	for _, name := range in.Statistics {
		if err := enum(name, "statistics", "Average", "Sum", "SampleCount", "Maximum", "Minimum"); err != nil {
			return nil, err
		}
	}
	for i, name := range slices.Concat(in.Statistics, in.ExtendedStatistics) {
		st, err := statistic(name, fmt.Sprintf("ExtendedStatistics.member.%d", i+1-len(in.Statistics)))
		if err != nil {
			return nil, err
		}
		stats = append(stats, st)
	}
	return stats, nil
}
