package fis

import (
	"cmp"
	"encoding/json"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/experiment"
	"squall/standin/gateway"
)

type createTemplate struct {
	template
	Token  string          `json:"clientToken"`
	Log    json.RawMessage `json:"logConfiguration"`
	Report json.RawMessage `json:"experimentReportConfiguration"`
}

type oneTemplate struct {
	Template template `json:"experimentTemplate"`
}

// createTemplate: https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html
func (h *handler) createTemplate(c *rest.Call, in *createTemplate) (any, *gateway.Error) {
	switch {
	case len(in.Log) > 0:
		return nil, gateway.NotBuilt("logConfiguration")
	case len(in.Report) > 0:
		return nil, gateway.NotBuilt("experimentReportConfiguration")
	}
	t := experiment.Template{Place: placeOf(c), Description: in.Description, Role: in.Role, Tags: in.Tags, Token: in.Token, Empty: "fail",
		Targets: map[string]experiment.Target{}, Actions: map[string]experiment.Action{}}
	if o := in.Options; o != nil {
		t.Empty = cmp.Or(o.Empty, "fail")
		if o.Accounts == "multi-account" {
			return nil, gateway.NotBuilt("accountTargeting multi-account")
		}
		if t.Empty != "fail" && t.Empty != "skip" {
			return nil, invalid("emptyTargetResolutionMode is fail or skip")
		}
	}
	for _, s := range in.Stops {
		t.Stops = append(t.Stops, experiment.Stop(s))
	}
	for name, g := range in.Targets {
		if len(g.Filters) > 0 {
			return nil, invalid("targets of type " + g.Type + " have no filters")
		}
		t.Targets[name] = experiment.Target{Type: g.Type, Mode: g.Mode, ARNs: g.ARNs, Tags: g.Tags, Parameters: g.Parameters}
	}
	for name, a := range in.Actions {
		t.Actions[name] = experiment.Action{ID: a.ID, Description: a.Description, Parameters: a.Parameters, Targets: a.Targets, After: a.After}
	}
	made, err := h.store.Create(time.Now(), t)
	if err != nil {
		return nil, refused(err)
	}
	return &oneTemplate{shown(made)}, nil
}

// getTemplate: https://docs.aws.amazon.com/fis/latest/APIReference/API_GetExperimentTemplate.html
func (h *handler) getTemplate(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	t, err := h.store.Template(placeOf(c), c.Path("id"))
	if err != nil {
		return nil, refused(err)
	}
	return &oneTemplate{shown(t)}, nil
}

// deleteTemplate: https://docs.aws.amazon.com/fis/latest/APIReference/API_DeleteExperimentTemplate.html
func (h *handler) deleteTemplate(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	t, err := h.store.Delete(placeOf(c), c.Path("id"))
	if err != nil {
		return nil, refused(err)
	}
	return &oneTemplate{shown(t)}, nil
}

type templateSummary struct {
	ID          string            `json:"id"`
	ARN         string            `json:"arn"`
	Description string            `json:"description"`
	Created     *float64          `json:"creationTime"`
	Updated     *float64          `json:"lastUpdateTime"`
	Tags        map[string]string `json:"tags"`
}

// listTemplates: https://docs.aws.amazon.com/fis/latest/APIReference/API_ListExperimentTemplates.html
func (h *handler) listTemplates(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, next, err := page(c, h.store.Templates(placeOf(c)))
	if err != nil {
		return nil, err
	}
	return &struct {
		Templates []templateSummary `json:"experimentTemplates"`
		Next      string            `json:"nextToken,omitempty"`
	}{rest.Shapes(all, func(t experiment.Template) templateSummary {
		return templateSummary{t.ID, t.ARN(), t.Description, seconds(t.Created), seconds(t.Created), full(t.Tags)}
	}), next}, nil
}
