package cloudwatch

import (
	"context"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
)

type describeAlarmsForMetricInput struct {
	MetricName, Namespace        string
	Statistic, ExtendedStatistic string
	Dimensions                   []dimension
	Period                       *int64
	Unit                         string
}

func (h *handler) describeAlarmsForMetric(_ context.Context, c wire.Call, in *describeAlarmsForMetricInput) (any, error) {
	m := metricID{in.Namespace, in.MetricName, in.Dimensions}
	id, err := m.read("")
	if err != nil {
		return nil, err
	}
	out := struct{ MetricAlarms []metricAlarm }{[]metricAlarm{}}
	return &out, h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		for _, a := range all.List(scope(c)) {
			if a.Single && same(a.Queries[0].Metric, id) && (in.Period == nil || *in.Period == a.Period) &&
				(in.Unit == "" || in.Unit == a.Unit) && (in.Statistic+in.ExtendedStatistic == "" || in.Statistic+in.ExtendedStatistic == a.Statistic) {
				out.MetricAlarms = append(out.MetricAlarms, shownAlarm(a))
			}
		}
		return nil
	})
}

func same(a, b metrics.ID) bool {
	return a.Namespace == b.Namespace && a.Name == b.Name && len(a.Dimensions) == len(b.Dimensions) &&
		!slices.ContainsFunc(a.Dimensions, func(d metrics.Dimension) bool { return !slices.Contains(b.Dimensions, d) })
}
