package lambda

import (
	"net/http"

	"squall/standin/awsapi"
	"squall/standin/catalog"
)

type accountSettingsResponse struct {
	AccountLimit struct {
		TotalCodeSize                  int64
		CodeSizeUnzipped               int64
		CodeSizeZipped                 int64
		ConcurrentExecutions           int
		UnreservedConcurrentExecutions int
	}
	AccountUsage struct {
		TotalCodeSize int64
		FunctionCount int
	}
}

// getAccountSettings: https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
// Sizes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
func getAccountSettings(h *handler, w http.ResponseWriter, r *http.Request) {
	scope := awsapi.ScopeOf(r)
	var s catalog.AccountSettings
	err := h.backend.Control(r.Context(), func(c *catalog.Catalog) { s = c.AccountSettings(scope.Account, scope.Region) })
	if err != nil {
		writeError(w, broken(err))
		return
	}
	var out accountSettingsResponse
	out.AccountLimit.TotalCodeSize = 75 << 30
	out.AccountLimit.CodeSizeUnzipped = 262144000
	out.AccountLimit.CodeSizeZipped = 52428800
	out.AccountLimit.ConcurrentExecutions = s.Limit
	out.AccountLimit.UnreservedConcurrentExecutions = s.Unreserved
	out.AccountUsage.TotalCodeSize = s.CodeSize
	out.AccountUsage.FunctionCount = s.Functions
	writeJSON(w, http.StatusOK, out)
}
