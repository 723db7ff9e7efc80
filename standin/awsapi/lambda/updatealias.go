package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
)

// updateAlias: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
func updateAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *shape.AliasRequest) (shape.AliasConfiguration, *catalog.Error) {
		return shape.Alias(c.UpdateAlias(ref, r.PathValue("Name"), in.Changes()))
	})
}
