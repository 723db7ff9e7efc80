package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

func (h *handler) deleteLogStream(_ context.Context, c wire.Call, in *streamInput) (any, error) {
	if err := checkStream(in.LogStreamName); err != nil {
		return nil, err
	}
	return empty{}, h.onGroup(c, in.LogGroupName, "", func(_ int64, _ *logs.Store, g *logs.Group) error {
		if g.Stream(in.LogStreamName) == nil {
			return noStream()
		}
		g.DeleteStream(in.LogStreamName)
		return nil
	})
}
