package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

// getAlias: https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html
func getAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (shape.AliasConfiguration, *catalog.Error) {
		return shape.Alias(c.Alias(ref, r.PathValue("Name")))
	})
}
