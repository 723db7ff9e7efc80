package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/attached"
)

type listTagsResponse struct{ Tags map[string]string }

// listTags: https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html
func listTags(h *handler, w http.ResponseWriter, r *http.Request) {
	tagged(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listTagsResponse, err *catalog.Error) {
		out.Tags, err = attached.Tags(c, ref)
		if out.Tags == nil {
			out.Tags = map[string]string{}
		}
		return out, err
	})
}
