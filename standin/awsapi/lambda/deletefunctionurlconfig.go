package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// deleteURLConfig: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html
func deleteURLConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error { return attached.DeleteURL(c, ref) })
}
