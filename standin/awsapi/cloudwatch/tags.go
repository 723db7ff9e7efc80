package cloudwatch

import (
	"context"
	"maps"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics/alarm"
)

type tagResourceInput struct {
	ResourceARN string
	Tags        []tag
	TagKeys     []string
}

// onAlarm runs f on the alarm of an ARN.
func (h *handler) onAlarm(c wire.Call, arn string, f func(a *alarm.Alarm)) error {
	return h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		_, name, _ := strings.Cut(arn, ":alarm:")
		a := all.Find(scope(c), name)
		if a == nil || a.ARN() != arn {
			return &wire.Error{Status: 404, Code: "ResourceNotFoundException", Message: "Unknown"}
		}
		f(a)
		return nil
	})
}

func (h *handler) tagResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	return empty{}, h.onAlarm(c, in.ResourceARN, func(a *alarm.Alarm) {
		for _, t := range in.Tags {
			a.Tags[t.Key] = t.Value
		}
	})
}

func (h *handler) untagResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	return empty{}, h.onAlarm(c, in.ResourceARN, func(a *alarm.Alarm) {
		for _, key := range in.TagKeys {
			delete(a.Tags, key)
		}
	})
}

// listTagsForResource knows no tags of what is not there, and says no more
// (recorded 2026-02).
func (h *handler) listTagsForResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	out := struct{ Tags []tag }{[]tag{}}
	return &out, h.onAlarms(func(_ int64, all *alarm.Alarms) error {
		_, name, _ := strings.Cut(in.ResourceARN, ":alarm:")
		if a := all.Find(scope(c), name); a != nil && a.ARN() == in.ResourceARN {
			for _, key := range slices.Sorted(maps.Keys(a.Tags)) {
				out.Tags = append(out.Tags, tag{key, a.Tags[key]})
			}
		}
		return nil
	})
}
