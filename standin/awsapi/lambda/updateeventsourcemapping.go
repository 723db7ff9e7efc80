package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/pollers"
)

// updateMapping: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
func updateMapping(h *handler, w http.ResponseWriter, r *http.Request) {
	var in shape.MappingSettings
	refused := h.readJSON(r, &in)
	var ref catalog.Ref
	if refused == nil && in.FunctionName != nil {
		ref, refused = functionOf(r, in.FunctionName)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	h.mappings(w, r, http.StatusAccepted, func(now int64, c *catalog.Catalog, p *pollers.Pollers) (pollers.Mapping, *catalog.Error) {
		m, err := mappingHere(c, p, r)
		if err == nil {
			err = in.Into(&m.Settings)
		}
		if err == nil && in.FunctionName != nil {
			m.FunctionARN, err = mapped(c, p, ref, m.Queue)
		}
		if err != nil {
			return m, err
		}
		changed, bad := p.Change(now, m.UUID, m.Settings)
		return changed, refusedMapping(bad, m, "update")
	})
}
