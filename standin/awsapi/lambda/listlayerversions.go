package lambda

import (
	"fmt"
	"math"
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/layer"
)

type listLayerVersionsResponse struct {
	LayerVersions []layerVersionsListItem
	NextMarker    string `json:",omitempty"`
}

// listLayerVersions: https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html
func listLayerVersions(h *handler, w http.ResponseWriter, r *http.Request) {
	layered(h, w, r, http.StatusOK, func(s *layer.Store, p layer.Place, _ *catalog.Catalog) (out listLayerVersionsResponse, err *catalog.Error) {
		all, err := compatible(r, s.Versions(p, r.PathValue("LayerName")))
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(v layer.Version) string { return fmt.Sprintf("%010d", math.MaxInt32-v.Number) })
		out = listLayerVersionsResponse{LayerVersions: []layerVersionsListItem{}, NextMarker: next}
		for _, v := range part {
			out.LayerVersions = append(out.LayerVersions, layerItem(v))
		}
		return out, err
	})
}
