// Package apigatewayv2 is the control plane of HTTP APIs (API Gateway v2) over
// package gateway, one file per kind of thing.
//
// It keeps no state and checks no signature. WebSocket APIs, authorizers,
// integrations other than functions', and every operation without a function in
// the table are answered 501.
package apigatewayv2

import (
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// New makes the API; own is the place of callers whose signature names none.
func New(own gateway.Place, s *gateway.Store, now func() time.Time) *rest.API {
	h := &handler{store: s, now: now}
	return rest.New("API Gateway v2", own, []rest.Operation{
		{Method: "POST", Pattern: "/v2/apis", Name: "CreateApi", Status: 201, Run: rest.Op(h.createAPI)},
		{Method: "GET", Pattern: "/v2/apis", Name: "GetApis", Status: 200, Run: rest.Op(h.getAPIs)},
		{Method: "GET", Pattern: "/v2/apis/{api}", Name: "GetApi", Status: 200, Run: rest.Op(h.getAPI)},
		{Method: "DELETE", Pattern: "/v2/apis/{api}", Name: "DeleteApi", Status: 204, Run: rest.Op(h.deleteAPI)},
		{Method: "PATCH", Pattern: "/v2/apis/{api}", Name: "UpdateApi"},
		{Method: "PUT", Pattern: "/v2/apis", Name: "ImportApi"},
		{Method: "POST", Pattern: "/v2/apis/{api}/authorizers", Name: "CreateAuthorizer"},
		{Method: "GET", Pattern: "/v2/apis/{api}/authorizers", Name: "GetAuthorizers"},
		{Method: "POST", Pattern: "/v2/apis/{api}/deployments", Name: "CreateDeployment", Status: 201, Run: rest.Op(h.createDeployment)},
		{Method: "GET", Pattern: "/v2/apis/{api}/deployments", Name: "GetDeployments", Status: 200, Run: rest.Op(h.getDeployments)},
		{Method: "POST", Pattern: "/v2/apis/{api}/integrations", Name: "CreateIntegration", Status: 201, Run: rest.Op(h.createIntegration)},
		{Method: "GET", Pattern: "/v2/apis/{api}/integrations", Name: "GetIntegrations", Status: 200, Run: rest.Op(h.getIntegrations)},
		{Method: "GET", Pattern: "/v2/apis/{api}/integrations/{integration}", Name: "GetIntegration", Status: 200, Run: rest.Op(h.getIntegration)},
		{Method: "DELETE", Pattern: "/v2/apis/{api}/integrations/{integration}", Name: "DeleteIntegration", Status: 204, Run: rest.Op(h.deleteIntegration)},
		{Method: "PATCH", Pattern: "/v2/apis/{api}/integrations/{integration}", Name: "UpdateIntegration", Status: 200, Run: rest.Op(h.updateIntegration)},
		{Method: "POST", Pattern: "/v2/apis/{api}/routes", Name: "CreateRoute", Status: 201, Run: rest.Op(h.createRoute)},
		{Method: "GET", Pattern: "/v2/apis/{api}/routes", Name: "GetRoutes", Status: 200, Run: rest.Op(h.getRoutes)},
		{Method: "GET", Pattern: "/v2/apis/{api}/routes/{route}", Name: "GetRoute", Status: 200, Run: rest.Op(h.getRoute)},
		{Method: "DELETE", Pattern: "/v2/apis/{api}/routes/{route}", Name: "DeleteRoute", Status: 204, Run: rest.Op(h.deleteRoute)},
		{Method: "PATCH", Pattern: "/v2/apis/{api}/routes/{route}", Name: "UpdateRoute", Status: 200, Run: rest.Op(h.updateRoute)},
		{Method: "POST", Pattern: "/v2/apis/{api}/stages", Name: "CreateStage", Status: 201, Run: rest.Op(h.createStage)},
		{Method: "GET", Pattern: "/v2/apis/{api}/stages", Name: "GetStages", Status: 200, Run: rest.Op(h.getStages)},
		{Method: "GET", Pattern: "/v2/apis/{api}/stages/{stage}", Name: "GetStage", Status: 200, Run: rest.Op(h.getStage)},
		{Method: "DELETE", Pattern: "/v2/apis/{api}/stages/{stage}", Name: "DeleteStage", Status: 204, Run: rest.Op(h.deleteStage)},
		{Method: "PATCH", Pattern: "/v2/apis/{api}/stages/{stage}", Name: "UpdateStage", Status: 200, Run: rest.Op(h.updateStage)},
		{Method: "POST", Pattern: "/v2/domainnames", Name: "CreateDomainName", Status: 201, Run: rest.Op(h.createDomain)},
		{Method: "GET", Pattern: "/v2/domainnames", Name: "GetDomainNames", Status: 200, Run: rest.Op(h.getDomains)},
		{Method: "GET", Pattern: "/v2/domainnames/{domain}", Name: "GetDomainName", Status: 200, Run: rest.Op(h.getDomain)},
		{Method: "PATCH", Pattern: "/v2/domainnames/{domain}", Name: "UpdateDomainName"},
		{Method: "DELETE", Pattern: "/v2/domainnames/{domain}", Name: "DeleteDomainName", Status: 204, Run: rest.Op(h.deleteDomain)},
		{Method: "POST", Pattern: "/v2/domainnames/{domain}/apimappings", Name: "CreateApiMapping", Status: 201, Run: rest.Op(h.createMapping)},
		{Method: "GET", Pattern: "/v2/domainnames/{domain}/apimappings", Name: "GetApiMappings", Status: 200, Run: rest.Op(h.getMappings)},
		{Method: "DELETE", Pattern: "/v2/domainnames/{domain}/apimappings/{mapping}", Name: "DeleteApiMapping", Status: 204, Run: rest.Op(h.deleteMapping)},
		{Method: "GET", Pattern: "/v2/vpclinks", Name: "GetVpcLinks"},
	})
}

type handler struct {
	store *gateway.Store
	now   func() time.Time
}

// nothing is the request of operations without a body.
type nothing struct{}

// with runs f on the API that the path names.
func (h *handler) with(c *rest.Call, f func(a *gateway.API) *gateway.Error) *gateway.Error {
	return h.store.With(h.now(), c.Place, gateway.HTTP, c.Path("api"), f)
}

// items is a list as these operations answer with it; everything is on one page.
type items[T any] struct {
	Items []T `json:"items"`
}

func iso(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
