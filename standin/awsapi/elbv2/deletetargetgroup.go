package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type targetGroupInput struct{ TargetGroupArn string }

// deleteTargetGroup: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
func (h *handler) deleteTargetGroup(_ context.Context, _ wire.Call, in *targetGroupInput) (any, error) {
	if err := h.store.DeleteGroup(in.TargetGroupArn); err != nil {
		return nil, refused(err)
	}
	return &empty{}, nil
}
