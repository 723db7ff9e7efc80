package lambda

import (
	"net/http"
	"strings"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/pollers"
	"squall/standin/queue"
)

type createMappingRequest struct {
	EventSourceArn *string
	shape.MappingSettings
}

// source is the queue that a mapping is to receive from.
func (in *createMappingRequest) source() (queue.ID, *catalog.Error) {
	if in.EventSourceArn == nil {
		return queue.ID{}, refuse.Invalid("Unrecognized event source.")
	}
	if err := shape.CheckSource(*in.EventSourceArn); err != nil {
		return queue.ID{}, err
	}
	a, _ := naming.ParseARN(*in.EventSourceArn)
	id, ok := queue.ParseARN(*in.EventSourceArn)
	switch {
	case a.Service == "kinesis" || a.Service == "dynamodb" || a.Service == "kafka" || a.Service == "mq" || a.Service == "rds":
		return id, refuse.Unbuilt("an event source mapping of the service " + a.Service)
	case !ok:
		return id, refuse.Invalid("Unrecognized event source.")
	case strings.HasSuffix(id.Name, ".fifo"):
		return id, refuse.Unbuilt("an event source mapping of a FIFO queue")
	}
	return id, nil
}

// createMapping: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
func createMapping(h *handler, w http.ResponseWriter, r *http.Request) {
	var in createMappingRequest
	settings := pollers.Settings{Enabled: true, BatchSize: 10}
	refused := h.readJSON(r, &in)
	var ref catalog.Ref
	if refused == nil {
		ref, refused = functionOf(r, in.FunctionName)
	}
	var from queue.ID
	if refused == nil {
		from, refused = in.source()
	}
	if refused == nil {
		refused = in.Into(&settings)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	h.mappings(w, r, http.StatusAccepted, func(now int64, c *catalog.Catalog, p *pollers.Pollers) (pollers.Mapping, *catalog.Error) {
		var err *catalog.Error
		if settings.FunctionARN, err = mapped(c, p, ref, from); err != nil {
			return pollers.Mapping{}, err
		}
		m, bad := p.Create(now, from, settings)
		return m, refusedMapping(bad, pollers.Mapping{Queue: from, Settings: settings}, "create")
	})
}
