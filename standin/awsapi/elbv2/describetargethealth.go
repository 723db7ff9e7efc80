package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type targetHealth struct{ State, Reason, Description string }

type targetHealthDescription struct {
	Target       target
	TargetHealth targetHealth
}

type targetHealthOutput struct {
	TargetHealthDescriptions []targetHealthDescription
}

// describeTargetHealth: functions are not checked, so their state is unavailable.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
func (h *handler) describeTargetHealth(_ context.Context, _ wire.Call, in *targetsInput) (any, error) {
	out := &targetHealthOutput{TargetHealthDescriptions: []targetHealthDescription{}}
	err := h.store.Update(in.TargetGroupArn, func(g *balance.Group) *balance.Error {
		if g.Target != "" {
			out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, targetHealthDescription{target{Id: g.Target},
				targetHealth{"unavailable", "Target.HealthCheckDisabled", "Health checks are not enabled for this target"}})
		}
		return nil
	})
	return out, refused(err)
}
