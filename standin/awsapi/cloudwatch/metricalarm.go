package cloudwatch

import (
	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
	"squall/standin/metrics/expr"
)

// metricAlarm is an alarm on the wire.
type metricAlarm struct {
	ActionsEnabled                     bool
	AlarmActions                       []string
	AlarmARN                           string    `json:"AlarmArn"`
	AlarmConfigurationUpdatedTimestamp wire.Time //
	AlarmDescription                   *string
	AlarmName                          string
	ComparisonOperator                 string
	DatapointsToAlarm                  int64 `json:",omitempty"`
	Dimensions                         []dimension
	EvaluationPeriods                  int64
	ExtendedStatistic                  string `json:",omitempty"`
	InsufficientDataActions            []string
	MetricName                         string `json:",omitempty"`
	Metrics                            []metricDataQuery
	Namespace                          string   `json:",omitempty"`
	OKActions                          []string //
	Period                             int64    `json:",omitempty"`
	StateReason                        string
	StateReasonData                    string `json:",omitempty"`
	StateTransitionedTimestamp         wire.Time
	StateUpdatedTimestamp              wire.Time
	StateValue                         string
	Statistic                          string `json:",omitempty"`
	Threshold                          float64
	TreatMissingData                   string `json:",omitempty"`
	Unit                               string `json:",omitempty"`
}

func shownAlarm(a *alarm.Alarm) metricAlarm {
	arns := func(state string) []string { return append([]string{}, a.Actions[state]...) }
	m := metricAlarm{ActionsEnabled: a.Enabled, AlarmActions: arns(alarm.Alarmed), OKActions: arns(alarm.OK),
		InsufficientDataActions: arns(alarm.Insufficient), AlarmARN: a.ARN(), AlarmConfigurationUpdatedTimestamp: wire.Time(a.Configured),
		AlarmDescription: a.Description, AlarmName: a.Name, ComparisonOperator: a.Comparison, DatapointsToAlarm: a.Datapoints,
		EvaluationPeriods: a.Evaluated, StateReason: a.Reason, StateReasonData: a.Data, StateTransitionedTimestamp: wire.Time(a.Transitioned),
		StateUpdatedTimestamp: wire.Time(a.Updated), StateValue: a.State, Threshold: a.Threshold, TreatMissingData: a.Missing, Unit: a.Unit,
		Dimensions: []dimension{}}
	if !a.Single {
		for i := range a.Queries {
			m.Metrics = append(m.Metrics, shownQuery(&a.Queries[i], a.Queries[i].ID == a.Watched))
		}
		return m
	}
	id := a.Queries[0].Metric
	m.Dimensions, m.MetricName, m.Namespace, m.Period = shown(id.Dimensions), id.Name, id.Namespace, a.Period
	switch a.Statistic {
	case "Average", "Sum", "SampleCount", "Maximum", "Minimum":
		m.Statistic = a.Statistic
	default:
		m.ExtendedStatistic = a.Statistic
	}
	return m
}

func shownQuery(q *expr.Query, returned bool) metricDataQuery {
	out := metricDataQuery{ID: q.ID, Expression: q.Expression, ReturnData: &returned}
	if q.Expression == "" {
		out.MetricStat = &metricStat{Period: &q.Period, Stat: q.Stat.String(), Unit: q.Unit}
		out.MetricStat.Metric.Namespace, out.MetricStat.Metric.MetricName = q.Metric.Namespace, q.Metric.Name
		out.MetricStat.Metric.Dimensions = shown(q.Metric.Dimensions)
	}
	return out
}
