package lambda

import (
	"net/http"
	"slices"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/pollers"
)

type listMappingsResponse struct {
	EventSourceMappings []shape.Mapping
	NextMarker          string `json:",omitempty"`
}

// listMappings: https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
func listMappings(h *handler, w http.ResponseWriter, r *http.Request) {
	source, function := r.URL.Query().Get("EventSourceArn"), r.URL.Query().Get("FunctionName")
	scope := awsapi.ScopeOf(r)
	var ref catalog.Ref
	var refused *catalog.Error
	if function != "" {
		ref, refused = naming.Parse(scope.Account, scope.Region, function, "")
	}
	if source != "" && refused == nil {
		refused = shape.CheckSource(source)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	var all []pollers.Mapping
	refused = h.withMappings(r, func(_ int64, c *catalog.Catalog, p *pollers.Pollers) {
		k := c.Key(scope.Account, scope.Region)
		target, _ := c.Resolve(ref.Account, ref.Region, ref.Name, ref.Qualifier)
		all = slices.DeleteFunc(p.List(), func(m pollers.Mapping) bool {
			return m.Queue.Account != k.Account || m.Queue.Region != k.Region ||
				source != "" && m.Queue.ARN() != source || function != "" && m.FunctionARN != target.ARN
		})
	})
	if refused != nil {
		writeError(w, refused)
		return
	}
	part, next, refused := page(r, all, 100, func(m pollers.Mapping) string { return m.UUID })
	if refused != nil {
		writeError(w, refused)
		return
	}
	out := listMappingsResponse{EventSourceMappings: make([]shape.Mapping, len(part)), NextMarker: next}
	for i, m := range part {
		out.EventSourceMappings[i] = shape.MappingOf(m)
	}
	writeJSON(w, http.StatusOK, out)
}
