package apigatewayv2

import (
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type integration struct {
	ConnectionType       string `json:"connectionType"`
	IntegrationID        string `json:"integrationId"`
	IntegrationMethod    string `json:"integrationMethod"`
	IntegrationType      string `json:"integrationType"`
	IntegrationURI       string `json:"integrationUri"`
	PayloadFormatVersion string `json:"payloadFormatVersion"`
	TimeoutInMillis      int    `json:"timeoutInMillis"`
}

func integrationOf(i *gateway.Integration) integration {
	return integration{"INTERNET", i.ID, "POST", "AWS_PROXY", i.URI, "2.0", 30000}
}

type integrationInput struct {
	IntegrationType, IntegrationURI, IntegrationMethod, PayloadFormatVersion string
	ConnectionType, ConnectionID, CredentialsArn                             string
	TimeoutInMillis                                                          int
	RequestParameters                                                        map[string]string
}

func (in *integrationInput) unbuilt() string {
	switch {
	case in.IntegrationType != "" && in.IntegrationType != "AWS_PROXY":
		return "an integration of type " + in.IntegrationType + " (use AWS_PROXY)"
	case in.PayloadFormatVersion != "" && in.PayloadFormatVersion != "2.0":
		return "payloadFormatVersion " + in.PayloadFormatVersion + " (use 2.0)"
	case in.ConnectionID != "" || in.CredentialsArn != "" || len(in.RequestParameters) > 0:
		return "connections, credentials and parameters of an integration"
	case in.TimeoutInMillis != 0 && in.TimeoutInMillis != 30000:
		return "timeoutInMillis other than 30000"
	}
	return ""
}

// createIntegration: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html
func (h *handler) createIntegration(c *rest.Call, in *integrationInput) (out any, err *gateway.Error) {
	if what := in.unbuilt(); what != "" {
		return nil, gateway.NotBuilt(what)
	}
	if in.PayloadFormatVersion == "" {
		return nil, gateway.NotBuilt("payloadFormatVersion 1.0, which is the default (use 2.0)")
	}
	function, err := gateway.FunctionOf(in.IntegrationURI)
	if err != nil {
		return nil, err
	}
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		i := &gateway.Integration{ID: h.store.ID(7), URI: in.IntegrationURI, Target: function}
		a.Integrations = append(a.Integrations, i)
		out = integrationOf(i)
		return nil
	})
	return out, err
}

func (h *handler) updateIntegration(c *rest.Call, in *integrationInput) (out any, err *gateway.Error) {
	if what := in.unbuilt(); what != "" {
		return nil, gateway.NotBuilt(what)
	}
	err = h.integration(c, func(_ *gateway.API, i *gateway.Integration) *gateway.Error {
		if in.IntegrationURI != "" {
			function, err := gateway.FunctionOf(in.IntegrationURI)
			if err != nil {
				return err
			}
			i.URI, i.Target = in.IntegrationURI, function
		}
		out = integrationOf(i)
		return nil
	})
	return out, err
}

// integration runs f on the integration that the path names.
func (h *handler) integration(c *rest.Call, f func(a *gateway.API, i *gateway.Integration) *gateway.Error) *gateway.Error {
	return h.with(c, func(a *gateway.API) *gateway.Error {
		for _, i := range a.Integrations {
			if i.ID == c.Path("integration") {
				return f(a, i)
			}
		}
		return gateway.NotFound("Invalid Integration identifier specified")
	})
}

func (h *handler) getIntegrations(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[integration]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Integrations, integrationOf)
		return nil
	})
	return out, err
}

func (h *handler) getIntegration(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.integration(c, func(_ *gateway.API, i *gateway.Integration) *gateway.Error { out = integrationOf(i); return nil })
	return out, err
}

func (h *handler) deleteIntegration(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.integration(c, func(a *gateway.API, i *gateway.Integration) *gateway.Error {
		if slices.ContainsFunc(a.Routes, func(r *gateway.Route) bool { return r.Target == "integrations/"+i.ID }) {
			return gateway.Conflict("Cannot delete Integration '%s' due to validation error: it is in use by a route", i.ID)
		}
		a.Integrations = slices.DeleteFunc(a.Integrations, func(o *gateway.Integration) bool { return o == i })
		return nil
	})
}
