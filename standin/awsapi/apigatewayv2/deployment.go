package apigatewayv2

import (
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type deployment struct {
	AutoDeployed     bool   `json:"autoDeployed"`
	CreatedDate      string `json:"createdDate"`
	DeploymentID     string `json:"deploymentId"`
	DeploymentStatus string `json:"deploymentStatus"`
	Description      string `json:"description,omitempty"`
}

func deploymentOf(d *gateway.Deployment) deployment {
	return deployment{CreatedDate: iso(d.Created), DeploymentID: d.ID, DeploymentStatus: "DEPLOYED", Description: d.Description}
}

type deploymentInput struct{ Description, StageName string }

// createDeployment: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments.html
func (h *handler) createDeployment(c *rest.Call, in *deploymentInput) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		if in.StageName != "" {
			if _, err := a.Stage(in.StageName); err != nil {
				return err
			}
		}
		d, err := h.store.Deploy(h.now(), a, in.Description)
		if err != nil {
			return err
		}
		if s, err := a.Stage(in.StageName); err == nil {
			if s.AutoDeploy {
				return gateway.Bad("Deployment ID cannot be set on a stage that deploys automatically")
			}
			s.Deployment = d.ID
		}
		out = deploymentOf(d)
		return nil
	})
	return out, err
}

func (h *handler) getDeployments(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[deployment]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Deployments, deploymentOf)
		return nil
	})
	return out, err
}
