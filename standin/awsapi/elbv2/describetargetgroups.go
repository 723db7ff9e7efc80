package elbv2

import (
	"context"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type describeTargetGroupsInput struct {
	LoadBalancerArn        string
	TargetGroupArns, Names []string
	Marker                 string
	PageSize               int
}

// describeTargetGroups: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
func (h *handler) describeTargetGroups(_ context.Context, c wire.Call, in *describeTargetGroupsInput) (any, error) {
	all := []targetGroup{}
	h.store.View(func(_ []*balance.Balancer, groups []*balance.Group, listeners []*balance.Listener) {
		for _, g := range groups {
			shown := groupOf(g, listeners)
			switch {
			case g.Place != placeOf(c),
				in.LoadBalancerArn != "" && !slices.Contains(shown.LoadBalancerArns, in.LoadBalancerArn),
				len(in.Names) > 0 && !slices.Contains(in.Names, g.Name),
				len(in.TargetGroupArns) > 0 && !slices.Contains(in.TargetGroupArns, g.ARN):
			default:
				all = append(all, shown)
			}
		}
	})
	if len(all) < max(len(in.Names), len(in.TargetGroupArns)) {
		return nil, wire.Refuse("TargetGroupNotFound", "One or more target groups not found")
	}
	part, next, err := page(all, in.Marker, in.PageSize)
	return &targetGroups{part, next}, err
}
