package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type deleteLoadBalancerInput struct{ LoadBalancerArn string }

// deleteLoadBalancer takes deleting what is not there for done, as AWS does.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
func (h *handler) deleteLoadBalancer(_ context.Context, _ wire.Call, in *deleteLoadBalancerInput) (any, error) {
	h.store.DeleteBalancer(in.LoadBalancerArn)
	return &empty{}, nil
}
