package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

// modifyTargetGroupAttributes: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroupAttributes.html
func (h *handler) modifyTargetGroupAttributes(_ context.Context, _ wire.Call, in *attributesInput) (any, error) {
	for _, a := range in.Attributes {
		switch {
		case a.Key != multiValue:
			return nil, wire.NotBuilt("the attribute " + a.Key + " of target groups of functions")
		case a.Value != "true" && a.Value != "false":
			return nil, wire.Refuse("InvalidConfigurationRequest", "The value of '"+a.Key+"' must be true or false")
		}
	}
	out := &attributesOutput{}
	err := h.store.Update(in.TargetGroupArn, func(g *balance.Group) *balance.Error {
		for _, a := range in.Attributes {
			g.MultiValue = a.Value == "true"
		}
		out.Attributes = attributesOf(g)
		return nil
	})
	return out, refused(err)
}
