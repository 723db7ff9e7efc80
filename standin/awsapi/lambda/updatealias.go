package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// updateAlias: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
func updateAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *aliasRequest) (aliasConfiguration, *catalog.Error) {
		return aliasOf(c.UpdateAlias(ref, r.PathValue("Name"), in.changes()))
	})
}
