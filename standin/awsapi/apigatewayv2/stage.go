package apigatewayv2

import (
	"encoding/json"
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type stage struct {
	AutoDeploy           bool                     `json:"autoDeploy"`
	CreatedDate          string                   `json:"createdDate"`
	DefaultRouteSettings routeSettings            `json:"defaultRouteSettings"`
	DeploymentID         string                   `json:"deploymentId,omitempty"`
	Description          string                   `json:"description,omitempty"`
	LastUpdatedDate      string                   `json:"lastUpdatedDate"`
	RouteSettings        map[string]routeSettings `json:"routeSettings"`
	StageName            string                   `json:"stageName"`
	StageVariables       map[string]string        `json:"stageVariables"`
}

func stageOf(s *gateway.Stage) stage {
	variables := s.Variables
	if variables == nil {
		variables = map[string]string{}
	}
	out := stage{AutoDeploy: s.AutoDeploy, CreatedDate: iso(s.Created), LastUpdatedDate: iso(s.Created), StageName: s.Name,
		DeploymentID: s.Deployment, Description: s.Description, RouteSettings: map[string]routeSettings{}, StageVariables: variables}
	if s.Limits.Own != nil {
		out.DefaultRouteSettings = settingsOf(*s.Limits.Own)
	}
	for key, l := range s.Limits.Named {
		out.RouteSettings[key] = settingsOf(l)
	}
	return out
}

type stageInput struct {
	StageName, DeploymentID, Description string
	AutoDeploy                           bool
	StageVariables                       map[string]string
	AccessLogSettings                    json.RawMessage
	DefaultRouteSettings                 *routeSettings
	RouteSettings                        map[string]routeSettings
}

// createStage: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html
func (h *handler) createStage(c *rest.Call, in *stageInput) (out any, err *gateway.Error) {
	var made *gateway.Stage
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		if in.DeploymentID != "" && !slices.ContainsFunc(a.Deployments, func(d *gateway.Deployment) bool { return d.ID == in.DeploymentID }) {
			return gateway.NotFound("Unable to find Deployment by ID %s", in.DeploymentID)
		}
		made = &gateway.Stage{Name: in.StageName, Deployment: in.DeploymentID, Description: in.Description, AutoDeploy: in.AutoDeploy,
			Variables: in.StageVariables, Created: h.now()}
		if err := in.settings(a, made); err != nil {
			return err
		}
		return a.AddStage(made)
	})
	if err != nil {
		return nil, err
	}
	return stageOf(made), nil
}

func (h *handler) getStages(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[stage]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Stages, stageOf)
		return nil
	})
	return out, err
}

func (h *handler) getStage(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		s, err := a.Stage(c.Path("stage"))
		if err == nil {
			out = stageOf(s)
		}
		return err
	})
	return out, err
}

func (h *handler) deleteStage(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.with(c, func(a *gateway.API) *gateway.Error {
		return a.DeleteStage(c.Path("stage"))
	})
}
