package elbv2

import (
	"context"
	"net/http"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type target struct {
	Id   string
	Port int `json:",omitempty"`
}

type targetsInput struct {
	TargetGroupArn string
	Targets        []target
}

// registerTargets: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
func (h *handler) registerTargets(_ context.Context, c wire.Call, in *targetsInput) (any, error) {
	if len(in.Targets) != 1 {
		return nil, wire.Refuse("ValidationError", "A target group with target type 'lambda' takes exactly one target")
	}
	arn := in.Targets[0].Id
	if own := "arn:aws:lambda:" + c.Region + ":" + c.Account + ":function:"; !strings.HasPrefix(arn, own) || len(arn) == len(own) {
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
		return nil, wire.Refuse("InvalidTarget", "The target '"+arn+"' must be the ARN of a function of the same account and Region")
	}
	if !h.admits(arn, in.TargetGroupArn, c.Account) {
		return nil, &wire.Error{Status: http.StatusForbidden, Code: "AccessDenied",
			Message: "elasticloadbalancing principal does not have permission to invoke " + arn + " from target group " + in.TargetGroupArn}
	}
	return &empty{}, refused(h.store.Update(in.TargetGroupArn, func(g *balance.Group) *balance.Error {
		if g.Target != "" && g.Target != arn {
			return &balance.Error{Code: "TooManyTargets", Message: "The target group '" + g.ARN + "' already has a function"}
		}
		g.Target = arn
		return nil
	}))
}
