package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type groupInput struct {
	LogGroupName string `json:"logGroupName"`
}

func (h *handler) deleteLogGroup(_ context.Context, c wire.Call, in *groupInput) (any, error) {
	return empty{}, h.onGroup(c, in.LogGroupName, "", func(_ int64, s *logs.Store, g *logs.Group) error {
		s.Delete(g)
		return nil
	})
}
