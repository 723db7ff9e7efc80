package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

// untagResource: https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html
func untagResource(h *handler, w http.ResponseWriter, r *http.Request) {
	tagged(h, w, r, http.StatusNoContent, func(c *catalog.Catalog, ref catalog.Ref) (nothing, *catalog.Error) {
		return nothing{}, attached.Untag(c, ref, r.URL.Query()["tagKeys"])
	})
}
