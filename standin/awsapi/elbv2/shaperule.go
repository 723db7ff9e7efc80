package elbv2

import (
	"strconv"

	"squall/standin/balance"
)

// actions shapes what is done.
func actions(a balance.Action) []action {
	switch {
	case a.Fixed != nil:
		return []action{{Type: "fixed-response", Order: 1, FixedResponseConfig: &fixedConfig{a.Fixed.Body, strconv.Itoa(a.Fixed.Status), a.Fixed.ContentType}}}
	case a.Redirect != nil:
		r := a.Redirect
		return []action{{Type: "redirect", Order: 1, RedirectConfig: &redirectConfig{r.Protocol, r.Port, r.Host, r.Path, r.Query, "HTTP_" + strconv.Itoa(r.Status)}}}
	}
	out := action{Type: "forward", ForwardConfig: &forwardConfig{}}
	for _, w := range a.Forward {
		out.ForwardConfig.TargetGroups = append(out.ForwardConfig.TargetGroups, groupTuple{w.Group, &w.Weight})
	}
	if len(a.Forward) == 1 {
		out.TargetGroupArn = a.Forward[0].Group
	}
	return []action{out}
}

type keyValue struct{ Key, Value string }

type valuesConfig struct{ Values []string }

type headerConfig struct {
	HttpHeaderName string
	Values         []string
}

type queryConfig struct{ Values []keyValue }

// condition is the shape RuleCondition.
type condition struct {
	Field                   string
	Values                  []string      `json:",omitempty"`
	PathPatternConfig       *valuesConfig `json:",omitempty"`
	HostHeaderConfig        *valuesConfig `json:",omitempty"`
	HttpRequestMethodConfig *valuesConfig `json:",omitempty"`
	HttpHeaderConfig        *headerConfig `json:",omitempty"`
	QueryStringConfig       *queryConfig  `json:",omitempty"`
}

func (c *condition) read() balance.Condition {
	out := balance.Condition{Field: c.Field, Values: c.Values}
	for _, config := range []*valuesConfig{c.PathPatternConfig, c.HostHeaderConfig, c.HttpRequestMethodConfig} {
		if config != nil {
			out.Values = config.Values
		}
	}
	if c.HttpHeaderConfig != nil {
		out.Header, out.Values = c.HttpHeaderConfig.HttpHeaderName, c.HttpHeaderConfig.Values
	}
	if c.QueryStringConfig != nil {
		for _, kv := range c.QueryStringConfig.Values {
			out.Keys, out.Values = append(out.Keys, kv.Key), append(out.Values, kv.Value)
		}
	}
	return out
}

func conditionOf(c balance.Condition) condition {
	out := condition{Field: c.Field}
	switch c.Field {
	case "path-pattern":
		out.Values, out.PathPatternConfig = c.Values, &valuesConfig{c.Values}
	case "host-header":
		out.Values, out.HostHeaderConfig = c.Values, &valuesConfig{c.Values}
	case "http-request-method":
		out.HttpRequestMethodConfig = &valuesConfig{c.Values}
	case "http-header":
		out.HttpHeaderConfig = &headerConfig{c.Header, c.Values}
	case "query-string":
		out.QueryStringConfig = &queryConfig{}
		for i, v := range c.Values {
			out.QueryStringConfig.Values = append(out.QueryStringConfig.Values, keyValue{c.Keys[i], v})
		}
	}
	return out
}

// rule is the shape of that name.
type rule struct {
	RuleArn    string
	Priority   string
	Conditions []condition
	Actions    []action
	IsDefault  bool
}

type rules struct {
	Rules      []rule
	NextMarker *string
}

func ruleOf(r *balance.Rule) rule {
	out := rule{RuleArn: r.ARN, Priority: "default", Conditions: []condition{}, Actions: actions(r.Action), IsDefault: r.Priority == 0}
	if r.Priority > 0 {
		out.Priority = strconv.Itoa(r.Priority)
	}
	for _, c := range r.Conditions {
		out.Conditions = append(out.Conditions, conditionOf(c))
	}
	return out
}
