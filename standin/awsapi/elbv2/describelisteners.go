package elbv2

import (
	"context"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type describeListenersInput struct {
	LoadBalancerArn string
	ListenerArns    []string
	Marker          string
	PageSize        int
}

// describeListeners: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
func (h *handler) describeListeners(_ context.Context, _ wire.Call, in *describeListenersInput) (any, error) {
	if in.LoadBalancerArn == "" && len(in.ListenerArns) == 0 {
		return nil, wire.Refuse("ValidationError", "You must specify either a load balancer or one or more listeners")
	}
	all := []listener{}
	h.store.View(func(_ []*balance.Balancer, _ []*balance.Group, list []*balance.Listener) {
		for _, l := range list {
			if l.Balancer == in.LoadBalancerArn || slices.Contains(in.ListenerArns, l.ARN) {
				all = append(all, listenerOf(l))
			}
		}
	})
	if len(all) < len(in.ListenerArns) {
		return nil, wire.Refuse("ListenerNotFound", "One or more listeners not found")
	}
	part, next, err := page(all, in.Marker, in.PageSize)
	return &listeners{part, next}, err
}
