package apigatewayv2

import (
	"encoding/json"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type api struct {
	APIEndpoint              string `json:"apiEndpoint"`
	APIID                    string `json:"apiId"`
	APIKeySelectionExpresson string `json:"apiKeySelectionExpression"`
	CreatedDate              string `json:"createdDate"`
	Description              string `json:"description,omitempty"`
	DisableExecuteEndpoint   bool   `json:"disableExecuteApiEndpoint"`
	Name                     string `json:"name"`
	ProtocolType             string `json:"protocolType"`
	RouteSelectionExpression string `json:"routeSelectionExpression"`
}

func shapeOf(a *gateway.API) api {
	return api{APIEndpoint: a.Endpoint, APIID: a.ID, APIKeySelectionExpresson: "$request.header.x-api-key", CreatedDate: iso(a.Created),
		Description: a.Description, Name: a.Name, ProtocolType: "HTTP", RouteSelectionExpression: "$request.method $request.path"}
}

type apiInput struct {
	Name, Description, ProtocolType, Target, RouteKey, CredentialsArn, Version string
	CorsConfiguration                                                          json.RawMessage
	DisableExecuteAPIEndpoint                                                  bool `json:"disableExecuteApiEndpoint"`
	Tags                                                                       map[string]string
}

func (in *apiInput) unbuilt() string {
	switch {
	case in.ProtocolType != "HTTP":
		return "an API of protocol " + in.ProtocolType
	case len(in.CorsConfiguration) > 0:
		return "CORS of an API"
	case in.DisableExecuteAPIEndpoint:
		return "disableExecuteApiEndpoint"
	case in.CredentialsArn != "":
		return "credentials of an integration"
	case len(in.Tags) > 0 || in.Version != "":
		return "tags and versions of APIs"
	}
	return ""
}

// createAPI: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
// With a target everything that it needs is made as well.
func (h *handler) createAPI(c *rest.Call, in *apiInput) (any, *gateway.Error) {
	if what := in.unbuilt(); what != "" {
		return nil, gateway.NotBuilt(what)
	}
	function := ""
	if in.Target != "" {
		var err *gateway.Error
		if function, err = gateway.FunctionOf(in.Target); err != nil {
			return nil, err
		}
	}
	a, err := h.store.Create(h.now(), c.Place, gateway.HTTP, in.Name, in.Description)
	if err != nil || function == "" {
		return shaped(a, err)
	}
	key := in.RouteKey
	if key == "" {
		key = gateway.Default
	}
	err = h.store.With(h.now(), c.Place, gateway.HTTP, a.ID, func(a *gateway.API) *gateway.Error {
		i := &gateway.Integration{ID: h.store.ID(7), URI: in.Target, Target: function}
		a.Integrations = append(a.Integrations, i)
		a.Routes = append(a.Routes, &gateway.Route{ID: h.store.ID(7), Key: key, Target: "integrations/" + i.ID})
		return a.AddStage(&gateway.Stage{Name: gateway.Default, AutoDeploy: true, Created: h.now()})
	})
	return shaped(a, err)
}

func shaped(a *gateway.API, err *gateway.Error) (any, *gateway.Error) {
	if err != nil {
		return nil, err
	}
	return shapeOf(a), nil
}

func (h *handler) getAPIs(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return items[api]{rest.Shapes(h.store.List(c.Place, gateway.HTTP), shapeOf)}, nil
}

func (h *handler) getAPI(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error { out = shapeOf(a); return nil })
	return out, err
}

func (h *handler) deleteAPI(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.store.Delete(c.Place, gateway.HTTP, c.Path("api"))
}
