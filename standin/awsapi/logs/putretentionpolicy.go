package logs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type putRetentionPolicyInput struct {
	LogGroupName    string `json:"logGroupName"`
	RetentionInDays int64  `json:"retentionInDays"`
}

func (h *handler) putRetentionPolicy(_ context.Context, c wire.Call, in *putRetentionPolicyInput) (any, error) {
	if !slices.Contains(days, in.RetentionInDays) {
		return nil, violation(in.RetentionInDays, "retentionInDays",
			"Member must satisfy enum value set: ["+strings.Trim(strings.ReplaceAll(fmt.Sprint(days), " ", ", "), "[]")+"]")
	}
	return empty{}, h.onGroup(c, in.LogGroupName, "", func(_ int64, _ *logs.Store, g *logs.Group) error {
		g.Retention = int(in.RetentionInDays)
		return nil
	})
}

func (h *handler) deleteRetentionPolicy(_ context.Context, c wire.Call, in *groupInput) (any, error) {
	return empty{}, h.onGroup(c, in.LogGroupName, "", func(_ int64, _ *logs.Store, g *logs.Group) error {
		g.Retention = 0
		return nil
	})
}
