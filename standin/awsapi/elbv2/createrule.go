package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type createRuleInput struct {
	ListenerArn string
	Priority    int
	Conditions  []condition
	Actions     []action
	Tags        []struct{ Key, Value string }
}

// createRule: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
func (h *handler) createRule(_ context.Context, _ wire.Call, in *createRuleInput) (any, error) {
	if len(in.Tags) > 0 {
		return nil, wire.NotBuilt("tags of rules")
	}
	a, err := actionOf(in.Actions)
	if err != nil {
		return nil, err
	}
	r, no := h.store.CreateRule(in.ListenerArn, in.Priority, conditions(in.Conditions), a)
	if no != nil {
		return nil, refused(no)
	}
	return &rules{Rules: []rule{ruleOf(r)}}, nil
}

func conditions(list []condition) (out []balance.Condition) {
	for i := range list {
		out = append(out, list[i].read())
	}
	return out
}
