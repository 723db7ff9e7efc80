package apigateway

import (
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type methodShape struct {
	APIKeyRequired    bool         `json:"apiKeyRequired"`
	AuthorizationType string       `json:"authorizationType"`
	HTTPMethod        string       `json:"httpMethod"`
	MethodIntegration *integration `json:"methodIntegration,omitempty"`
}

func methodOf(name string, m *gateway.Method) methodShape {
	out := methodShape{AuthorizationType: m.Authorization, HTTPMethod: name}
	if m.URI != "" {
		i := integrationOf(m)
		out.MethodIntegration = &i
	}
	return out
}

type methodInput struct {
	AuthorizationType, AuthorizerID, RequestValidatorID string
	APIKeyRequired                                      bool
	RequestParameters                                   map[string]bool // of models, which proxies do not look at
}

var methods = []string{"ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// putMethod: https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
func (h *handler) putMethod(c *rest.Call, in *methodInput) (out any, err *gateway.Error) {
	name := c.Path("method")
	err = h.resource(c, func(_ *gateway.API, r *gateway.Resource) *gateway.Error {
		switch {
		case !slices.Contains(methods, name):
			return gateway.Bad("Invalid HTTP method specified: %s", name)
		case in.AuthorizationType != "NONE" || in.AuthorizerID != "" || in.APIKeyRequired || in.RequestValidatorID != "":
			return gateway.NotBuilt("authorization, keys and validators of methods (use authorizationType NONE)")
		case r.Methods[name] != nil:
			return gateway.Conflict("Method already exists for this resource")
		}
		r.Methods[name] = &gateway.Method{Authorization: "NONE"}
		out = methodOf(name, r.Methods[name])
		return nil
	})
	return out, err
}

// method runs f on the method that the path names.
func (h *handler) method(c *rest.Call, f func(r *gateway.Resource, m *gateway.Method) *gateway.Error) *gateway.Error {
	return h.resource(c, func(_ *gateway.API, r *gateway.Resource) *gateway.Error {
		m := r.Methods[c.Path("method")]
		if m == nil {
			return gateway.NotFound("Invalid Method identifier specified")
		}
		return f(r, m)
	})
}

func (h *handler) getMethod(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.method(c, func(_ *gateway.Resource, m *gateway.Method) *gateway.Error {
		out = methodOf(c.Path("method"), m)
		return nil
	})
	return out, err
}

func (h *handler) deleteMethod(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.method(c, func(r *gateway.Resource, _ *gateway.Method) *gateway.Error {
		delete(r.Methods, c.Path("method"))
		return nil
	})
}
