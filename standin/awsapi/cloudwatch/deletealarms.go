package cloudwatch

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

// notFound is the refusal of an alarm that is not there: it has no words
// (recorded 2025-09).
func notFound() *wire.Error { return &wire.Error{Status: 404, Code: "ResourceNotFound"} }

func (h *handler) deleteAlarms(_ context.Context, c wire.Call, in *alarmNamesInput) (any, error) {
	if len(in.AlarmNames) > 100 {
		return nil, violation(len(in.AlarmNames), "alarmNames", "Member must have length less than or equal to 100")
	}
	return empty{}, h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		for _, name := range in.AlarmNames { // none is deleted unless all are there
			if all.Find(scope(c), name) == nil {
				return notFound()
			}
		}
		for _, name := range in.AlarmNames {
			all.Delete(scope(c), name)
		}
		return nil
	})
}

// each changes the alarms of some names that there are.
func (h *handler) each(c wire.Call, in *alarmNamesInput, change func(*alarm.Alarm)) error {
	return h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		for _, name := range in.AlarmNames {
			if a := all.Find(scope(c), name); a != nil {
				change(a)
			}
		}
		return nil
	})
}
