package apigateway

import (
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

func (h *handler) getDeployments(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[deployment]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Deployments, deploymentOf)
		return nil
	})
	return out, err
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
