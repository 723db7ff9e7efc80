package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type deleteListenerInput struct{ ListenerArn string }

// deleteListener: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteListener.html
func (h *handler) deleteListener(_ context.Context, _ wire.Call, in *deleteListenerInput) (any, error) {
	return &empty{}, refused(h.store.DeleteListener(in.ListenerArn))
}
