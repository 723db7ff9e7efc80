package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/pollers"
)

// getMapping: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
func getMapping(h *handler, w http.ResponseWriter, r *http.Request) {
	h.mappings(w, r, http.StatusOK, func(_ int64, c *catalog.Catalog, p *pollers.Pollers) (pollers.Mapping, *catalog.Error) {
		return mappingHere(c, p, r)
	})
}
