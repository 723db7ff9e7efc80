package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/record"
)

type listURLConfigsResponse struct {
	FunctionUrlConfigs []urlConfigResponse
	NextMarker         string `json:",omitempty"`
}

// listURLConfigs: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
func listURLConfigs(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listURLConfigsResponse, err *catalog.Error) {
		all, err := attached.URLs(c, ref)
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(u record.URL) string { return u.FunctionARN })
		out = listURLConfigsResponse{FunctionUrlConfigs: make([]urlConfigResponse, len(part)), NextMarker: next}
		for i, u := range part {
			out.FunctionUrlConfigs[i] = urlConfigOf(u)
		}
		return out, err
	})
}
