package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

type listVersionsResponse struct {
	Versions   []shape.FunctionConfiguration
	NextMarker string `json:",omitempty"`
}

// listVersionsByFunction: https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
func listVersionsByFunction(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listVersionsResponse, err *catalog.Error) {
		all, err := c.Versions(ref)
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(c catalog.Configuration) string { return qualifierKey(c.Version) })
		return listVersionsResponse{Versions: shape.Configurations(part), NextMarker: next}, err
	})
}
