package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

type tagResourceRequest struct{ Tags map[string]string }

// tagResource: https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
func tagResource(h *handler, w http.ResponseWriter, r *http.Request) {
	var in tagResourceRequest
	if refused := h.readJSON(r, &in); refused != nil {
		writeError(w, refused)
		return
	}
	tagged(h, w, r, http.StatusNoContent, func(c *catalog.Catalog, ref catalog.Ref) (nothing, *catalog.Error) {
		return nothing{}, attached.Tag(c, ref, in.Tags)
	})
}
