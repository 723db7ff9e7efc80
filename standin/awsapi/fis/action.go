package fis

import (
	"net/http"

	"squall/standin/awsapi/rest"
	"squall/standin/experiment"
	"squall/standin/gateway"
)

type known struct {
	ID          string               `json:"id"`
	ARN         string               `json:"arn"`
	Description string               `json:"description"`
	Parameters  map[string]parameter `json:"parameters,omitempty"`
	Targets     map[string]typed     `json:"targets"`
	Tags        map[string]string    `json:"tags"`
}

type parameter struct {
	Description string `json:"description"`
	Required    bool   `json:"required"`
}

type typed struct {
	Type string `json:"resourceType"`
}

func shownAction(c *rest.Call, k experiment.Kind, whole bool) known {
	out := known{ID: k.ID, ARN: "arn:aws:fis:" + c.Place.Region + ":" + c.Place.Account + ":action/" + k.ID, Description: k.Description,
		Targets: map[string]typed{}, Tags: map[string]string{}}
	if k.OnFunctions {
		out.Targets[experiment.Functions] = typed{experiment.FunctionType}
	}
	if whole {
		out.Parameters = map[string]parameter{}
		for _, p := range k.Parameters {
			out.Parameters[p.Name] = parameter{p.Description, p.Required}
		}
	}
	return out
}

// getAction: https://docs.aws.amazon.com/fis/latest/APIReference/API_GetAction.html
func (h *handler) getAction(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	k, ok := experiment.Known(c.Path("id"))
	if !ok {
		return nil, &gateway.Error{Status: http.StatusNotFound, Code: "ResourceNotFoundException", Message: "Action not found."}
	}
	return &struct {
		Action known `json:"action"`
	}{shownAction(c, k, true)}, nil
}

// listActions: https://docs.aws.amazon.com/fis/latest/APIReference/API_ListActions.html
func (h *handler) listActions(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, next, err := page(c, experiment.Kinds)
	if err != nil {
		return nil, err
	}
	return &struct {
		Actions []known `json:"actions"`
		Next    string  `json:"nextToken,omitempty"`
	}{rest.Shapes(all, func(k experiment.Kind) known { return shownAction(c, k, false) }), next}, nil
}
