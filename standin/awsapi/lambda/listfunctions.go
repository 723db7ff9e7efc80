package lambda

import (
	"net/http"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
)

type listFunctionsResponse struct {
	Functions  []shape.FunctionConfiguration
	NextMarker string `json:",omitempty"`
}

// listFunctions: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
// A page holds at most 50 functions, whatever MaxItems says.
func listFunctions(h *handler, w http.ResponseWriter, r *http.Request) {
	versions := r.URL.Query().Get("FunctionVersion")
	switch {
	case versions != "" && versions != "ALL":
		writeError(w, refuse.NoMember(versions, "functionVersion", "ALL"))
		return
	case r.URL.Query().Get("MasterRegion") != "":
		writeError(w, refuse.Unbuilt("MasterRegion"))
		return
	}
	scope := awsapi.ScopeOf(r)
	var all []catalog.Configuration
	err := h.backend.Control(r.Context(), func(c *catalog.Catalog) {
		all = c.Functions(scope.Account, scope.Region, versions == "ALL")
	})
	if err != nil {
		writeError(w, broken(err))
		return
	}
	part, next, refused := page(r, all, 50, func(c catalog.Configuration) string {
		return c.FunctionName + " " + qualifierKey(c.Version)
	})
	if refused != nil {
		writeError(w, refused)
		return
	}
	writeJSON(w, http.StatusOK, listFunctionsResponse{Functions: shape.Configurations(part), NextMarker: next})
}
