// Package apigateway is the control plane of REST APIs (API Gateway v1) over
// package gateway, one file per kind of thing.
//
// It keeps no state and checks no signature. Authorizers, models, keys, usage
// plans, integrations other than functions' proxies, and every operation
// without a function in the table are answered 501.
package apigateway

import (
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

const (
	api      = "/restapis/{api}"
	resource = api + "/resources/{resource}"
	method   = resource + "/methods/{method}"
)

// New makes the API; own is the place of callers whose signature names none.
func New(own gateway.Place, s *gateway.Store, now func() time.Time) *rest.API {
	h := &handler{store: s, now: now}
	return rest.New("API Gateway", own, []rest.Operation{
		{Method: "POST", Pattern: "/restapis", Name: "CreateRestApi", Status: 201, Run: rest.Op(h.createRestAPI)},
		{Method: "GET", Pattern: "/restapis", Name: "GetRestApis", Status: 200, Run: rest.Op(h.getRestAPIs)},
		{Method: "PUT", Pattern: "/restapis", Name: "ImportRestApi"},
		{Method: "GET", Pattern: api, Name: "GetRestApi", Status: 200, Run: rest.Op(h.getRestAPI)},
		{Method: "PATCH", Pattern: api, Name: "UpdateRestApi"},
		{Method: "PUT", Pattern: api, Name: "PutRestApi"},
		{Method: "DELETE", Pattern: api, Name: "DeleteRestApi", Status: 202, Run: rest.Op(h.deleteRestAPI)},
		{Method: "POST", Pattern: api + "/authorizers", Name: "CreateAuthorizer"},
		{Method: "POST", Pattern: api + "/deployments", Name: "CreateDeployment", Status: 201, Run: rest.Op(h.createDeployment)},
		{Method: "GET", Pattern: api + "/deployments", Name: "GetDeployments", Status: 200, Run: rest.Op(h.getDeployments)},
		{Method: "GET", Pattern: api + "/resources", Name: "GetResources", Status: 200, Run: rest.Op(h.getResources)},
		{Method: "GET", Pattern: resource, Name: "GetResource", Status: 200, Run: rest.Op(h.getResource)},
		{Method: "POST", Pattern: resource, Name: "CreateResource", Status: 201, Run: rest.Op(h.createResource)},
		{Method: "DELETE", Pattern: resource, Name: "DeleteResource", Status: 202, Run: rest.Op(h.deleteResource)},
		{Method: "PUT", Pattern: method, Name: "PutMethod", Status: 201, Run: rest.Op(h.putMethod)},
		{Method: "GET", Pattern: method, Name: "GetMethod", Status: 200, Run: rest.Op(h.getMethod)},
		{Method: "DELETE", Pattern: method, Name: "DeleteMethod", Status: 204, Run: rest.Op(h.deleteMethod)},
		{Method: "PUT", Pattern: method + "/integration", Name: "PutIntegration", Status: 201, Run: rest.Op(h.putIntegration)},
		{Method: "GET", Pattern: method + "/integration", Name: "GetIntegration", Status: 200, Run: rest.Op(h.getIntegration)},
		{Method: "PUT", Pattern: method + "/responses/{status}", Name: "PutMethodResponse"},
		{Method: "PUT", Pattern: method + "/integration/responses/{status}", Name: "PutIntegrationResponse"},
		{Method: "POST", Pattern: api + "/stages", Name: "CreateStage", Status: 201, Run: rest.Op(h.createStage)},
		{Method: "GET", Pattern: api + "/stages", Name: "GetStages", Status: 200, Run: rest.Op(h.getStages)},
		{Method: "GET", Pattern: api + "/stages/{stage}", Name: "GetStage", Status: 200, Run: rest.Op(h.getStage)},
		{Method: "PATCH", Pattern: api + "/stages/{stage}", Name: "UpdateStage", Status: 200, Run: rest.Op(h.updateStage)},
		{Method: "DELETE", Pattern: api + "/stages/{stage}", Name: "DeleteStage", Status: 202, Run: rest.Op(h.deleteStage)},
		{Method: "GET", Pattern: "/account", Name: "GetAccount"},
		{Method: "POST", Pattern: "/apikeys", Name: "CreateApiKey"},
		{Method: "POST", Pattern: "/domainnames", Name: "CreateDomainName", Status: 201, Run: rest.Op(h.createDomain)},
		{Method: "GET", Pattern: "/domainnames", Name: "GetDomainNames", Status: 200, Run: rest.Op(h.getDomains)},
		{Method: "GET", Pattern: "/domainnames/{domain}", Name: "GetDomainName", Status: 200, Run: rest.Op(h.getDomain)},
		{Method: "PATCH", Pattern: "/domainnames/{domain}", Name: "UpdateDomainName"},
		{Method: "DELETE", Pattern: "/domainnames/{domain}", Name: "DeleteDomainName", Status: 202, Run: rest.Op(h.deleteDomain)},
		{Method: "POST", Pattern: "/domainnames/{domain}/basepathmappings", Name: "CreateBasePathMapping", Status: 201, Run: rest.Op(h.createBasePath)},
		{Method: "GET", Pattern: "/domainnames/{domain}/basepathmappings", Name: "GetBasePathMappings", Status: 200, Run: rest.Op(h.getBasePaths)},
		{Method: "DELETE", Pattern: "/domainnames/{domain}/basepathmappings/{path}", Name: "DeleteBasePathMapping", Status: 202, Run: rest.Op(h.deleteBasePath)},
		{Method: "POST", Pattern: "/usageplans", Name: "CreateUsagePlan"},
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
	return h.store.With(h.now(), c.Place, gateway.REST, c.Path("api"), f)
}

// items is a list as these operations answer with it; everything is on one page.
type items[T any] struct {
	Items []T `json:"item"`
}
