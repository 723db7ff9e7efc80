package apigatewayv2

import (
	"slices"
	"strings"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type route struct {
	APIKeyRequired    bool   `json:"apiKeyRequired"`
	AuthorizationType string `json:"authorizationType"`
	RouteID           string `json:"routeId"`
	RouteKey          string `json:"routeKey"`
	Target            string `json:"target,omitempty"`
}

func routeOf(r *gateway.Route) route {
	return route{AuthorizationType: "NONE", RouteID: r.ID, RouteKey: r.Key, Target: r.Target}
}

type routeInput struct{ RouteKey, Target, AuthorizationType, AuthorizerID string }

// check refuses what no route can have; keys are a method and a path.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
func (in *routeInput) check(a *gateway.API) *gateway.Error {
	if in.AuthorizationType != "" && in.AuthorizationType != "NONE" || in.AuthorizerID != "" {
		return gateway.NotBuilt("authorization of routes")
	}
	method, path, ok := strings.Cut(in.RouteKey, " ")
	known := slices.Contains([]string{"ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}, method)
	if in.RouteKey != "" && in.RouteKey != gateway.Default && (!ok || !known || !strings.HasPrefix(path, "/")) {
		return gateway.Bad("The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"")
	}
	if in.Target != "" && !slices.ContainsFunc(a.Integrations, func(i *gateway.Integration) bool { return in.Target == "integrations/"+i.ID }) {
		return gateway.Bad("Invalid integration target: %s", in.Target)
	}
	return nil
}

// createRoute: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
func (h *handler) createRoute(c *rest.Call, in *routeInput) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		if in.RouteKey == "" {
			return gateway.Bad("The route key is missing")
		}
		if err := in.check(a); err != nil {
			return err
		}
		if slices.ContainsFunc(a.Routes, func(r *gateway.Route) bool { return r.Key == in.RouteKey }) {
			return gateway.Conflict("Route with key %s already exists for this API", in.RouteKey)
		}
		r := &gateway.Route{ID: h.store.ID(7), Key: in.RouteKey, Target: in.Target}
		a.Routes = append(a.Routes, r)
		out = routeOf(r)
		return nil
	})
	return out, err
}

// route runs f on the route that the path names.
func (h *handler) route(c *rest.Call, f func(a *gateway.API, r *gateway.Route) *gateway.Error) *gateway.Error {
	return h.with(c, func(a *gateway.API) *gateway.Error {
		for _, r := range a.Routes {
			if r.ID == c.Path("route") {
				return f(a, r)
			}
		}
		return gateway.NotFound("Unable to find Route by ID %s", c.Path("route"))
	})
}

func (h *handler) updateRoute(c *rest.Call, in *routeInput) (out any, err *gateway.Error) {
	err = h.route(c, func(a *gateway.API, r *gateway.Route) *gateway.Error {
		if err := in.check(a); err != nil {
			return err
		}
		if in.RouteKey != "" {
			r.Key = in.RouteKey
		}
		if in.Target != "" {
			r.Target = in.Target
		}
		out = routeOf(r)
		return nil
	})
	return out, err
}

func (h *handler) getRoutes(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[route]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Routes, routeOf)
		return nil
	})
	return out, err
}

func (h *handler) getRoute(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.route(c, func(_ *gateway.API, r *gateway.Route) *gateway.Error { out = routeOf(r); return nil })
	return out, err
}

func (h *handler) deleteRoute(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.route(c, func(a *gateway.API, r *gateway.Route) *gateway.Error {
		a.Routes = slices.DeleteFunc(a.Routes, func(o *gateway.Route) bool { return o == r })
		return nil
	})
}
