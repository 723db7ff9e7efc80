package apigateway

import (
	"encoding/json"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type restAPI struct {
	APIKeySource              string          `json:"apiKeySource"`
	CreatedDate               int64           `json:"createdDate"`
	Description               string          `json:"description,omitempty"`
	DisableExecuteAPIEndpoint bool            `json:"disableExecuteApiEndpoint"`
	EndpointConfiguration     json.RawMessage `json:"endpointConfiguration"`
	ID                        string          `json:"id"`
	Name                      string          `json:"name"`
	RootResourceID            string          `json:"rootResourceId"`
}

func shapeOf(a *gateway.API) restAPI {
	return restAPI{APIKeySource: "HEADER", CreatedDate: a.Created.Unix(), Description: a.Description, ID: a.ID, Name: a.Name,
		EndpointConfiguration: json.RawMessage(`{"types":["REGIONAL"],"ipAddressType":"ipv4"}`), RootResourceID: a.Resources[0].ID}
}

type restAPIInput struct {
	Name, Description, CloneFrom, Policy, Version string
	BinaryMediaTypes                              []string
	MinimumCompressionSize                        *int
	DisableExecuteAPIEndpoint                     bool
	EndpointConfiguration                         *struct{ Types []string }
}

// createRestAPI: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html
func (h *handler) createRestAPI(c *rest.Call, in *restAPIInput) (any, *gateway.Error) {
	switch {
	case in.CloneFrom != "" || in.Policy != "" || in.Version != "":
		return nil, gateway.NotBuilt("cloneFrom, policy and version of an API")
	case len(in.BinaryMediaTypes) > 0 || in.MinimumCompressionSize != nil:
		return nil, gateway.NotBuilt("binary media types and compression of an API")
	case in.DisableExecuteAPIEndpoint:
		return nil, gateway.NotBuilt("disableExecuteApiEndpoint")
	case in.EndpointConfiguration != nil && len(in.EndpointConfiguration.Types) > 0 && in.EndpointConfiguration.Types[0] == "PRIVATE":
		return nil, gateway.NotBuilt("a private API")
	}
	a, err := h.store.Create(h.now(), c.Place, gateway.REST, in.Name, in.Description)
	if err != nil {
		return nil, err
	}
	return shapeOf(a), nil
}

func (h *handler) getRestAPIs(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return items[restAPI]{rest.Shapes(h.store.List(c.Place, gateway.REST), shapeOf)}, nil
}

func (h *handler) getRestAPI(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error { out = shapeOf(a); return nil })
	return out, err
}

func (h *handler) deleteRestAPI(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.store.Delete(c.Place, gateway.REST, c.Path("api"))
}
