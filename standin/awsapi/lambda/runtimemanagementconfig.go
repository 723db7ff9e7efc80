package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
)

type runtimeManagement struct {
	UpdateRuntimeOn   string
	RuntimeVersionArn string `json:",omitempty"`
	FunctionArn       string
}

func managementOf(arn string, m record.RuntimeManagement, err *catalog.Error) (runtimeManagement, *catalog.Error) {
	return runtimeManagement{m.UpdateOn, m.VersionARN, arn}, err
}

// getRuntimeManagement: https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html
func getRuntimeManagement(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (runtimeManagement, *catalog.Error) {
		return managementOf(attached.RuntimeManagement(c, ref))
	})
}

// putRuntimeManagement: https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
// Runtimes of the stand-in never change, so it is only shown.
func putRuntimeManagement(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *runtimeManagement) (runtimeManagement, *catalog.Error) {
		switch in.UpdateRuntimeOn {
		case "":
			return *in, refuse.Missing("updateRuntimeOn")
		case "Auto", "FunctionUpdate", "Manual":
		default:
			return *in, refuse.NoMember(in.UpdateRuntimeOn, "updateRuntimeOn", "Auto, FunctionUpdate, Manual")
		}
		if (in.UpdateRuntimeOn == "Manual") != (in.RuntimeVersionArn != "") { // the words are ours
			return *in, refuse.Invalid("RuntimeVersionArn must be given with UpdateRuntimeOn Manual, and with nothing else.")
		}
		return managementOf(attached.ManageRuntime(c, ref, record.RuntimeManagement{UpdateOn: in.UpdateRuntimeOn, VersionARN: in.RuntimeVersionArn}))
	})
}

// getSigningConfig: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html
// No function has one, since none can be made.
func getSigningConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (struct{}, *catalog.Error) {
		_, err := c.Configuration(ref)
		return struct{}{}, err
	})
}
