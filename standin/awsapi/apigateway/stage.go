package apigateway

import (
	"encoding/json"
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type stage struct {
	CacheClusterEnabled bool                     `json:"cacheClusterEnabled"`
	CacheClusterStatus  string                   `json:"cacheClusterStatus"`
	CreatedDate         int64                    `json:"createdDate"`
	DeploymentID        string                   `json:"deploymentId"`
	Description         string                   `json:"description,omitempty"`
	LastUpdatedDate     int64                    `json:"lastUpdatedDate"`
	MethodSettings      map[string]methodSetting `json:"methodSettings"`
	StageName           string                   `json:"stageName"`
	TracingEnabled      bool                     `json:"tracingEnabled"`
	Variables           map[string]string        `json:"variables,omitempty"`
}

func stageOf(s *gateway.Stage) stage {
	return stage{CacheClusterStatus: "NOT_AVAILABLE", CreatedDate: s.Created.Unix(), DeploymentID: s.Deployment, Description: s.Description,
		LastUpdatedDate: s.Created.Unix(), MethodSettings: methodSettings(&s.Limits), StageName: s.Name, Variables: s.Variables}
}

type stageInput struct {
	StageName, DeploymentID, Description, StageDescription string
	Variables                                              map[string]string
	CacheClusterEnabled, TracingEnabled                    bool
	CanarySettings                                         json.RawMessage
}

func (in *stageInput) unbuilt() *gateway.Error {
	if in.CacheClusterEnabled || in.TracingEnabled || len(in.CanarySettings) > 0 {
		return gateway.NotBuilt("caches, tracing and canaries of stages")
	}
	return nil
}

// createStage: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
func (h *handler) createStage(c *rest.Call, in *stageInput) (out any, err *gateway.Error) {
	if err := in.unbuilt(); err != nil {
		return nil, err
	}
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		if !slices.ContainsFunc(a.Deployments, func(d *gateway.Deployment) bool { return d.ID == in.DeploymentID }) {
			return gateway.Bad("Invalid Deployment identifier specified")
		}
		s := &gateway.Stage{Name: in.StageName, Deployment: in.DeploymentID, Description: in.Description, Variables: in.Variables, Created: h.now()}
		out = stageOf(s)
		return a.AddStage(s)
	})
	return out, err
}

type deployment struct {
	CreatedDate int64  `json:"createdDate"`
	Description string `json:"description,omitempty"`
	ID          string `json:"id"`
}

func deploymentOf(d *gateway.Deployment) deployment {
	return deployment{d.Created.Unix(), d.Description, d.ID}
}

// createDeployment makes the stage that it names, or moves it.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html
func (h *handler) createDeployment(c *rest.Call, in *stageInput) (out any, err *gateway.Error) {
	if err := in.unbuilt(); err != nil {
		return nil, err
	}
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		d, err := h.store.Deploy(h.now(), a, in.Description)
		if err != nil {
			return err
		}
		out = deploymentOf(d)
		if in.StageName == "" {
			return nil
		}
		if s, err := a.Stage(in.StageName); err == nil {
			s.Deployment = d.ID
			return nil
		}
		return a.AddStage(&gateway.Stage{Name: in.StageName, Deployment: d.ID, Description: in.StageDescription, Variables: in.Variables, Created: h.now()})
	})
	return out, err
}
