package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
)

// concurrencyResponse is a function's reserved concurrency; empty when unset.
type concurrencyResponse struct {
	ReservedConcurrentExecutions *int `json:",omitempty"`
}

// putFunctionConcurrency: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
func putFunctionConcurrency(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *concurrencyResponse) (concurrencyResponse, *catalog.Error) {
		if in.ReservedConcurrentExecutions == nil {
			return *in, refuse.Missing("reservedConcurrentExecutions")
		}
		return *in, c.PutReserved(ref, *in.ReservedConcurrentExecutions)
	})
}

// getFunctionConcurrency: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
func getFunctionConcurrency(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out concurrencyResponse, err *catalog.Error) {
		n, set, err := c.Reserved(ref)
		if set {
			out.ReservedConcurrentExecutions = &n
		}
		return out, err
	})
}

// deleteFunctionConcurrency: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html
func deleteFunctionConcurrency(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error { return c.DeleteReserved(ref) })
}
