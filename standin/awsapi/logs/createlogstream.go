package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type streamInput struct {
	LogGroupName  string `json:"logGroupName"`
	LogStreamName string `json:"logStreamName"`
}

func (h *handler) createLogStream(_ context.Context, c wire.Call, in *streamInput) (any, error) {
	if err := checkStream(in.LogStreamName); err != nil {
		return nil, err
	}
	return empty{}, h.onGroup(c, in.LogGroupName, "", func(now int64, _ *logs.Store, g *logs.Group) error {
		if g.CreateStream(now, in.LogStreamName) == nil {
			return wire.Refuse("ResourceAlreadyExistsException", "The specified log stream already exists")
		}
		return nil
	})
}
