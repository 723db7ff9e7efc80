package lambda

import (
	"net/http"

	"squall/standin/catalog"
	"squall/standin/pollers"
)

// deleteMapping: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html
func deleteMapping(h *handler, w http.ResponseWriter, r *http.Request) {
	h.mappings(w, r, http.StatusAccepted, func(now int64, c *catalog.Catalog, p *pollers.Pollers) (pollers.Mapping, *catalog.Error) {
		m, err := mappingHere(c, p, r)
		if err != nil {
			return m, err
		}
		m, bad := p.Delete(now, m.UUID)
		return m, refusedMapping(bad, m, "delete")
	})
}
