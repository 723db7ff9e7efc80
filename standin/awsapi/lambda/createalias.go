package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// createAlias: https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
func createAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusCreated, func(c *catalog.Catalog, ref catalog.Ref, in *aliasRequest) (aliasConfiguration, *catalog.Error) {
		return aliasOf(c.CreateAlias(ref, in.Name, in.changes()))
	})
}
