package elbv2

import (
	"context"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type describeLoadBalancersInput struct {
	LoadBalancerArns, Names []string
	Marker                  string
	PageSize                int
}

// describeLoadBalancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
func (h *handler) describeLoadBalancers(_ context.Context, c wire.Call, in *describeLoadBalancersInput) (any, error) {
	all, found := []loadBalancer{}, 0
	h.store.View(func(list []*balance.Balancer, _ []*balance.Group, _ []*balance.Listener) {
		for _, b := range list {
			named := len(in.Names) == 0 && len(in.LoadBalancerArns) == 0 || slices.Contains(in.Names, b.Name) || slices.Contains(in.LoadBalancerArns, b.ARN)
			if b.Place == placeOf(c) && named {
				all = append(all, shapeOf(b))
				found++
			}
		}
	})
	if found < max(len(in.Names), len(in.LoadBalancerArns)) {
		return nil, wire.Refuse("LoadBalancerNotFound", "One or more load balancers not found")
	}
	part, next, err := page(all, in.Marker, in.PageSize)
	return &loadBalancers{part, next}, err
}
