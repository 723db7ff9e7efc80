package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type deleteRuleInput struct{ RuleArn string }

// deleteRule: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteRule.html
func (h *handler) deleteRule(_ context.Context, _ wire.Call, in *deleteRuleInput) (any, error) {
	return &empty{}, refused(h.store.DeleteRule(in.RuleArn))
}
