package apigateway

import (
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

func (h *handler) getDeployments(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	out := items[deployment]{Items: []deployment{}}
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		for _, d := range a.Deployments {
			out.Items = append(out.Items, deploymentOf(d))
		}
		return nil
	})
	return out, err
}

func (h *handler) getStages(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	out := items[stage]{Items: []stage{}}
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		for _, s := range a.Stages {
			out.Items = append(out.Items, stageOf(s))
		}
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
		s, err := a.Stage(c.Path("stage"))
		a.Stages = slices.DeleteFunc(a.Stages, func(o *gateway.Stage) bool { return o == s })
		return err
	})
}
