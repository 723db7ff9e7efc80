package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

// deregisterTargets: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
func (h *handler) deregisterTargets(_ context.Context, _ wire.Call, in *targetsInput) (any, error) {
	return &empty{}, refused(h.store.Update(in.TargetGroupArn, func(g *balance.Group) *balance.Error {
		for _, t := range in.Targets {
			if t.Id == g.Target {
				g.Target = ""
			}
		}
		return nil
	}))
}
