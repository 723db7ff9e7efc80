package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type createTargetGroupInput struct {
	Name, TargetType, Protocol, VpcId string
	Port                              int
	HealthCheckEnabled                bool
	Tags                              []struct{ Key, Value string }
}

// createTargetGroup: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
func (h *handler) createTargetGroup(_ context.Context, c wire.Call, in *createTargetGroupInput) (any, error) {
	switch {
	case in.TargetType != "lambda":
		return nil, wire.NotBuilt("a target group of type " + in.TargetType + " (use lambda)")
	case in.Protocol != "" || in.Port != 0 || in.VpcId != "":
		return nil, wire.Refuse("ValidationError", "Protocol, port and VPC cannot be specified for target groups with target type 'lambda'")
	case in.HealthCheckEnabled:
		return nil, wire.NotBuilt("health checks of functions")
	case len(in.Tags) > 0:
		return nil, wire.NotBuilt("tags of target groups")
	}
	g, err := h.store.CreateGroup(placeOf(c), in.Name)
	if err != nil {
		return nil, refused(err)
	}
	return &targetGroups{TargetGroups: []targetGroup{groupOf(g, nil)}}, nil
}
