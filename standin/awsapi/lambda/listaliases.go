package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

type listAliasesResponse struct {
	Aliases    []shape.AliasConfiguration
	NextMarker string `json:",omitempty"`
}

// listAliases: https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html
func listAliases(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listAliasesResponse, err *catalog.Error) {
		all, err := c.Aliases(ref, r.URL.Query().Get("FunctionVersion"))
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 10000, func(a catalog.Alias) string { return a.Name })
		out = listAliasesResponse{Aliases: make([]shape.AliasConfiguration, len(part)), NextMarker: next}
		for i, a := range part {
			out.Aliases[i], _ = shape.Alias(a, nil)
		}
		return out, err
	})
}
