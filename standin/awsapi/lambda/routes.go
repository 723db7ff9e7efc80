package lambda

import (
	"net/http"

	"squall/standin/awsapi"
	"squall/standin/catalog/refuse"
)

// route is one operation of the API; serve is nil for those not built.
type route struct {
	method, pattern, operation string
	serve                      func(h *handler, w http.ResponseWriter, r *http.Request)
}

// routes is every operation of the service model of November 2026, in the
// order of paths.
var routes = []route{
	{"POST", "/2014-11-13/functions/{FunctionName}/invoke-async", "InvokeAsync", invokeAsync},
	{"GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings", listMappings},
	{"POST", "/2015-03-31/event-source-mappings", "CreateEventSourceMapping", createMapping},
	{"GET", "/2015-03-31/event-source-mappings/{UUID}", "GetEventSourceMapping", getMapping},
	{"PUT", "/2015-03-31/event-source-mappings/{UUID}", "UpdateEventSourceMapping", updateMapping},
	{"DELETE", "/2015-03-31/event-source-mappings/{UUID}", "DeleteEventSourceMapping", deleteMapping},
	{"GET", "/2015-03-31/functions", "ListFunctions", listFunctions},
	{"POST", "/2015-03-31/functions", "CreateFunction", createFunction},
	{"GET", "/2015-03-31/functions/{FunctionName}", "GetFunction", getFunction},
	{"DELETE", "/2015-03-31/functions/{FunctionName}", "DeleteFunction", deleteFunction},
	{"GET", "/2015-03-31/functions/{FunctionName}/aliases", "ListAliases", listAliases},
	{"POST", "/2015-03-31/functions/{FunctionName}/aliases", "CreateAlias", createAlias},
	{"GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", "GetAlias", getAlias},
	{"PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", "UpdateAlias", updateAlias},
	{"DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", "DeleteAlias", deleteAlias},
	{"PUT", "/2015-03-31/functions/{FunctionName}/code", "UpdateFunctionCode", updateFunctionCode},
	{"GET", "/2015-03-31/functions/{FunctionName}/configuration", "GetFunctionConfiguration", getFunctionConfiguration},
	{"PUT", "/2015-03-31/functions/{FunctionName}/configuration", "UpdateFunctionConfiguration", updateFunctionConfiguration},
	{"POST", "/2015-03-31/functions/{FunctionName}/invocations", "Invoke", serveInvoke},
	{"GET", "/2015-03-31/functions/{FunctionName}/policy", "GetPolicy", getPolicy},
	{"POST", "/2015-03-31/functions/{FunctionName}/policy", "AddPermission", addPermission},
	{"DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", "RemovePermission", removePermission},
	{"GET", "/2015-03-31/functions/{FunctionName}/versions", "ListVersionsByFunction", listVersionsByFunction},
	{"POST", "/2015-03-31/functions/{FunctionName}/versions", "PublishVersion", publishVersion},
	{"GET", "/2016-08-19/account-settings", "GetAccountSettings", getAccountSettings},
	{"GET", "/2017-03-31/tags/{Resource}", "ListTags", listTags},
	{"POST", "/2017-03-31/tags/{Resource}", "TagResource", tagResource},
	{"DELETE", "/2017-03-31/tags/{Resource}", "UntagResource", untagResource},
	{"PUT", "/2017-10-31/functions/{FunctionName}/concurrency", "PutFunctionConcurrency", putFunctionConcurrency},
	{"DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", "DeleteFunctionConcurrency", deleteFunctionConcurrency},
	{"GET", "/2018-10-31/layers", "ListLayers", listLayers},
	{"GET", "/2018-10-31/layers/{LayerName}/versions", "ListLayerVersions", listLayerVersions},
	{"POST", "/2018-10-31/layers/{LayerName}/versions", "PublishLayerVersion", publishLayerVersion},
	{"GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", "GetLayerVersion", getLayerVersion},
	{"DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", "DeleteLayerVersion", deleteLayerVersion},
	{"GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", "GetLayerVersionPolicy", nil},
	{"POST", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", "AddLayerVersionPermission", nil},
	{"DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}", "RemoveLayerVersionPermission", nil},
	{"GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config", "GetFunctionEventInvokeConfig", getEventInvokeConfig},
	{"PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config", "PutFunctionEventInvokeConfig", putEventInvokeConfig},
	{"POST", "/2019-09-25/functions/{FunctionName}/event-invoke-config", "UpdateFunctionEventInvokeConfig", updateEventInvokeConfig},
	{"DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config", "DeleteFunctionEventInvokeConfig", deleteEventInvokeConfig},
	{"GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config/list", "ListFunctionEventInvokeConfigs", listEventInvokeConfigs},
	{"GET", "/2019-09-30/functions/{FunctionName}/concurrency", "GetFunctionConcurrency", getFunctionConcurrency},
	{"GET", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", "GetProvisionedConcurrencyConfig", getProvisioned},
	{"PUT", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", "PutProvisionedConcurrencyConfig", putProvisioned},
	{"DELETE", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", "DeleteProvisionedConcurrencyConfig", deleteProvisioned},
	{"GET", "/2020-04-22/code-signing-configs", "ListCodeSigningConfigs", nil},
	{"POST", "/2020-04-22/code-signing-configs", "CreateCodeSigningConfig", nil},
	{"GET", "/2020-04-22/code-signing-configs/{Arn}", "GetCodeSigningConfig", nil},
	{"PUT", "/2020-04-22/code-signing-configs/{Arn}", "UpdateCodeSigningConfig", nil},
	{"DELETE", "/2020-04-22/code-signing-configs/{Arn}", "DeleteCodeSigningConfig", nil},
	{"GET", "/2020-04-22/code-signing-configs/{Arn}/functions", "ListFunctionsByCodeSigningConfig", nil},
	{"GET", "/2020-06-30/functions/{FunctionName}/code-signing-config", "GetFunctionCodeSigningConfig", getSigningConfig},
	{"PUT", "/2020-06-30/functions/{FunctionName}/code-signing-config", "PutFunctionCodeSigningConfig", nil},
	{"DELETE", "/2020-06-30/functions/{FunctionName}/code-signing-config", "DeleteFunctionCodeSigningConfig", nil},
	{"GET", "/2021-07-20/functions/{FunctionName}/runtime-management-config", "GetRuntimeManagementConfig", getRuntimeManagement},
	{"PUT", "/2021-07-20/functions/{FunctionName}/runtime-management-config", "PutRuntimeManagementConfig", putRuntimeManagement},
	{"GET", "/2021-10-31/functions/{FunctionName}/url", "GetFunctionUrlConfig", getURLConfig},
	{"POST", "/2021-10-31/functions/{FunctionName}/url", "CreateFunctionUrlConfig", createURLConfig},
	{"PUT", "/2021-10-31/functions/{FunctionName}/url", "UpdateFunctionUrlConfig", updateURLConfig},
	{"DELETE", "/2021-10-31/functions/{FunctionName}/url", "DeleteFunctionUrlConfig", deleteURLConfig},
	{"GET", "/2021-10-31/functions/{FunctionName}/urls", "ListFunctionUrlConfigs", listURLConfigs},
	{"POST", "/2021-11-15/functions/{FunctionName}/response-streaming-invocations", "InvokeWithResponseStream", invokeStream},
	{"GET", "/2024-08-31/functions/{FunctionName}/recursion-config", "GetFunctionRecursionConfig", getRecursionConfig},
	{"PUT", "/2024-08-31/functions/{FunctionName}/recursion-config", "PutFunctionRecursionConfig", putRecursionConfig},
	{"", "/2025-11-30/", "capacity providers and scaling configurations", nil},
	{"", "/2025-12-01/", "durable executions", nil},
	{"", "/2026-07-09/resource-policy/", "resource policies", nil},
}

func (rt route) bind(h *handler) http.HandlerFunc {
	if rt.serve == nil {
		return func(w http.ResponseWriter, _ *http.Request) { writeError(w, refuse.Unbuilt(rt.operation)) }
	}
	return func(w http.ResponseWriter, r *http.Request) { rt.serve(h, w, r) }
}

// Operations lists what the service model has; routes without a method stand
// for several.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for _, rt := range routes {
		if rt.method != "" {
			out = append(out, awsapi.Operation{Name: rt.operation, Built: rt.serve != nil, Method: rt.method, Pattern: rt.pattern})
		}
	}
	return append(out, // told apart from another operation by the query
		awsapi.Operation{Name: "GetLayerVersionByArn", Built: true, Method: "GET", Pattern: "/2018-10-31/layers?find=LayerVersion"},
		awsapi.Operation{Name: "ListProvisionedConcurrencyConfigs", Built: true, Method: "GET",
			Pattern: "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL"})
}
