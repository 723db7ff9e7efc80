package cloudwatch

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
	"squall/standin/metrics/alarm"
	"squall/standin/metrics/expr"
)

// settings reads what an alarm watches.
func (in *putMetricAlarmInput) settings(c wire.Call) (alarm.Settings, error) {
	s := alarm.Settings{Name: in.AlarmName, Description: in.AlarmDescription, Comparison: in.ComparisonOperator,
		Missing: in.TreatMissingData, Unit: in.Unit, Enabled: in.ActionsEnabled == nil || *in.ActionsEnabled, Tags: map[string]string{},
		Actions: map[string][]string{alarm.OK: in.OKActions, alarm.Alarmed: in.AlarmActions, alarm.Insufficient: in.InsufficientDataActions}}
	if err := in.check(); err != nil {
		return s, err
	}
	s.Evaluated, s.Threshold = *in.EvaluationPeriods, *in.Threshold
	if in.DatapointsToAlarm != nil {
		s.Datapoints = *in.DatapointsToAlarm
	}
	for _, t := range in.Tags {
		s.Tags[t.Key] = t.Value
	}
	read := in.single
	if len(in.Metrics) > 0 {
		read = in.several
	}
	if err := read(c, &s); err != nil {
		return s, err
	}
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
	if s.Period > 7*24*3600 || s.Evaluated > 7*24*3600/s.Period || s.Period < 3600 && s.Evaluated > 24*3600/s.Period {
		return s, invalidValue("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or seven days with periods of an hour or more.")
	}
	return s, nil
}

// single reads one metric that was given by itself.
func (in *putMetricAlarmInput) single(_ wire.Call, s *alarm.Settings) (err error) {
	q := expr.Query{ID: "metric", Unit: in.Unit}
	switch {
	case in.Period == nil:
		return missing("Period")
	case in.Statistic != "" && in.ExtendedStatistic != "":
		return exclusive("Statistic", "ExtendedStatistic")
	case in.Statistic == "" && in.ExtendedStatistic == "":
		return missing("Statistic")
	}
	if err := checkPeriod(*in.Period, ""); err != nil {
		return err
	}
	if err := checkUnit(in.Unit, "unit"); err != nil {
		return err
	}
	m := metricID{in.Namespace, in.MetricName, in.Dimensions}
	if q.Metric, err = m.read(""); err != nil {
		return err
	}
	s.Statistic = in.Statistic + in.ExtendedStatistic
	if in.Statistic != "" {
		if err := enum(in.Statistic, "statistic", "Average", "Sum", "SampleCount", "Maximum", "Minimum"); err != nil {
			return err
		}
	}
	if q.Stat, err = statistic(s.Statistic, "ExtendedStatistic"); err != nil {
		return err
	}
	q.Period = *in.Period
	s.Period, s.Single, s.Watched, s.Queries = q.Period, true, q.ID, []expr.Query{q}
	return nil
}

// several reads metrics and expressions, one of which is watched.
func (in *putMetricAlarmInput) several(c wire.Call, s *alarm.Settings) (err error) {
	if in.MetricName != "" || in.Namespace != "" || in.Period != nil || in.Statistic != "" || in.ExtendedStatistic != "" {
		return exclusive("Metrics", "MetricName")
	}
	if s.Queries, err = readQueries(c, in.Metrics, "Metrics"); err != nil {
		return err
	}
	for i, q := range s.Queries {
		s.Period = max(s.Period, q.Period)
		if !in.Metrics[i].returned() {
			continue
		}
		if s.Watched != "" {
			return invalidValue("Exactly one element of the metrics list should return data.")
		}
		s.Watched = q.ID
	}
	if s.Watched == "" || s.Period == 0 {
		return invalidValue("Exactly one element of the metrics list should return data.")
	}
	_, err = expr.Evaluate(metrics.New(), scope(c), s.Queries, 0, s.Period)
	return describe(err) // what cannot be evaluated must not become an alarm
}

// onAlarms runs f on the alarms and hands its error on.
func (h *handler) onAlarms(f func(now int64, a *alarm.Alarms) error) error {
	err := errStopped // unless f is run
	h.backend.Alarms(func(now int64, a *alarm.Alarms) { err = f(now, a) })
	return err
}

type alarmNamesInput struct{ AlarmNames []string }

func (h *handler) enableAlarmActions(_ context.Context, c wire.Call, in *alarmNamesInput) (any, error) {
	return empty{}, h.each(c, in, func(a *alarm.Alarm) { a.Enabled = true })
}

func (h *handler) disableAlarmActions(_ context.Context, c wire.Call, in *alarmNamesInput) (any, error) {
	return empty{}, h.each(c, in, func(a *alarm.Alarm) { a.Enabled = false })
}
