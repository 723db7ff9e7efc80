package cloudwatch

import (
	"context"
	"encoding/json"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

type setAlarmStateInput struct {
	AlarmName       string
	StateValue      string
	StateReason     *string
	StateReasonData string
}

func (h *handler) setAlarmState(_ context.Context, c wire.Call, in *setAlarmStateInput) (any, error) {
	if err := enum(in.StateValue, "stateValue", alarm.Insufficient, alarm.Alarmed, alarm.OK); err != nil {
		return nil, err
	}
	switch {
	case in.AlarmName == "":
		return nil, missing("AlarmName")
	case in.StateReason == nil:
		return nil, missing("StateReason")
	case in.StateReasonData != "" && !json.Valid([]byte(in.StateReasonData)):
		return nil, &wire.Error{Status: 400, Code: "InvalidFormatFault", Query: "InvalidFormat", Message: "StateReasonData is not valid JSON"}
	}
	return empty{}, h.onAlarms(func(now int64, all *alarm.Alarms) error {
		a := all.Find(scope(c), in.AlarmName)
		if a == nil {
			return notFound()
		}
		all.Set(now, a, alarm.State{Value: in.StateValue, Reason: *in.StateReason, Data: in.StateReasonData})
		return nil
	})
}
