package lambda

import (
	"net/http"
	"slices"

	"squall/standin/catalog"
	"squall/standin/catalog/layer"
)

type layersListItem struct {
	LayerName             string
	LayerArn              string
	LatestMatchingVersion layerVersionsListItem
}

type listLayersResponse struct {
	Layers     []layersListItem
	NextMarker string `json:",omitempty"`
}

// listLayers: https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html
// With find=LayerVersion the same path is GetLayerVersionByArn.
func listLayers(h *handler, w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("find") == "LayerVersion" {
		getLayerVersionByARN(h, w, r)
		return
	}
	layered(h, w, r, http.StatusOK, func(s *layer.Store, p layer.Place, _ *catalog.Catalog) (out listLayersResponse, err *catalog.Error) {
		all, err := compatible(r, s.Latest(p))
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(v layer.Version) string { return v.Name })
		out = listLayersResponse{Layers: []layersListItem{}, NextMarker: next}
		for _, v := range part {
			out.Layers = append(out.Layers, layersListItem{v.Name, v.LayerARN, layerItem(v)})
		}
		return out, err
	})
}

// has says whether a list has a word; "" is in every list.
func has(list []string, word string) bool { return word == "" || slices.Contains(list, word) }
