package apigatewayv2

import (
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// routeSettings is the shape RouteSettings.
type routeSettings struct {
	DetailedMetricsEnabled bool     `json:"detailedMetricsEnabled"`
	ThrottlingBurstLimit   *int     `json:"throttlingBurstLimit,omitempty"`
	ThrottlingRateLimit    *float64 `json:"throttlingRateLimit,omitempty"`
}

func settingsOf(l gateway.Limit) routeSettings {
	return routeSettings{ThrottlingBurstLimit: &l.Burst, ThrottlingRateLimit: &l.Rate}
}

// limit is what the settings limit requests to; what they do not say is the
// account's.
func (s *routeSettings) limit() (gateway.Limit, *gateway.Error) {
	l := gateway.AccountLimit
	if s.DetailedMetricsEnabled {
		return l, gateway.NotBuilt("detailed metrics of routes")
	}
	if s.ThrottlingRateLimit != nil {
		l.Rate = *s.ThrottlingRateLimit
	}
	if s.ThrottlingBurstLimit != nil {
		l.Burst = *s.ThrottlingBurstLimit
	}
	if l.Rate < 0 || l.Burst < 0 {
		return l, gateway.Bad("Invalid throttling limits: they must not be negative")
	}
	return l, nil
}

// settings gives a stage the limits of a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
func (in *stageInput) settings(a *gateway.API, s *gateway.Stage) *gateway.Error {
	if len(in.AccessLogSettings) > 0 {
		return gateway.NotBuilt("access logs of stages")
	}
	next := s.Limits.Clone()
	if in.DefaultRouteSettings != nil {
		l, err := in.DefaultRouteSettings.limit()
		if err != nil {
			return err
		}
		next.Own = &l
	}
	for key, given := range in.RouteSettings {
		if !slices.ContainsFunc(a.Routes, func(r *gateway.Route) bool { return r.Key == key }) {
			return gateway.NotFound("Unable to find Route by key %s within the provided RouteSettings", key)
		}
		l, err := given.limit()
		if err != nil {
			return err
		}
		next.Named[key] = l
	}
	s.Limits = next
	return nil
}

// updateStage changes what is given.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html
func (h *handler) updateStage(c *rest.Call, in *stageInput) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		s, err := a.Stage(c.Path("stage"))
		if err != nil {
			return err
		}
		if in.DeploymentID != "" && !slices.ContainsFunc(a.Deployments, func(d *gateway.Deployment) bool { return d.ID == in.DeploymentID }) {
			return gateway.NotFound("Unable to find Deployment by ID %s", in.DeploymentID)
		}
		if err := in.settings(a, s); err != nil {
			return err
		}
		if in.DeploymentID != "" {
			s.Deployment = in.DeploymentID
		}
		if in.Description != "" {
			s.Description = in.Description
		}
		if in.StageVariables != nil {
			s.Variables = in.StageVariables
		}
		s.AutoDeploy = s.AutoDeploy || in.AutoDeploy
		out = stageOf(s)
		return nil
	})
	return out, err
}
