package elbv2

import (
	"context"
	"slices"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type describeRulesInput struct {
	ListenerArn string
	RuleArns    []string
	Marker      string
	PageSize    int
}

// describeRules: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
func (h *handler) describeRules(_ context.Context, _ wire.Call, in *describeRulesInput) (any, error) {
	if in.ListenerArn == "" && len(in.RuleArns) == 0 {
		return nil, wire.Refuse("ValidationError", "You must specify either a listener or one or more rules")
	}
	all, found := []rule{}, false
	h.store.View(func(_ []*balance.Balancer, _ []*balance.Group, list []*balance.Listener) {
		for _, l := range list {
			found = found || l.ARN == in.ListenerArn
			for _, r := range l.Rules {
				if l.ARN == in.ListenerArn || slices.Contains(in.RuleArns, r.ARN) {
					all = append(all, ruleOf(r))
				}
			}
		}
	})
	switch {
	case in.ListenerArn != "" && !found:
		return nil, wire.Refuse("ListenerNotFound", "One or more listeners not found")
	case len(all) < len(in.RuleArns):
		return nil, wire.Refuse("RuleNotFound", "One or more rules not found")
	}
	part, next, err := page(all, in.Marker, in.PageSize)
	return &rules{part, next}, err
}
