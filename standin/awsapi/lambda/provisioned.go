package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
)

type provisionedRequest struct{ ProvisionedConcurrentExecutions *int }

// provisionedResponse is a configuration; FunctionArn is in lists only.
type provisionedResponse struct {
	FunctionArn                              string `json:",omitempty"`
	RequestedProvisionedConcurrentExecutions int
	AvailableProvisionedConcurrentExecutions int
	AllocatedProvisionedConcurrentExecutions int
	Status                                   string
	StatusReason                             string `json:",omitempty"`
	LastModified                             string
}

func provisionedOf(p catalog.Provisioned, err *catalog.Error) (provisionedResponse, *catalog.Error) {
	return provisionedResponse{
		RequestedProvisionedConcurrentExecutions: p.Requested,
		AvailableProvisionedConcurrentExecutions: p.Available,
		AllocatedProvisionedConcurrentExecutions: p.Allocated,
		Status:                                   p.Status, StatusReason: p.Reason, LastModified: shape.Seconds(p.Modified),
	}, err
}

// putProvisioned: https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
func putProvisioned(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusAccepted, func(c *catalog.Catalog, ref catalog.Ref, in *provisionedRequest) (provisionedResponse, *catalog.Error) {
		if in.ProvisionedConcurrentExecutions == nil {
			return provisionedResponse{}, refuse.Missing("provisionedConcurrentExecutions")
		}
		return provisionedOf(c.PutProvisioned(ref, *in.ProvisionedConcurrentExecutions))
	})
}

// getProvisioned: https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html
// With List=ALL the same path is ListProvisionedConcurrencyConfigs.
func getProvisioned(h *handler, w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("List") == "ALL" {
		listProvisioned(h, w, r)
		return
	}
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (provisionedResponse, *catalog.Error) {
		return provisionedOf(c.Provisioned(ref))
	})
}

// deleteProvisioned: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html
func deleteProvisioned(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error { return c.DeleteProvisioned(ref) })
}

type listProvisionedResponse struct {
	ProvisionedConcurrencyConfigs []provisionedResponse
	NextMarker                    string `json:",omitempty"`
}

// listProvisioned: https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html
func listProvisioned(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listProvisionedResponse, err *catalog.Error) {
		all, err := c.ProvisionedConfigs(ref)
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(p catalog.Provisioned) string { return qualifierKey(lastPart(p.FunctionARN)) })
		out = listProvisionedResponse{ProvisionedConcurrencyConfigs: make([]provisionedResponse, len(part)), NextMarker: next}
		for i, p := range part {
			out.ProvisionedConcurrencyConfigs[i], _ = provisionedOf(p, nil)
			out.ProvisionedConcurrencyConfigs[i].FunctionArn = p.FunctionARN
		}
		return out, err
	})
}
