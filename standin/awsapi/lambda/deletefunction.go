package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// deleteFunction: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
// AWS answers 204, whatever the document says (recorded 2025).
func deleteFunction(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error { return c.DeleteFunction(ref) })
}
