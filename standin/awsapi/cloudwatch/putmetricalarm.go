package cloudwatch

import (
	"context"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

type putMetricAlarmInput struct {
	AlarmName                          string
	AlarmDescription                   *string
	ActionsEnabled                     *bool
	OKActions                          []string
	AlarmActions                       []string
	InsufficientDataActions            []string
	MetricName                         string
	Namespace                          string
	Statistic                          string
	ExtendedStatistic                  string
	Dimensions                         []dimension
	Period                             *int64
	Unit                               string
	EvaluationPeriods                  *int64
	DatapointsToAlarm                  *int64
	Threshold                          *float64
	ComparisonOperator                 string
	TreatMissingData                   string
	EvaluateLowSampleCountPercentile   string
	Metrics                            []metricDataQuery
	Tags                               []tag
	ThresholdMetricID                  string `json:"ThresholdMetricId"`
	EvaluationCriteria, EvaluationMode *empty
}

type tag struct{ Key, Value string }

func (h *handler) putMetricAlarm(_ context.Context, c wire.Call, in *putMetricAlarmInput) (any, error) {
	s, err := in.settings(c)
	if err != nil {
		return nil, err
	}
	return empty{}, h.onAlarms(func(now int64, a *alarm.Alarms) error {
		a.Put(now, scope(c), s)
		return nil
	})
}

// check refuses what AWS refuses, and what would be accepted and not acted on.
func (in *putMetricAlarmInput) check() error {
	switch {
	case in.AlarmName == "":
		return missing("AlarmName")
	case len(in.AlarmName) > 255:
		return violation(in.AlarmName, "alarmName", "Member must have length less than or equal to 255")
	case in.EvaluationPeriods == nil:
		return missing("EvaluationPeriods")
	case *in.EvaluationPeriods < 1:
		return violation(*in.EvaluationPeriods, "evaluationPeriods", "Member must have value greater than or equal to 1")
	case in.DatapointsToAlarm != nil && *in.DatapointsToAlarm < 1:
		return violation(*in.DatapointsToAlarm, "datapointsToAlarm", "Member must have value greater than or equal to 1")
	case in.DatapointsToAlarm != nil && *in.DatapointsToAlarm > *in.EvaluationPeriods:
		return invalidValue("The value of DatapointsToAlarm must not be greater than that of EvaluationPeriods.")
	case in.ThresholdMetricID != "" || strings.Contains(in.ComparisonOperator, "UpperThreshold"):
		return wire.NotBuilt("anomaly detection")
	case in.EvaluateLowSampleCountPercentile != "" || in.EvaluationCriteria != nil || in.EvaluationMode != nil:
		return wire.NotBuilt("the parameters EvaluateLowSampleCountPercentile and EvaluationCriteria of PutMetricAlarm")
	case in.Threshold == nil:
		return missing("Threshold")
	case odd(*in.Threshold):
		return invalidValue("The value %v for parameter Threshold is invalid.", *in.Threshold)
	case in.ComparisonOperator == "":
		return missing("ComparisonOperator")
	}
	if err := enum(in.ComparisonOperator, "comparisonOperator", "GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
		"LessThanThreshold", "LessThanOrEqualToThreshold"); err != nil {
		return err
	}
	switch in.TreatMissingData {
	case "", "breaching", "notBreaching", "ignore", "missing":
	default:
		return invalidValue("The value %s for parameter TreatMissingData is not supported.", in.TreatMissingData)
	}
	return in.checkActions()
}

// maxActions is how many actions a state may have.
const maxActions = 5

// checkActions takes only what can be carried out here.
func (in *putMetricAlarmInput) checkActions() error {
	for _, list := range [][]string{in.OKActions, in.AlarmActions, in.InsufficientDataActions} {
		if len(list) > maxActions {
			return invalidValue("An alarm can have no more than %d actions for a state.", maxActions)
		}
		for _, arn := range list {
			switch parts := strings.Split(arn, ":"); {
			case len(parts) < 6 || parts[0] != "arn":
				return violation(arn, "alarmActions", "Member must be the ARN of an action")
			case parts[2] != "sns" && parts[2] != "lambda":
				return wire.NotBuilt("the alarm action " + arn)
			}
		}
	}
	return nil
}
