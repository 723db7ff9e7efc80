package apigateway

import (
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type integration struct {
	CacheNamespace      string `json:"cacheNamespace"`
	HTTPMethod          string `json:"httpMethod"`
	PassthroughBehavior string `json:"passthroughBehavior"`
	TimeoutInMillis     int    `json:"timeoutInMillis"`
	Type                string `json:"type"`
	URI                 string `json:"uri"`
}

func integrationOf(m *gateway.Method) integration {
	return integration{"", "POST", "WHEN_NO_MATCH", 29000, "AWS_PROXY", m.URI}
}

type integrationInput struct {
	Type, URI, IntegrationHTTPMethod, HTTPMethod, Credentials, ConnectionID string
	TimeoutInMillis                                                         int
	RequestTemplates                                                        map[string]string
}

// putIntegration: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
func (h *handler) putIntegration(c *rest.Call, in *integrationInput) (out any, err *gateway.Error) {
	switch {
	case in.Type != "AWS_PROXY":
		return nil, gateway.NotBuilt("an integration of type " + in.Type + " (use AWS_PROXY)")
	case in.Credentials != "" || in.ConnectionID != "" || len(in.RequestTemplates) > 0:
		return nil, gateway.NotBuilt("credentials, connections and templates of an integration")
	case in.TimeoutInMillis != 0 && in.TimeoutInMillis != 29000:
		return nil, gateway.NotBuilt("timeoutInMillis other than 29000")
	case in.IntegrationHTTPMethod != "POST" && in.HTTPMethod != "POST":
		return nil, gateway.Bad("Enumeration value for HttpMethod must be POST for a function")
	}
	function, err := gateway.FunctionOf(in.URI)
	if err != nil {
		return nil, err
	}
	err = h.method(c, func(_ *gateway.Resource, m *gateway.Method) *gateway.Error {
		m.URI, m.Target = in.URI, function
		out = integrationOf(m)
		return nil
	})
	return out, err
}

func (h *handler) getIntegration(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.method(c, func(_ *gateway.Resource, m *gateway.Method) *gateway.Error {
		if m.URI == "" {
			return gateway.NotFound("No integration defined for method")
		}
		out = integrationOf(m)
		return nil
	})
	return out, err
}
