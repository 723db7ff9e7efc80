package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/layer"
)

// deleteLayerVersion: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html
func deleteLayerVersion(h *handler, w http.ResponseWriter, r *http.Request) {
	layered(h, w, r, http.StatusNoContent, func(s *layer.Store, p layer.Place, _ *catalog.Catalog) (nothing, *catalog.Error) {
		return nothing{}, s.Delete(p, r.PathValue("LayerName"), versionNumber(r))
	})
}
