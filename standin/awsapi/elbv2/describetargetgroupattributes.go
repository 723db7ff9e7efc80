package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

// describeTargetGroupAttributes: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroupAttributes.html
func (h *handler) describeTargetGroupAttributes(_ context.Context, _ wire.Call, in *attributesInput) (any, error) {
	out := &attributesOutput{}
	err := h.store.Update(in.TargetGroupArn, func(g *balance.Group) *balance.Error {
		out.Attributes = attributesOf(g)
		return nil
	})
	return out, refused(err)
}
