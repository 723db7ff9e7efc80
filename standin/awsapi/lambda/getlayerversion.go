package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/layer"
	"squall/standin/catalog/refuse"
)

// getLayerVersion: https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html
func getLayerVersion(h *handler, w http.ResponseWriter, r *http.Request) {
	layered(h, w, r, http.StatusOK, func(s *layer.Store, p layer.Place, _ *catalog.Catalog) (layerVersionResponse, *catalog.Error) {
		v, err := s.Version(p, r.PathValue("LayerName"), versionNumber(r))
		return layerVersion(v), err
	})
}

// getLayerVersionByARN: https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html
func getLayerVersionByARN(h *handler, w http.ResponseWriter, r *http.Request) {
	layered(h, w, r, http.StatusOK, func(s *layer.Store, p layer.Place, _ *catalog.Catalog) (layerVersionResponse, *catalog.Error) {
		arn := r.URL.Query().Get("Arn")
		if err := layer.CheckARN(arn); err != nil {
			return layerVersionResponse{}, err
		}
		v, ok := s.ByARN(arn)
		if !ok {
			return layerVersionResponse{}, refuse.NotFound("The resource you requested does not exist.")
		}
		return layerVersion(v), nil
	})
}
