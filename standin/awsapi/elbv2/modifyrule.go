package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type modifyRuleInput struct {
	RuleArn    string
	Conditions []condition
	Actions    []action
}

// modifyRule: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html
func (h *handler) modifyRule(_ context.Context, _ wire.Call, in *modifyRuleInput) (any, error) {
	var changed *balance.Action
	if len(in.Actions) > 0 {
		a, err := actionOf(in.Actions)
		if err != nil {
			return nil, err
		}
		changed = &a
	}
	r, no := h.store.ModifyRule(in.RuleArn, conditions(in.Conditions), changed)
	if no != nil {
		return nil, refused(no)
	}
	return &rules{Rules: []rule{ruleOf(r)}}, nil
}
