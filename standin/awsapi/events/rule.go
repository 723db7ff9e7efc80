package events

import (
	"squall/standin/awsapi/wire"
	"squall/standin/buses"
)

// rule is a rule on the wire.
type rule struct {
	Name               string
	Arn                string `json:",omitempty"`
	EventPattern       string `json:",omitempty"`
	ScheduleExpression string `json:",omitempty"`
	State              string `json:",omitempty"`
	Description        string `json:",omitempty"`
	RoleArn            string `json:",omitempty"`
	ManagedBy          string `json:",omitempty"`
	EventBusName       string `json:",omitempty"`
}

func shapeRule(r buses.Described) rule {
	return rule{Name: r.Name, Arn: r.ARN, EventPattern: r.Pattern, ScheduleExpression: r.Schedule, State: r.State,
		Description: r.Description, RoleArn: r.Role, EventBusName: r.Bus}
}

type putRuleInput struct {
	rule
	Tags []struct{ Key, Value string }
}

func putRule(c *call, in *putRuleInput) (any, error) {
	if len(in.Tags) > 0 {
		return nil, wire.NotBuilt("Tags of a rule")
	}
	arn, err := c.buses.PutRule(c.now, c.bus(in.EventBusName), buses.Rule{Name: in.Name, Pattern: in.EventPattern, Schedule: in.ScheduleExpression,
		State: in.State, Description: in.Description, Role: in.RoleArn})
	if err != nil {
		return nil, err
	}
	return struct{ RuleArn string }{arn}, nil
}

// ruleName is what the operations on one rule ask for.
type ruleName struct {
	Name         string
	EventBusName string
}

func describeRule(c *call, in *ruleName) (any, error) {
	r, err := c.buses.DescribeRule(c.bus(in.EventBusName), in.Name)
	if err != nil {
		return nil, err
	}
	out := struct {
		rule
		CreatedBy string
	}{shapeRule(r), c.from.Account}
	return out, nil
}

func deleteRule(c *call, in *ruleName) (any, error) {
	return nil, c.buses.DeleteRule(c.bus(in.EventBusName), in.Name)
}

func enableRule(c *call, in *ruleName) (any, error) {
	return nil, c.buses.SetState(c.now, c.bus(in.EventBusName), in.Name, buses.Enabled)
}

func disableRule(c *call, in *ruleName) (any, error) {
	return nil, c.buses.SetState(c.now, c.bus(in.EventBusName), in.Name, buses.Disabled)
}

type listRulesInput struct {
	NamePrefix, TargetArn, EventBusName, NextToken string
	Limit                                          *int
}

// rules is the page of a bus's rules that a request asks for.
func (c *call) rules(in *listRulesInput, prefix, target string) (list []buses.Described, next string, err error) {
	all, err := c.buses.Rules(c.bus(in.EventBusName), prefix, target)
	if err != nil {
		return nil, "", err
	}
	return page(all, in.Limit, in.NextToken, func(r buses.Described) string { return r.Name })
}

func listRules(c *call, in *listRulesInput) (any, error) {
	list, next, err := c.rules(in, in.NamePrefix, "")
	out := struct {
		Rules     []rule
		NextToken string `json:",omitempty"`
	}{[]rule{}, next}
	for _, r := range list {
		out.Rules = append(out.Rules, shapeRule(r))
	}
	return out, err
}

func listRuleNamesByTarget(c *call, in *listRulesInput) (any, error) {
	list, next, err := c.rules(in, "", in.TargetArn)
	out := struct {
		RuleNames []string
		NextToken string `json:",omitempty"`
	}{[]string{}, next}
	for _, r := range list {
		out.RuleNames = append(out.RuleNames, r.Name)
	}
	return out, err
}
