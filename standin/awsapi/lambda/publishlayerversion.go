package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/catalog/layer"
	"squall/standin/catalog/refuse"
)

type publishLayerVersionRequest struct {
	Content                 *functionCode
	Description             string
	LicenseInfo             string
	CompatibleRuntimes      []string
	CompatibleArchitectures []string
}

// publishLayerVersion: https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
func publishLayerVersion(h *handler, w http.ResponseWriter, r *http.Request) {
	var in publishLayerVersionRequest
	refused := h.readJSON(r, &in)
	if refused == nil && in.Content == nil {
		refused = refuse.Missing("content")
	}
	content := layer.Content{Description: in.Description, License: in.LicenseInfo, Runtimes: in.CompatibleRuntimes, Architectures: in.CompatibleArchitectures}
	if refused == nil {
		refused = in.Content.fetch(h.backend)
	}
	if refused == nil {
		content.Code, refused = in.Content.code()
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	layered(h, w, r, http.StatusCreated, func(s *layer.Store, p layer.Place, c *catalog.Catalog) (layerVersionResponse, *catalog.Error) {
		v, err := s.Publish(c.Now(), p, r.PathValue("LayerName"), content)
		return layerVersion(v), err
	})
}
