package cloudwatch

import (
	"context"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

type describeAlarmsInput struct {
	AlarmNames      []string
	AlarmNamePrefix string
	AlarmTypes      []string
	ChildrenOfAlarm string `json:"ChildrenOfAlarmName"`
	ParentsOfAlarm  string `json:"ParentsOfAlarmName"`
	StateValue      string
	ActionPrefix    string
	MaxRecords      *int64
	NextToken       string
}

type describeAlarmsOutput struct {
	CompositeAlarms []empty
	LogAlarms       []empty
	MetricAlarms    []metricAlarm
	NextToken       string `json:",omitempty"`
}

func (h *handler) describeAlarms(_ context.Context, c wire.Call, in *describeAlarmsInput) (any, error) {
	switch {
	case len(in.AlarmNames) > 0 && in.AlarmNamePrefix != "":
		return nil, exclusive("AlarmNames", "AlarmNamePrefix")
	case in.ChildrenOfAlarm != "" || in.ParentsOfAlarm != "":
		return nil, wire.NotBuilt("composite alarms, and so the parameters ChildrenOfAlarmName and ParentsOfAlarmName,")
	}
	if in.StateValue != "" {
		if err := enum(in.StateValue, "stateValue", alarm.Insufficient, alarm.Alarmed, alarm.OK); err != nil {
			return nil, err
		}
	}
	n, err := records(in.MaxRecords, 50)
	if err != nil {
		return nil, err
	}
	out := describeAlarmsOutput{CompositeAlarms: []empty{}, LogAlarms: []empty{}, MetricAlarms: []metricAlarm{}}
	if len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, "MetricAlarm") {
		return &out, nil
	}
	return &out, h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		chosen := slices.DeleteFunc(all.List(scope(c)), func(a *alarm.Alarm) bool { return !in.selects(a) })
		if in.NextToken != "" { // it is the last name of the page before
			chosen = slices.DeleteFunc(chosen, func(a *alarm.Alarm) bool { return a.Name <= in.NextToken })
		}
		if len(chosen) > n {
			chosen = chosen[:n]
			out.NextToken = chosen[n-1].Name
		}
		for _, a := range chosen {
			out.MetricAlarms = append(out.MetricAlarms, shownAlarm(a))
		}
		return nil
	})
}

func (in *describeAlarmsInput) selects(a *alarm.Alarm) bool {
	return strings.HasPrefix(a.Name, in.AlarmNamePrefix) && (len(in.AlarmNames) == 0 || slices.Contains(in.AlarmNames, a.Name)) &&
		(in.StateValue == "" || a.State == in.StateValue) && (in.ActionPrefix == "" || slices.ContainsFunc(actions(a), func(arn string) bool {
		return strings.HasPrefix(arn, in.ActionPrefix)
	}))
}

func actions(a *alarm.Alarm) []string {
	return slices.Concat(a.Actions[alarm.OK], a.Actions[alarm.Alarmed], a.Actions[alarm.Insufficient])
}

// records is how many entries an answer may have.
func records(asked *int64, otherwise int) (int, error) {
	switch {
	case asked == nil:
		return otherwise, nil
	case *asked < 1:
		return 0, violation(*asked, "maxRecords", "Member must have value greater than or equal to 1")
	case *asked > 100:
		return 0, violation(*asked, "maxRecords", "Member must have value less than or equal to 100")
	}
	return int(*asked), nil
}
