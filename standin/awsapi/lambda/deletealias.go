package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// deleteAlias: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html
func deleteAlias(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error {
		return c.DeleteAlias(ref, r.PathValue("Name"))
	})
}
