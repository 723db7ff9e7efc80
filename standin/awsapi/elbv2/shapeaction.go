package elbv2

import (
	"strconv"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type groupTuple struct {
	TargetGroupArn string
	Weight         *int
}

type forwardConfig struct {
	TargetGroups                []groupTuple
	TargetGroupStickinessConfig *struct{ Enabled bool } `json:",omitempty"`
}

type fixedConfig struct{ MessageBody, StatusCode, ContentType string }

type redirectConfig struct{ Protocol, Port, Host, Path, Query, StatusCode string }

// action is the shape of that name.
type action struct {
	Type                string
	TargetGroupArn      string          `json:",omitempty"`
	Order               int             `json:",omitempty"`
	ForwardConfig       *forwardConfig  `json:",omitempty"`
	FixedResponseConfig *fixedConfig    `json:",omitempty"`
	RedirectConfig      *redirectConfig `json:",omitempty"`
}

// actionOf reads the actions of a rule: one, since nobody is authenticated.
func actionOf(list []action) (out balance.Action, err error) {
	if len(list) != 1 {
		return out, wire.NotBuilt("a rule with " + strconv.Itoa(len(list)) + " actions")
	}
	switch a := list[0]; a.Type {
	case "forward":
		out.Forward, err = a.forward()
	case "fixed-response":
		if a.FixedResponseConfig == nil {
			return out, wire.Refuse("ValidationError", "A fixed response must have a FixedResponseConfig")
		}
		c := a.FixedResponseConfig
		status, bad := strconv.Atoi(c.StatusCode)
		if bad != nil {
			return out, wire.Refuse("ValidationError", "The status code '"+c.StatusCode+"' of a fixed response is not valid")
		}
		out.Fixed = &balance.Fixed{Status: status, ContentType: c.ContentType, Body: c.MessageBody}
	case "redirect":
		if a.RedirectConfig == nil {
			return out, wire.Refuse("ValidationError", "A redirect must have a RedirectConfig")
		}
		out.Redirect = a.RedirectConfig.redirect()
	default:
		return out, wire.NotBuilt("an action of type " + a.Type)
	}
	return out, err
}

func (a *action) forward() ([]balance.Weighted, error) {
	if a.ForwardConfig == nil {
		return []balance.Weighted{{Group: a.TargetGroupArn, Weight: 1}}, nil
	}
	if s := a.ForwardConfig.TargetGroupStickinessConfig; s != nil && s.Enabled {
		return nil, wire.NotBuilt("stickiness of target groups")
	}
	var out []balance.Weighted
	for _, t := range a.ForwardConfig.TargetGroups {
		weight := 1
		if t.Weight != nil {
			weight = *t.Weight
		}
		out = append(out, balance.Weighted{Group: t.TargetGroupArn, Weight: weight})
	}
	return out, nil
}

func (c *redirectConfig) redirect() *balance.Redirect {
	or := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return text
	}
	status, _ := strconv.Atoi(strings.TrimPrefix(c.StatusCode, "HTTP_")) // 0 is refused as any other number
	return &balance.Redirect{Status: status, Protocol: or(c.Protocol, "#{protocol}"), Host: or(c.Host, "#{host}"),
		Port: or(c.Port, "#{port}"), Path: or(c.Path, "/#{path}"), Query: or(c.Query, "#{query}")}
}
