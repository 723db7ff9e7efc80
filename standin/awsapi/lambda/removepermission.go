package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// removePermission: https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html
func removePermission(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error {
		return attached.RemovePermission(c, ref, r.PathValue("StatementId"), r.URL.Query().Get("RevisionId"))
	})
}
