package elbv2

import (
	"slices"

	"squall/standin/balance"
)

// targetGroup is the shape of that name, of a group whose target is a function.
type targetGroup struct {
	TargetGroupArn     string
	TargetGroupName    string
	HealthCheckEnabled bool
	LoadBalancerArns   []string
	TargetType         string
	IpAddressType      string
}

type targetGroups struct {
	TargetGroups []targetGroup
	NextMarker   *string
}

// groupOf shapes a group, with the balancers that forward to it.
func groupOf(g *balance.Group, listeners []*balance.Listener) targetGroup {
	out := targetGroup{TargetGroupArn: g.ARN, TargetGroupName: g.Name, LoadBalancerArns: []string{}, TargetType: "lambda", IpAddressType: "ipv4"}
	for _, l := range listeners {
		if forwards(l, g.ARN) && !slices.Contains(out.LoadBalancerArns, l.Balancer) {
			out.LoadBalancerArns = append(out.LoadBalancerArns, l.Balancer)
		}
	}
	return out
}

func forwards(l *balance.Listener, group string) bool {
	return slices.ContainsFunc(l.Rules, func(r *balance.Rule) bool {
		return slices.ContainsFunc(r.Action.Forward, func(w balance.Weighted) bool { return w.Group == group })
	})
}
